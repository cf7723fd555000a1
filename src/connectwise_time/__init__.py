"""Unofficial MCP server for time in ConnectWise PSA."""

__version__ = "0.1.0"
