"""Make a release of one commit: check, build, list, audit and sum it. Nothing is published."""
