"""Everything that knows MCP: tools, resources, and how answers and errors are put."""
