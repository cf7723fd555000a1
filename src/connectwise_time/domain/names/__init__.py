"""A person's words for a thing, and the one row that they mean. Pure."""
