"""The tools, in the order in which they are published, and the sets that they belong to."""

from collections.abc import Collection, Mapping

from mcp.server.mcpserver.tools import Tool

from connectwise_time.server.tools.batches import BATCH_WRITERS
from connectwise_time.server.tools.catching_up import SUGGESTERS
from connectwise_time.server.tools.checking import CHECKERS
from connectwise_time.server.tools.entries import ENTRY_READERS, ENTRY_WRITERS
from connectwise_time.server.tools.finding import FINDERS
from connectwise_time.server.tools.missing import MISSING_FINDERS
from connectwise_time.server.tools.reshaping import RESHAPERS
from connectwise_time.server.tools.sheets import SHEET_READERS, SHEET_WRITERS
from connectwise_time.server.tools.timers import TIMER_READERS, TIMER_WRITERS
from connectwise_time.server.tools.undoing import UNDOERS

# Every set that writes has check_operation: an outcome that is unknown needs somebody to ask.
SETS: Mapping[str, frozenset[str]] = {
    "log": frozenset(
        {
            *("create_time_entry", "update_time_entry", "delete_time_entry"),
            *(
                "create_time_entries",
                "undo_time_change",
                "check_operation",
                "get_time_entry",
                "find_tickets",
                "search_time",
            ),
        }
    ),
    "review": frozenset(
        {
            *("check_operation", "get_time_entry", "list_timesheets", "review_timesheet"),
            *("submit_timesheet", "reopen_timesheet", "find_missing_time"),
            *("split_time_entry", "merge_time_entries"),
        }
    ),
    "approve": frozenset(
        {
            *("check_operation", "get_time_entry", "list_timesheets", "review_timesheet"),
            *("list_approvals", "reopen_timesheet", "approve_entries", "reject_entries"),
        }
    ),
    "report": frozenset(
        {
            *("get_time_entry", "find_tickets", "search_time", "list_timesheets"),
            "find_missing_time",
        }
    ),
    "catch_up": frozenset(
        {
            *("draft_time", "create_time_entries", "find_missing_time"),
            *("start_timer", "stop_timer", "list_timers"),
            *("check_operation", "get_time_entry", "find_tickets"),
        }
    ),
}
"""The names of the tools in each set (`CONNECTWISE_TOOLSETS`)."""


def all_tools(*, read_only: bool, toolsets: Collection[str] = tuple(SETS)) -> list[Tool]:
    """The tools of these sets; without those that write where the server is read-only."""
    all_writers = [*ENTRY_WRITERS, *BATCH_WRITERS, *UNDOERS, *RESHAPERS, *TIMER_WRITERS]
    writers = [] if read_only else all_writers
    deciders = [] if read_only else SHEET_WRITERS
    checkers = [] if read_only else CHECKERS
    tools = [*writers, *checkers, *ENTRY_READERS, *FINDERS, *SHEET_READERS, *MISSING_FINDERS]
    tools += [*deciders, *SUGGESTERS, *TIMER_READERS]
    wanted = frozenset().union(*(SETS[name] for name in toolsets))
    return [tool for tool in tools if tool.name in wanted]
