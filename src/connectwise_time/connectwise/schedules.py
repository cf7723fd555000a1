"""Entries of people's schedules: what was planned, read."""

from collections.abc import Collection, Sequence
from datetime import datetime

from connectwise_time.connectwise import purposes, wire_traces
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.dialects import has_traces
from connectwise_time.connectwise.packing import spread
from connectwise_time.connectwise.protocol import instant, named
from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.connectwise.requests import Request, rows
from connectwise_time.domain.traces import Appointment

PATH = "/schedule/entries"
FIELDS = "id,objectId,name,member/id,member/name,dateStart,dateEnd,hours,type/identifier"
_SERVICE = "S"
_SPARE = 24


class Schedules(Asking):
    """Schedule entries."""

    async def appointments(
        self, members: Collection[int], since: datetime, until: datetime
    ) -> Sequence[Appointment]:
        """The schedule of these members between two instants, to-dos too, by start."""
        if not members or not has_traces(await self._site.dialect()):
            return ()
        asked = Where().before(Field.DATE_START, until).since(Field.DATE_END, since)
        room = await self._room(_question, spare=_SPARE)
        found: list[Appointment] = []
        for where in spread(asked, Field.MEMBER_ID, members, room):
            bodies = await self._all_if_allowed(
                PATH, wire_traces.ScheduleEntry, purposes.SCHEDULE, where, fields=FIELDS
            )
            told = [_appointment(body) for body in bodies or ()]
            found += [one for one in told if one and one.start < until and since <= one.end]
        return sorted(found, key=lambda one: (one.start, one.id))


def _question(where: Where) -> Request:
    return rows(PATH, purposes.SCHEDULE, where, fields=FIELDS)


def _appointment(body: wire_traces.ScheduleEntry) -> Appointment | None:
    """An appointment; None where it does not tell whose it is, or when."""
    member = named(body.member)
    start, end = instant(body.date_start), instant(body.date_end)
    if not body.id or member is None or start is None:
        return None
    end = end or start
    return Appointment(
        body.id,
        member,
        cleaned(body.name or ""),
        start,
        end,
        ticket=ticket_of(body),
        hours=body.hours if body.hours is not None else (end - start).total_seconds() / 3600,
    )


def ticket_of(body: wire_traces.ScheduleEntry) -> int | None:
    """The ticket that it is for; what the objects of other types are is not public."""
    kind = body.type.identifier if body.type else None
    return body.object_id or None if kind == _SERVICE else None
