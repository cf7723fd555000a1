"""Time entries in all verbs: routes, the rules they obey, and what the rules look up."""
