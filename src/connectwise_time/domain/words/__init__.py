"""A person's words for time, read the one way that everybody would, or refused. Pure."""
