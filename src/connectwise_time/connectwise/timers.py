"""Stopwatches: three kinds at three addresses, read, started and removed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from connectwise_time.connectwise import answers, purposes, wire_traces
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.dialects import has_traces, patch_body
from connectwise_time.connectwise.outgoing import stamp
from connectwise_time.connectwise.packing import spread
from connectwise_time.connectwise.protocol import instant, named
from connectwise_time.connectwise.refusals import is_page
from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.connectwise.requests import Request, rows
from connectwise_time.connectwise.schedules import FIELDS as SCHEDULE_FIELDS
from connectwise_time.connectwise.schedules import PATH as SCHEDULE
from connectwise_time.connectwise.schedules import ticket_of
from connectwise_time.connectwise.together import both, result
from connectwise_time.connectwise.writing import Writing
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.timers import NewTimer, SeenTimers, Timer, TimerKind, TimerState
from connectwise_time.errors import NotFound, NotPermitted, Refused

PATHS = {
    TimerKind.TICKET: "/time/ticketstopwatches",
    TimerKind.ACTIVITY: "/time/activitystopwatches",
    TimerKind.SCHEDULE: "/time/schedulestopwatches",
}
_FIELDS = (
    "id,member/id,member/name,status,startTime,endTime,totalPauseTime,workType/id,workType/name,"
    "workRole/id,workRole/name,notes"
)
_ON = {
    TimerKind.TICKET: "ticket/id,ticket/summary",
    TimerKind.ACTIVITY: "activityId",
    TimerKind.SCHEDULE: "scheduleId",
}
_STATES = {state.value.capitalize(): state for state in TimerState}
_SPARE = 24  # " and id > …" comes to the questions after the first
_Rows = Sequence[wire_traces.Stopwatch]


class Timers(Writing):
    """Stopwatches."""

    async def timers(self, members: Collection[int] | None) -> SeenTimers | None:
        """The stopwatches of these members, of everybody for None; None where none may be seen."""
        if not has_traces(await self._site.dialect()):
            return None
        ticket, other = await both(
            self._of_kind(TimerKind.TICKET, members), self._of_others(members)
        )
        on_tickets, (on_activities, on_schedule) = result(ticket), result(other)
        bodies = {
            TimerKind.TICKET: on_tickets,
            TimerKind.ACTIVITY: on_activities,
            TimerKind.SCHEDULE: on_schedule,
        }
        unseen = tuple(kind for kind, rows_of in bodies.items() if rows_of is None)
        if len(unseen) == len(bodies):
            return None
        found = (
            *_read(TimerKind.TICKET, on_tickets),
            *_read(TimerKind.ACTIVITY, on_activities),
            *await self._charged(_read(TimerKind.SCHEDULE, on_schedule)),
        )
        return SeenTimers(found, unseen)

    async def timer(self, kind: TimerKind, number: int) -> Timer | None:
        """One stopwatch; None where there is none, or these keys may not see it."""
        if not has_traces(await self._site.dialect()):
            return None
        path = f"{PATHS[kind]}/{int(number)}"
        fields = f"{_FIELDS},{_ON[kind]}"
        body = await self._if_allowed(path, wire_traces.Stopwatch, purposes.TIMERS, fields=fields)
        found = await self._charged(_read(kind, [body] if body else []))
        return found[0] if found else None

    async def start_timer(self, new: NewTimer, *, within: float | None = None) -> Timer:
        """Make a stopwatch that runs, once."""
        if not has_traces(await self._site.dialect()):
            raise _without()
        body = {
            "ticket": {"id": new.ticket},
            "member": {"id": new.member},
            "status": "Running",
            "startTime": stamp(new.since),
            "totalPauseTime": 0,
        }
        request = Request("POST", PATHS[TimerKind.TICKET], purposes.START_TIMER, body=body)
        answer = await self._tell(request, _is_timer, within=self._seconds(within))
        stored = answers.one(answer, wire_traces.Stopwatch, purposes.START_TIMER)
        return _read(TimerKind.TICKET, [stored])[0]

    async def remove_timer(self, timer: Timer, *, within: float | None = None) -> None:
        """Delete a stopwatch, or set it back where the keys may not delete; gone is fine."""
        path, seconds = f"{PATHS[timer.kind]}/{int(timer.id)}", self._seconds(within)
        try:
            request = Request("DELETE", path, purposes.REMOVE_TIMER)
            await self._tell(request, _is_no_page, within=seconds / 2)
        except NotFound:
            return
        except NotPermitted:
            body = patch_body(await self._site.dialect(), {"status": "Reset"})
            request = Request("PATCH", path, purposes.REMOVE_TIMER, body=body)
            await self._tell(request, _is_timer, within=seconds / 2)

    async def _of_others(
        self, members: Collection[int] | None
    ) -> tuple[_Rows | None, _Rows | None]:
        activity, schedule = await both(
            self._of_kind(TimerKind.ACTIVITY, members), self._of_kind(TimerKind.SCHEDULE, members)
        )
        return result(activity), result(schedule)

    async def _of_kind(self, kind: TimerKind, members: Collection[int] | None) -> _Rows | None:
        path, fields = PATHS[kind], f"{_FIELDS},{_ON[kind]}"

        def question(where: Where) -> Request:
            return rows(path, purposes.TIMERS, where, fields=fields)

        wheres = [Where()]
        if members is not None:
            room = await self._room(question, spare=_SPARE)
            wheres = list(spread(Where(), Field.MEMBER_ID, members, room))
        found: list[wire_traces.Stopwatch] = []
        for where in wheres:
            page = await self._all_if_allowed(
                path, wire_traces.Stopwatch, purposes.TIMERS, where, fields=fields
            )
            if page is None:
                return None
            found += page
        return found

    async def _charged(self, timers: Sequence[Timer]) -> Sequence[Timer]:
        """Those on the schedule, with the ticket of their appointment where it tells one."""
        numbers = [timer.on.id for timer in timers if timer.kind is TimerKind.SCHEDULE]
        if not numbers:
            return timers

        def question(where: Where) -> Request:
            return rows(SCHEDULE, purposes.SCHEDULE, where, fields=SCHEDULE_FIELDS)

        room = await self._room(question, spare=_SPARE)
        known: dict[int, wire_traces.ScheduleEntry] = {}
        for where in spread(Where(), Field.ID, numbers, room):
            bodies = await self._all_if_allowed(
                SCHEDULE,
                wire_traces.ScheduleEntry,
                purposes.SCHEDULE,
                where,
                fields=SCHEDULE_FIELDS,
            )
            known |= {body.id: body for body in bodies or () if body.id}
        return [_on_appointment(timer, known.get(timer.on.id)) for timer in timers]


def _on_appointment(timer: Timer, body: wire_traces.ScheduleEntry | None) -> Timer:
    if timer.kind is not TimerKind.SCHEDULE or body is None:
        return timer
    ticket, name = ticket_of(body), cleaned(body.name or "")
    # Of which kind the ticket is, its number alone does not tell: who charges it looks it up.
    charge = Target(TargetKind.SERVICE_TICKET, ticket, name) if ticket else None
    return replace(timer, on=Named(timer.on.id, name), charge=charge)


def _read(kind: TimerKind, bodies: _Rows | None) -> list[Timer]:
    told = [_timer(kind, body) for body in bodies or ()]
    return [timer for timer in told if timer is not None]


def _timer(kind: TimerKind, body: wire_traces.Stopwatch) -> Timer | None:
    """A stopwatch; None where it does not tell whose it is, on what, and how it stands."""
    member, state = named(body.member), _STATES.get(body.status or "")
    on, charge = _what_it_is_on(kind, body)
    if not body.id or member is None or state is None or on is None:
        return None
    return Timer(
        body.id,
        kind,
        member,
        on,
        state,
        since=instant(body.start_time),
        until=instant(body.end_time) if state is TimerState.STOPPED else None,
        # In seconds: the vendor's document gives no unit (docs/decisions/0030).
        paused=timedelta(seconds=max(0, body.total_pause_time or 0)),
        charge=charge,
        work_type=named(body.work_type),
        work_role=named(body.work_role),
        notes=cleaned(body.notes or ""),
    )


def _what_it_is_on(
    kind: TimerKind, body: wire_traces.Stopwatch
) -> tuple[Named | None, Target | None]:
    if kind is TimerKind.TICKET:
        on = named(body.ticket)
        return on, Target(TargetKind.SERVICE_TICKET, on.id, on.name) if on else None
    if kind is TimerKind.ACTIVITY and body.activity_id:
        charge = Target(TargetKind.ACTIVITY, body.activity_id, "")
        return Named(body.activity_id, ""), charge
    return (Named(body.schedule_id, "") if body.schedule_id else None), None


def _is_timer(answer: Answer) -> bool:
    body = answers.maybe(answer, wire_traces.Stopwatch)
    return body is not None and bool(body.id)


def _is_no_page(answer: Answer) -> bool:
    return not is_page(answer.body)


def _without() -> Refused:
    return Refused(
        "This ConnectWise has no stopwatches.",
        remedy="Log the time with create_time_entry when the work is done.",
    )
