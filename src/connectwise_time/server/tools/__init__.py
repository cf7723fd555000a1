"""The tools, in the order in which they are published."""

from mcp.server.mcpserver.tools import Tool

from connectwise_time.server.tools.entries import ENTRY_READERS, ENTRY_WRITERS
from connectwise_time.server.tools.finding import FINDERS


def all_tools(*, read_only: bool) -> list[Tool]:
    """Every tool; without those that write where the server is read-only."""
    return [*([] if read_only else ENTRY_WRITERS), *ENTRY_READERS, *FINDERS]
