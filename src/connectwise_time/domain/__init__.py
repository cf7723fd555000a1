"""What logging time means: values and decisions, without I/O, clock, HTTP or MCP."""
