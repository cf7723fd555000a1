"""Writing time entries: once each, read back, and what was ignored of them told."""

from collections.abc import Callable
from dataclasses import replace

import anyio

from connectwise_time.connectwise import answers, purposes
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.dialects import patch_body
from connectwise_time.connectwise.entries import PATH, Entries
from connectwise_time.connectwise.limiter import Lane
from connectwise_time.connectwise.outgoing import as_drafted, edit_changes, entry_body
from connectwise_time.connectwise.protocol import logged
from connectwise_time.connectwise.reading_back import ignored_of_draft, ignored_of_edit
from connectwise_time.connectwise.refusals import as_error, is_page
from connectwise_time.connectwise.requests import Request
from connectwise_time.connectwise.wire import TimeEntry
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.errors import OutcomeUnknown, TimeDeskError

# Of the deadline, a write's own answer gets three quarters; reading back gets the rest.
_FOR_THE_WRITE = 0.75
_FOR_READING_BACK = 0.125
_NO_SUCH_SERVICE = (404, 405)


class Writing(Entries):
    """Time entries, written. No write is ever sent a second time."""

    async def preview(self, draft: Draft) -> LoggedTime:
        """The entry as ConnectWise would fill it in; nothing is stored.

        Where ConnectWise offers no such service, the draft itself, as far as it goes.
        """
        body = entry_body(draft, await self._site.dialect())
        request = Request("POST", f"{PATH}/defaults", purposes.PREVIEW, body=body)
        answer = await self._exchange.consult(await self._site.base(), request)
        if answer.status in _NO_SUCH_SERVICE:
            return as_drafted(draft)
        if not answer.good:
            raise as_error(answer.status, answer.body, purposes.PREVIEW)
        entry = answers.one(answer, TimeEntry, purposes.PREVIEW)
        return replace(logged(entry), id=None)

    async def create(self, draft: Draft) -> Written:
        """Store a new entry, once, and read it back."""
        body = entry_body(draft, await self._site.dialect())
        purpose = purposes.LOG_TIME.looking(_look_for(draft))
        answer = await self._tell(Request("POST", PATH, purpose, body=body), _has_id)
        stored = answers.one(answer, TimeEntry, purpose)
        # Cancelled or not, whoever asked learns what was stored: no pause comes in between.
        with anyio.CancelScope(shield=True):
            entry = await self._as_stored(stored.get("id"), stored)
            ignored = ignored_of_draft(draft, entry)
            if "deduct" in ignored and (number := stored.get("id")) is not None:
                entry = await self._deduct_again(number, draft.deduct or 0.0, entry)
                ignored = ignored_of_draft(draft, entry)
        return Written(entry, ignored)

    async def _deduct_again(self, number: int, deduct: float, entry: LoggedTime) -> LoggedTime:
        """Set the deduction, which some versions ignore on POST (reference §7).

        A write of its own, sent once. The entry exists whatever comes of it, so its failure is
        no error: what reads back afterwards tells.
        """
        try:
            return (await self.change(number, Edit(deduct=deduct))).entry
        except TimeDeskError:
            return await self._read_back(number) or entry

    async def change(self, number: int, edit: Edit) -> Written:
        """Change an entry, once, and read it back."""
        dialect = await self._site.dialect()
        body = patch_body(dialect, edit_changes(edit))
        path = f"{PATH}/{int(number)}"
        purpose = purposes.CHANGE_TIME.looking(_look_at(number))
        answer = await self._tell(Request("PATCH", path, purpose, body=body), _is_entry)
        told = answers.one(answer, TimeEntry, purpose)
        with anyio.CancelScope(shield=True):
            entry = await self._as_stored(number, told)
        return Written(entry, ignored_of_edit(edit, entry))

    async def delete(self, number: int, *, within: float | None = None) -> None:
        """Delete an entry, once."""
        purpose = purposes.DELETE_TIME.looking(_look_at(number))
        request = Request("DELETE", f"{PATH}/{int(number)}", purpose)
        await self._tell(request, _is_no_page, within=within)
        with anyio.CancelScope(shield=True):
            still_there = await self._read_back(number)
        if still_there is not None:
            # Something between us and ConnectWise may have said yes in its place.
            raise OutcomeUnknown(
                f"Deleting entry {number} was answered with success, and the entry is still there.",
                remedy=_look_at(number),
            )

    async def _tell(
        self,
        request: Request,
        done: Callable[[Answer], bool],
        *,
        within: float | None = None,
        lane: Lane = Lane.NARROW,
    ) -> Answer:
        base, seconds = await self._site.base(), self._seconds(within)
        return await self._exchange.tell(base, request, done=done, within=seconds, lane=lane)

    def _seconds(self, within: float | None) -> float:
        """Seconds for a write: as many as its caller gives, and no more than it gets anyhow."""
        usual = self._exchange.rules.deadline * _FOR_THE_WRITE
        return usual if within is None else min(within, usual)

    async def _as_stored(self, number: int | None, told: TimeEntry) -> LoggedTime:
        """The entry as it reads back; as the write's own answer has it where it cannot be read."""
        read = await self._read_back(number) if number is not None else None
        return read or logged(told)

    async def _read_back(self, number: int) -> LoggedTime | None:
        within = self._exchange.rules.deadline * _FOR_READING_BACK
        request = Request("GET", f"{PATH}/{number}", purposes.READ_TIME)
        try:
            answer = await self._good(request, within=within)
            return logged(answers.one(answer, TimeEntry, purposes.READ_TIME))
        except TimeDeskError:
            return None


def _has_id(answer: Answer) -> bool:
    entry = answers.maybe(answer, TimeEntry)
    return entry is not None and (entry.get("id") or 0) > 0


def _is_entry(answer: Answer) -> bool:
    return answers.maybe(answer, TimeEntry) is not None


def _is_no_page(answer: Answer) -> bool:
    return not is_page(answer.body)


def _look_for(draft: Draft) -> str:
    who = draft.member.name or f"member {draft.member.id}"
    return (
        f"Do not send it again yet: first look with search_time at the time of {who} on "
        f"{draft.start:%Y-%m-%d} (UTC). If it is there, it is stored."
    )


def _look_at(number: int) -> str:
    return (
        f"Do not send it again yet: first look with get_time_entry at entry {number}, which "
        "shows whether it was carried out."
    )
