"""Writing time entries: once each, read back, and what was ignored of them told."""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

import anyio

from connectwise_time.connectwise import answers, purposes, troubles
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.dialects import patch_body
from connectwise_time.connectwise.entries import PATH, Entries
from connectwise_time.connectwise.limiter import Lane
from connectwise_time.connectwise.outgoing import edit_changes, entry_body, marked
from connectwise_time.connectwise.protocol import logged
from connectwise_time.connectwise.refusals import as_error, is_page
from connectwise_time.connectwise.requests import Request
from connectwise_time.connectwise.wire import TimeEntry
from connectwise_time.domain.billing.previews import decides_billing
from connectwise_time.domain.billing.workings import WorkedOut, as_drafted
from connectwise_time.domain.entries import UNSET, Draft, Edit, LoggedTime, Written
from connectwise_time.domain.reading_back import ignored_of_draft, ignored_of_edit, plausible
from connectwise_time.errors import NotFound, OutcomeUnknown, TimeDeskError

# Of the time for a write its own answer gets so much; reading back gets the rest.
_FOR_THE_ANSWER = 0.85
_NO_SUCH_SERVICE = (404, 405)


class NotRead(Enum):
    """Why there is no entry after reading one back."""

    GONE = "ConnectWise says that there is none"
    UNTOLD = "nothing usable came in time"


class Writing(Entries):
    """Time entries, written. No write is ever sent a second time."""

    async def preview(self, draft: Draft) -> WorkedOut:
        """The entry as ConnectWise would fill it in; nothing is stored, nobody gets mail.

        Where ConnectWise offers no such service, the draft itself, as far as it goes.
        """
        # Whether a question can send mail is not documented: it is never asked to.
        quiet = replace(draft, email=frozenset(), email_cc=None)
        body = entry_body(quiet, await self._site.dialect())
        purpose = purposes.PREVIEW.choosing_billing(decides_billing(draft))
        request = Request("POST", f"{PATH}/defaults", purpose, body=body)
        answer = await self._exchange.consult(await self._site.base(), request)
        if answer.status in _NO_SUCH_SERVICE:
            return WorkedOut(as_drafted(draft), "this ConnectWise does not work entries out")
        if not answer.good:
            raise as_error(answer.status, answer.body, purpose)
        told = answers.one(answer, TimeEntry, purposes.PREVIEW)
        entry = replace(logged(told), id=None)
        if entry.start is None or entry.target is None or told.get("actualHours") is None:
            return WorkedOut(as_drafted(draft), "its answer is no whole entry")
        return WorkedOut(entry)

    async def create(
        self, draft: Draft, *, marker: str | None = None, within: float | None = None
    ) -> Written:
        """Store a new entry, once, and read it back."""
        dialect = await self._site.dialect()
        body = entry_body(draft, dialect) | marked(marker, dialect)
        purpose = purposes.LOG_TIME.choosing_billing(decides_billing(draft))
        purpose = purpose.looking(_look_for(draft))
        request = Request("POST", PATH, purpose, body=body)
        seconds = self._seconds(within)
        answer = await self._tell(request, _has_id, within=seconds * _FOR_THE_ANSWER)
        stored = answers.one(answer, TimeEntry, purpose)
        # Cancelled or not, whoever asked learns what was stored: no pause comes in between.
        with anyio.CancelScope(shield=True):
            read = await self._read_back(stored.get("id") or 0, _rest(seconds))
        if read is NotRead.GONE:
            raise troubles.unknown(purpose, "the entry that its answer names is not there")
        entry = logged(stored) if isinstance(read, NotRead) else read
        if not plausible(draft, entry, marker):
            raise troubles.unknown(purpose, "its answer names an entry that is another one")
        read_back = not isinstance(read, NotRead)
        return Written(entry, ignored_of_draft(draft, entry), read_back=read_back)

    async def change(self, number: int, edit: Edit, *, within: float | None = None) -> Written:
        """Change an entry, once, and read it back."""
        dialect = await self._site.dialect()
        body = patch_body(dialect, edit_changes(edit))
        path = f"{PATH}/{int(number)}"
        purpose = purposes.CHANGE_TIME.choosing_billing(edit.billable is not UNSET)
        purpose = purpose.looking(_look_at(number))
        request = Request("PATCH", path, purpose, body=body)
        seconds = self._seconds(within)
        answer = await self._tell(request, is_entry(number), within=seconds * _FOR_THE_ANSWER)
        told = answers.one(answer, TimeEntry, purpose)
        with anyio.CancelScope(shield=True):
            read = await self._read_back(number, _rest(seconds))
        read_back = not isinstance(read, NotRead)
        entry = logged(told) if isinstance(read, NotRead) else read
        return Written(entry, ignored_of_edit(edit, entry), read_back=read_back)

    async def delete(self, number: int, *, within: float | None = None) -> None:
        """Delete an entry, once."""
        purpose = purposes.DELETE_TIME.looking(_look_at(number))
        request = Request("DELETE", f"{PATH}/{int(number)}", purpose)
        seconds = self._seconds(within)
        await self._tell(request, _is_no_page, within=seconds * _FOR_THE_ANSWER)
        with anyio.CancelScope(shield=True):
            read = await self._read_back(number, _rest(seconds))
        if read is not NotRead.GONE:
            # Something between us and ConnectWise may have said yes in its place.
            seen = (
                "could not be verified: the entry could not be read"
                if read is NotRead.UNTOLD
                else "the entry is still there"
            )
            raise OutcomeUnknown(
                f"Deleting entry {number} was answered with success, and {seen}.",
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
        usual = self._exchange.rules.deadline
        return usual if within is None else min(within, usual)

    async def _read_back(self, number: int, seconds: float) -> LoggedTime | NotRead:
        """The entry as it is now.

        Args:
            number: Its id.
            seconds: How long this may take.
        """
        request = Request("GET", f"{PATH}/{number}", purposes.READ_TIME)
        try:
            answer = await self._good(request, within=seconds)
            entry = logged(answers.one(answer, TimeEntry, purposes.READ_TIME))
        except NotFound:
            return NotRead.GONE
        except TimeDeskError:
            return NotRead.UNTOLD
        return entry if entry.id == number else NotRead.UNTOLD


def _rest(seconds: float) -> float:
    """Of the time for a write, what is left for reading back."""
    return seconds * (1 - _FOR_THE_ANSWER)


def _has_id(answer: Answer) -> bool:
    entry = answers.maybe(answer, TimeEntry)
    return entry is not None and (entry.get("id") or 0) > 0


def is_entry(number: int) -> Callable[[Answer], bool]:
    """Whether an answer is just that entry."""

    def told(answer: Answer) -> bool:
        entry = answers.maybe(answer, TimeEntry)
        return entry is not None and entry.get("id") == number

    return told


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
