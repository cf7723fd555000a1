"""What totals can be split by, and into which group an entry falls. Pure."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.summary import ZoneOf
from connectwise_time.domain.when import local_day


class GroupBy(StrEnum):
    """What totals can be split by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    AGE = "age"
    MEMBER = "member"
    COMPANY = "company"
    TICKET = "ticket"
    CHARGE_CODE = "charge_code"
    PROJECT = "project"
    AGREEMENT = "agreement"
    WORK_TYPE = "work_type"
    WORK_ROLE = "work_role"
    LOCATION = "location"
    DEPARTMENT = "department"
    BILLABLE = "billable"
    STATUS = "status"


TIMES = frozenset({GroupBy.DAY, GroupBy.WEEK, GroupBy.MONTH, GroupBy.AGE})
"""What follows from an entry's day alone; these groups stand in the order of time."""

AGES = (30, 60, 90)
"""Days after which time counts as older, unless the house says otherwise."""

Group = tuple[str, str]
"""What tells a group from others, and what it is called: two people may share a name."""

NONE: Group = ("", "")
Path = tuple[Group, ...]
"""A group inside of others, the outermost first."""


@dataclass(frozen=True, slots=True)
class Means:
    """What is known beside the entries.

    Attributes:
        zone_of: Members' zones: the day of an entry is the local one of its start.
        today: The day on which is asked, for ages.
        first_weekday: The day on which weeks begin: 0 for Monday to 6 for Sunday.
        ages: The last day of each age but the last.
        code_names: Charge codes' names by id, which entries do not tell.
    """

    zone_of: ZoneOf
    today: date
    first_weekday: int = 0
    ages: tuple[int, ...] = AGES
    code_names: Mapping[int, str] = field(default_factory=dict)


def path_of(entry: LoggedTime, by: tuple[GroupBy, ...], means: Means) -> Path:
    """The groups that an entry falls into, one for each thing that totals are split by."""
    return tuple([group_of(entry, one, means) for one in by])


def group_of(entry: LoggedTime, by: GroupBy, means: Means) -> Group:
    """The group that an entry falls into; NONE where it has none."""
    if by in TIMES:
        day = _day_of(entry, means.zone_of)
        return NONE if day is None else group_of_day(day, by, means)
    match by:
        case GroupBy.TICKET:
            return _ticket(entry.ticket) if entry.ticket else NONE
        case GroupBy.CHARGE_CODE:
            return _charge_code(entry.target, means.code_names) if entry.target else NONE
        case GroupBy.BILLABLE:
            return _word(entry.billable or "")
        case GroupBy.STATUS:
            return _word(entry.status or "")
        case _:
            named = getattr(entry, by.value)
            return _thing(named) if named else NONE


# Thousands of entries fall into the same few groups: one value serves them all.
@lru_cache(maxsize=8192)
def _thing(named: Named) -> Group:
    return str(named.id), named.name


@lru_cache(maxsize=8192)
def _ticket(named: Named) -> Group:
    return str(named.id), f"#{named.id} {named.name}"


def _charge_code(target: Target, names: Mapping[int, str]) -> Group:
    if target.kind is not TargetKind.CHARGE_CODE:
        return NONE
    return str(target.id), names.get(target.id, f"charge code {target.id}")


@lru_cache(maxsize=64)
def _word(word: str) -> Group:
    return word, word


def _day_of(entry: LoggedTime, zone_of: ZoneOf) -> date | None:
    if entry.start is None:
        return None
    return local_day(entry.start, zone_of(entry.member.id if entry.member else None))


def group_of_day(day: date, by: GroupBy, means: Means) -> Group:
    """The group of a day: the day, its week, its month or its age. Keys are in order of time."""
    match by:
        case GroupBy.WEEK:
            return _week(day - timedelta(days=(day.weekday() - means.first_weekday) % 7))
        case GroupBy.MONTH:
            return _month(day)
        case GroupBy.AGE:
            return _age((means.today - day).days, means.ages)
        case _:
            return _day(day)


@lru_cache(maxsize=2048)
def _day(day: date) -> Group:
    return day.isoformat(), f"{day:%Y-%m-%d %a}"


@lru_cache(maxsize=512)
def _week(first: date) -> Group:
    return first.isoformat(), f"week of {first:%Y-%m-%d}"


@lru_cache(maxsize=2048)
def _month(day: date) -> Group:
    return _word(f"{day:%Y-%m}")


@lru_cache(maxsize=2048)
def _age(days: int, ages: tuple[int, ...]) -> Group:
    at = bisect_left(ages, days)
    first = ages[at - 1] + 1 if at else 0
    name = f"over {ages[-1]} days" if at == len(ages) else f"{first}-{ages[at]} days"
    return f"{at:02}", name
