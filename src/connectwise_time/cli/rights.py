"""Which rights the tools in use need, which of them are lacking, and what then breaks. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectwise_time.connectwise.lookups import Levels
    from connectwise_time.domain.models import Member
    from connectwise_time.settings import Settings

_REACHES = ("none", "my", "all")
TIME_ENTRY = ("Time Entry", "Time Entries")
_APPROVAL = ("Time Approval",)
_LOGGING, _DECIDING = frozenset({"log", "review", "catch_up"}), frozenset({"approve"})
_FINDING = frozenset({"log", "report", "catch_up"})
# Of time entries, for which sets each is needed; what reads needs `inquire`.
_VERBS = {
    "add": _LOGGING,
    "edit": frozenset({"log", "review", "approve"}),
    "delete": frozenset({"log", "review"}),
}


@dataclass(frozen=True, slots=True)
class Use:
    """What a server is for.

    Attributes:
        toolsets: Its sets of tools.
        decides_for_another: `CONNECTWISE_APPROVER` is somebody else than whose keys they are.
        decides: The role has some right to approve, or it is not told.
        sees_all: The role may see everybody's time.
    """

    toolsets: Collection[str]
    read_only: bool = False
    decides_for_another: bool = False
    decides: bool = True
    sees_all: bool = True

    def has(self, toolsets: Collection[str]) -> bool:
        """Whether any of these sets is there."""
        return any(name in toolsets for name in self.toolsets)

    @property
    def approves(self) -> bool:
        """It decides about time, and the role has some right to do so."""
        return self.decides and not self.read_only and self.has(_DECIDING)

    @property
    def is_for_all(self) -> bool:
        """Others' time is looked at: whoever sees only their own reports on that alone."""
        return self.approves or (self.sees_all and self.has({"report"}))


@dataclass(frozen=True, slots=True)
class _Need:
    """A right of a security role, and what there is not without it.

    Attributes:
        where: The module that it is found under.
        names: What versions of ConnectWise call it.
        level: How far it has to reach for a use; empty where that does not need it.
    """

    where: str
    names: tuple[str, ...]
    verb: str
    level: Callable[[Use], str]
    without: str


def _always(_use: Use) -> str:
    return "All"


def _finding(use: Use) -> str:
    return "All" if use.has(_FINDING) else ""


def _deciding(use: Use) -> str:
    if use.read_only or not use.has(_DECIDING):
        return ""
    return "All" if use.decides_for_another else "My"


_NEEDS = (
    _Need(
        "Time & Expense",
        _APPROVAL,
        "edit",
        _deciding,
        "approve_entries and reject_entries are refused, and reopen_timesheet for what was"
        " approved. Whoever approves nobody's time leaves approve out of CONNECTWISE_TOOLSETS",
    ),
    _Need(
        "Time & Expense",
        TIME_ENTRY,
        "inquire",
        lambda use: "All" if use.approves else "",
        "others' time cannot be looked at, and so not be approved",
    ),
    _Need(
        "Time & Expense",
        TIME_ENTRY,
        "edit",
        lambda use: "All" if use.approves else "",
        "the reason of a rejection may not be written into others' entries, and then nothing is"
        " rejected",
    ),
    _Need(
        "Finance",
        ("Billing View Time",),
        "inquire",
        lambda use: "All" if use.is_for_all else "",
        "rates and amounts are left out of answers",
    ),
    _Need(
        "Finance",
        ("Agreements", "Agreement"),
        "inquire",
        _always,
        "agreements cannot be named, and findings about them find nothing",
    ),
    _Need(
        "System",
        ("Table Setup",),
        "inquire",
        _always,
        "work types and the like are read in shorter lists, and of calendars, holidays and periods"
        " that are not seen nothing is asked",
    ),
    _Need(
        "System",
        ("Member Maintenance",),
        "inquire",
        lambda use: "All" if use.is_for_all else "My",
        "members are read in a shorter list, without calendars, zones and approvers",
    ),
    _Need(
        "System",
        ("My Company",),
        "inquire",
        _always,
        "the tenant's rules are not known before time is sent",
    ),
    _Need(
        "Service Desk",
        ("Service Tickets", "Service Ticket"),
        "inquire",
        _finding,
        "service tickets are not found",
    ),
    _Need(
        "Service Desk",
        ("Resource Scheduling",),
        "inquire",
        lambda use: "My" if use.has({"catch_up"}) else "",
        "draft_time sees no appointments",
    ),
    _Need(
        "Project",
        ("Project Tickets", "Project Ticket"),
        "inquire",
        _finding,
        "project tickets are not found",
    ),
    _Need(
        "Project",
        ("Project Headers",),
        "inquire",
        lambda use: "All" if use.approves else "",
        "it is not told for whom project time waits",
    ),
    _Need(
        "Companies",
        ("Company Maintenance", "Companies"),
        "inquire",
        _finding,
        "customers cannot be named",
    ),
    _Need(
        "Sales",
        ("Sales Activity", "Activities"),
        "inquire",
        lambda use: "All" if use.has({"log"}) and not use.read_only else "",
        "time on activities cannot be logged",
    ),
)
CHECKED = tuple(dict.fromkeys(need.names[0] for need in _NEEDS))
"""The rights that are looked at, as docs/how-to/api-keys.md calls them."""


def use_of(settings: "Settings", key: "Member") -> Use:
    """What a server with these settings is for, before anything is told of its rights."""
    approver = settings.approver
    return Use(
        settings.toolsets,
        read_only=settings.read_only,
        decides_for_another=approver is not None
        and approver.casefold() != key.identifier.casefold(),
    )


def verbs_of_entries(use: Use) -> list[str]:
    """What has to be allowed of time entries at all, in ConnectWise's order."""
    written = [] if use.read_only else [verb for verb, sets in _VERBS.items() if use.has(sets)]
    return [*written, "inquire"]


def as_told(use: Use, rights: "Mapping[str, Levels]") -> Use:
    """The same use, with what the role tells of how far it goes."""
    approval, entries = levels_of(rights, _APPROVAL), levels_of(rights, TIME_ENTRY)
    return Use(
        use.toolsets,
        read_only=use.read_only,
        decides_for_another=use.decides_for_another,
        decides=approval is None or _reaches(approval.edit, "My"),
        sees_all=entries is None or _reaches(entries.inquire, "All"),
    )


def lacking(use: Use, rights: "Mapping[str, Levels]") -> Iterator[str]:
    """A sentence for each right that is told and does not reach: which, and what breaks."""
    for need in _NEEDS:
        level, told = need.level(use), levels_of(rights, need.names)
        has = "" if told is None else getattr(told, need.verb)
        if level and has and not _reaches(has, level):
            yield (
                f"{need.where} > {need.names[0]}: {need.verb} is {has}, {level} is needed."
                f" Without it {need.without}."
            )


def untold(use: Use, rights: "Mapping[str, Levels]") -> list[str]:
    """The rights that are needed, and of which ConnectWise says nothing."""
    missing = (n.names[0] for n in _NEEDS if n.level(use) and levels_of(rights, n.names) is None)
    return list(dict.fromkeys(missing))


def levels_of(rights: "Mapping[str, Levels]", names: Collection[str]) -> "Levels | None":
    """The levels of a right, by any of its names."""
    wanted = {name.casefold() for name in names}
    return next((rights[name] for name in rights if name.casefold() in wanted), None)


def _reaches(level: str, wanted: str) -> bool:
    """Whether a level goes so far; what is no word of ConnectWise's is not held against anybody."""
    known = level.casefold()
    return known not in _REACHES or _REACHES.index(known) >= _REACHES.index(wanted.casefold())
