"""Deciding on time: handing sheets in, approving, rejecting, taking back. Each is sent once.

Nothing is read back here: whoever decides on many things checks them together.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import anyio

from connectwise_time.connectwise import answers, bulk, dialects, purposes, wire
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.dialects import Action, Dialect
from connectwise_time.connectwise.entries import PATH as ENTRIES
from connectwise_time.connectwise.limiter import Lane
from connectwise_time.connectwise.outgoing import edit_changes
from connectwise_time.connectwise.protocol import logged
from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.refusals import as_error
from connectwise_time.connectwise.requests import Request, get
from connectwise_time.connectwise.sheets import PATH as SHEETS
from connectwise_time.connectwise.sheets import Sheets
from connectwise_time.connectwise.wire import TimeEntry
from connectwise_time.connectwise.writing import NotRead, Writing, is_entry
from connectwise_time.domain.entries import Edit
from connectwise_time.domain.reading_back import ignored_of_edit
from connectwise_time.domain.sheets import Stage
from connectwise_time.errors import (
    NotAuthorized,
    NotFound,
    NotPermitted,
    ReadOnly,
    Refused,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)

_NAMED = 5


class Approving(Sheets, Writing):
    """Decisions on sheets and entries.

    Each takes `within`: the most seconds it may last, where that is less than a write gets anyhow.
    """

    async def submit(self, sheet: int, *, within: float | None = None) -> None:
        """Hand a sheet in, once."""
        action = dialects.submission(await self._site.dialect())
        await self._decide_on_sheet(sheet, action, purposes.SUBMIT, within)

    async def approve_sheet(self, sheet: int, stage: Stage, *, within: float | None = None) -> None:
        """Give one approval to what waits for it in a sheet, once (psa only)."""
        await self._only_by_sheet("approve", "Approve the sheet's entries instead.")
        action = dialects.approval(sheet, stage)
        await self._decide_on_sheet(sheet, action, purposes.APPROVE, within)

    async def reject_sheet(self, sheet: int, *, within: float | None = None) -> None:
        """Send a sheet back, once (psa only). ConnectWise has no place for a reason."""
        await self._only_by_sheet("reject", "Reject the sheet's entries instead, each by its id.")
        action = Action("POST", "/reject")
        await self._decide_on_sheet(sheet, action, purposes.REJECT, within)

    async def reverse(self, sheet: int, *, within: float | None = None) -> None:
        """Take a sheet one step back, once (psa only)."""
        await self._only_by_sheet(
            "take back", "Have the entries that need a correction rejected instead."
        )
        await self._decide_on_sheet(sheet, Action("POST", "/reverse"), purposes.REVERSE, within)

    async def _only_by_sheet(self, verb: str, remedy: str) -> None:
        if dialects.decides_by_entry(await self._site.dialect()):
            raise Refused(
                f"This ConnectWise cannot {verb} a timesheet: it decides entry by entry.",
                remedy=remedy,
            )

    async def _decide_on_sheet(
        self, sheet: int, action: Action, purpose: Purpose, within: float | None
    ) -> None:
        address = f"{SHEETS}/{int(sheet)}"
        looking = purpose.looking(_look(f"review_timesheet at sheet {int(sheet)}"))
        await self._decide(address, action, looking, self._seconds(within))

    async def _decide(
        self, address: str, action: Action, purpose: Purpose, seconds: float
    ) -> Answer:
        request = Request(action.method, address + action.ending, purpose, body=action.body)
        documented = await self._site.dialect() is Dialect.DOCUMENTED

        def done(answer: Answer) -> bool:
            told = answers.maybe(answer, wire.Success)
            if told is None:
                # Rejecting an entry answers 204 without a body.
                return answer.status == HTTPStatus.NO_CONTENT and not answer.body.strip()
            return documented or told.success is not None

        answer = await self._tell(request, done, within=seconds, lane=Lane.WIDE)
        told = answers.maybe(answer, wire.Success)
        if told is not None and told.success is False:  # a refusal, with HTTP 200
            raise as_error(answer.status, answer.body, purpose)
        return answer

    async def approve_entries(
        self, entries: Sequence[int], *, within: float | None = None
    ) -> Mapping[int, TimeDeskError | None]:
        """Approve just these entries, once and together (documented only).

        Answers why not, for each that was refused. What the answer does not name is told as
        `OutcomeUnknown`; what befalls a whole request is told for each of its entries.
        """
        if not dialects.decides_by_entry(await self._site.dialect()):
            raise Refused(
                "This ConnectWise approves time by sheet, not by entry.",
                remedy="Approve the sheet that the entries are in, and reject in it what is wrong.",
            )
        numbers = list(dict.fromkeys(map(int, entries)))
        parts = [numbers[at : at + bulk.MOST] for at in range(0, len(numbers), bulk.MOST)]
        seconds = self._seconds(within) / max(1, len(parts))
        found: dict[int, TimeDeskError | None] = {}
        for part in parts:
            try:
                found |= await self._approve(part, seconds)
            except ReadOnly:
                raise
            except TimeDeskError as error:
                found |= dict.fromkeys(part, error)
        return found

    async def _approve(
        self, numbers: Sequence[int], seconds: float
    ) -> dict[int, TimeDeskError | None]:
        named = ", ".join(map(str, numbers[:_NAMED]))
        more = " and the others" if len(numbers) > _NAMED else ""
        look = _look(f"get_time_entry at {_entries(numbers)} {named}{more}")
        purpose = purposes.APPROVE.looking(look)
        action = dialects.approval_of_entries(numbers)
        request = Request(action.method, ENTRIES + action.ending, purpose, body=action.body)
        answer = await self._tell(request, _is_bulk, within=seconds, lane=Lane.WIDE)
        told = answers.one(answer, wire.Bulk, purpose)
        if told.success is False and told.results is None:
            raise as_error(answer.status, answer.body, purpose)
        return bulk.outcomes(told, numbers, purpose)

    async def reject_entry(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Send one entry back, once, with its internal notes replaced.

        Where that takes two writes (psa), the notes come first: an entry whose notes could not be
        written is not rejected.

        Raises:
            RemoteRefusal: Also when this ConnectWise is too old to reject single entries.
        """
        dialect, seconds = await self._site.dialect(), self._seconds(within)
        address = f"{ENTRIES}/{int(entry)}"
        purpose = purposes.REJECT.looking(_look_at_entry(entry))
        action = dialects.rejection(dialect, entry, internal_notes)
        if dialects.gives_reason_with_rejection(dialect):
            await self._decide(address, action, purpose, seconds)
            return
        share = seconds / 3  # for reading it, for its notes, and for the rejection
        until = anyio.current_time() + seconds
        await self._give_reason(entry, internal_notes, share)
        try:
            await self._decide(address, action, purpose, share)
        except Unavailable as error:
            raise _noted_only(entry, error, HTTPStatus.SERVICE_UNAVAILABLE) from error
        except NotFound as error:
            if not await self._is_too_old(entry, error, until):
                raise
            raise _too_old(entry) from error
        except RemoteRefusal as error:
            if await self._is_too_old(entry, error, until):
                raise _too_old(entry) from error
            raise _noted_only(entry, error, error.status) from error

    async def _give_reason(self, entry: int, internal_notes: str, seconds: float) -> None:
        """Write the notes unless they read so already."""
        path = f"{ENTRIES}/{int(entry)}"
        answer = await self._good(get(path, purposes.READ_TIME), within=seconds)
        found = logged(answers.one(answer, TimeEntry, purposes.READ_TIME))
        if ignored_of_edit(Edit(internal_notes=internal_notes), found):
            await self.write_internal_notes(entry, internal_notes, within=seconds)

    async def write_internal_notes(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Replace an entry's internal notes, once, without reading it back.

        Raises:
            RemoteRefusal: Also where the write's own answer shows other notes.
        """
        dialect, edit = await self._site.dialect(), Edit(internal_notes=internal_notes)
        purpose = purposes.GIVE_REASON.looking(_look_at_entry(entry))
        body = dialects.patch_body(dialect, edit_changes(edit))
        request = Request("PATCH", f"{ENTRIES}/{int(entry)}", purpose, body=body)
        seconds, done = self._seconds(within), is_entry(int(entry))
        answer = await self._tell(request, done, within=seconds, lane=Lane.WIDE)
        if ignored_of_edit(edit, logged(answers.one(answer, TimeEntry, purpose))):
            raise RemoteRefusal(
                f"ConnectWise left the internal notes of entry {int(entry)} as they were.",
                remedy="So it was not rejected. Look at it with get_time_entry, and shorten the "
                "reason if it is long.",
                status=answer.status,
            )

    async def _is_too_old(self, entry: int, error: TimeDeskError, until: float) -> bool:
        """Whether a refusal to reject an entry means that there is no such service."""
        if isinstance(error, NotFound):
            left = max(0.0, until - anyio.current_time())
            return not isinstance(await self._read_back(int(entry), left), NotRead)
        # A page, as for an unknown path; the entry was there a moment ago.
        return isinstance(error, RemoteRefusal) and error.status == HTTPStatus.NOT_FOUND


def _is_bulk(answer: Answer) -> bool:
    return answers.maybe(answer, wire.Bulk) is not None


def _entries(numbers: Sequence[int]) -> str:
    return "entry" if len(numbers) == 1 else "entries"


def _look_at_entry(entry: int) -> str:
    return _look(f"get_time_entry at entry {int(entry)}")


def _look(where: str) -> str:
    return (
        f"Do not send it again yet: first look with {where}, which shows whether it was carried "
        "out."
    )


def _noted_only(entry: int, error: TimeDeskError, status: int) -> RemoteRefusal:
    """The reason was written, and the rejection was not: that must be said, or it surprises."""
    again = "Look at it with get_time_entry, then call reject_entries again if it still waits."
    kind, remedy = RemoteRefusal, again
    if isinstance(error, NotAuthorized | NotPermitted):
        kind, remedy = type(error), error.remedy  # another try would not help
    return kind(
        f"{error.problem} Entry {int(entry)} was not rejected; the reason stands in its internal "
        "notes.",
        remedy=remedy,
        status=status,
        items=error.items if isinstance(error, RemoteRefusal) else (),
    )


def _too_old(entry: int) -> RemoteRefusal:
    return RemoteRefusal(
        f"This ConnectWise is too old to reject single entries, which needs 2025.16. Entry "
        f"{int(entry)} was not rejected; the reason stands in its internal notes.",
        remedy="Reject its whole sheet instead.",
        status=HTTPStatus.NOT_FOUND,
    )
