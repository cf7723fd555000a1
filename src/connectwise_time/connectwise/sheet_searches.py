"""Searches of time sheets as queries for ConnectWise plus a check on our side. No I/O.

The queries may let more through than was asked for; the check never does.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.packing import Room, spread
from connectwise_time.domain.sheets import SheetSearch, TimeSheet


def queries(search: SheetSearch, room: Room, *, dated: bool = True) -> Iterator[Where]:
    """Queries that together, each sheet in one only, bring all that the search asks for.

    Of two lists only the ids are sent; see `searches.time_queries`.

    Args:
        search: Which sheets.
        room: How long a list may be.
        dated: Days are sent too.
    """
    rest = Where().one_of(Field.STATUS, search.statuses).within(Field.ID, search.within)
    if dated:
        rest = _on_days(rest, search)
    if search.ids:
        yield from spread(rest, Field.ID, search.ids, room)
    elif search.members:
        yield from spread(rest, Field.MEMBER_ID, search.members, room)
    else:
        yield rest


def _on_days(where: Where, search: SheetSearch) -> Where:
    # A day more at either end: in which zone ConnectWise's days begin is not public.
    if search.since is not None:
        where = where.since(Field.DATE_END, _midnight(search.since, -1))
    if search.until is not None:
        where = where.before(Field.DATE_START, _midnight(search.until, 1))
    return where


def _midnight(day: date, days_later: int) -> datetime:
    last = date.max.toordinal()
    shifted = date.fromordinal(min(max(day.toordinal() + days_later, 1), last))
    return datetime.combine(shifted, time(), UTC)


def is_dated(search: SheetSearch) -> bool:
    """Whether the search asks for days."""
    return search.since is not None or search.until is not None


def fits(sheet: TimeSheet, search: SheetSearch) -> bool:
    """Whether a sheet is one that the search asks for."""
    low, high = search.within or (sheet.id, sheet.id)
    return (
        (not search.ids or sheet.id in search.ids)
        and (not search.members or sheet.member.id in search.members)
        and (not search.statuses or _is_one_of(sheet.status, search.statuses))
        and (search.since is None or sheet.last >= search.since)
        and (search.until is None or sheet.first < search.until)
        and low <= sheet.id <= high
    )


def _is_one_of(status: str, statuses: tuple[str, ...]) -> bool:
    return status.casefold() in {name.casefold() for name in statuses}
