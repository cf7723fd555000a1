"""Use cases: gather facts, decide (in domain), act. Knows neither HTTP nor MCP."""
