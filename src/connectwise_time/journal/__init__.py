"""Keepers of what was written, so that no hour is stored twice."""
