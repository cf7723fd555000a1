"""The tools, in the order in which they are published."""

from mcp.server.mcpserver.tools import Tool

from connectwise_time.server.tools.checking import CHECKERS
from connectwise_time.server.tools.entries import ENTRY_READERS, ENTRY_WRITERS
from connectwise_time.server.tools.finding import FINDERS
from connectwise_time.server.tools.sheets import SHEET_READERS, SHEET_WRITERS


def all_tools(*, read_only: bool) -> list[Tool]:
    """Every tool; without those that write where the server is read-only."""
    writers = [] if read_only else ENTRY_WRITERS
    deciders = [] if read_only else SHEET_WRITERS
    checkers = [] if read_only else CHECKERS
    return [*writers, *checkers, *ENTRY_READERS, *FINDERS, *SHEET_READERS, *deciders]
