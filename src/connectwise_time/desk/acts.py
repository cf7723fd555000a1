"""Do what plans do to sheets and entries that are there: one write for each, or one for all."""

from connectwise_time.desk.explaining import explaining
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.seconds import WRITE_SECONDS
from connectwise_time.domain.plans import Doing, Item, Kind, Plan
from connectwise_time.errors import NotAuthorized, NotPermitted, RemoteRefusal, Unavailable

_NOT_SENT = 503


async def act(backend: Backend, plan: Plan, item: Item) -> None:
    """Do one item, once."""
    match plan.doing, item.kind:
        case Doing.SUBMIT, _:
            await backend.submit(item.id, within=WRITE_SECONDS)
        case Doing.REOPEN, _:
            await backend.reverse(item.id, within=WRITE_SECONDS)
        case Doing.APPROVE, _:
            assert item.stage is not None
            await backend.approve_sheet(item.id, item.stage, within=WRITE_SECONDS)
        case Doing.REJECT, Kind.ENTRY:
            await backend.reject_entry(item.id, item.notes, within=WRITE_SECONDS)
        case Doing.REJECT, _:
            await _reject_sheet(backend, item)
        case Doing.DELETE, _:
            with explaining(item.status):
                await backend.delete(item.id, within=WRITE_SECONDS)


async def _reject_sheet(backend: Backend, item: Item) -> None:
    assert item.notes_in is not None
    share = WRITE_SECONDS / 2
    await backend.write_internal_notes(item.notes_in, item.notes, within=share)
    try:
        await backend.reject_sheet(item.id, within=share)
    except (RemoteRefusal, Unavailable) as error:
        again = "Look with review_timesheet, then call reject_entries again if it still waits."
        lacking = isinstance(error, NotAuthorized | NotPermitted)
        # Also where it was not sent: the notes were, and the sheet does not look as planned.
        raise RemoteRefusal(
            f"{error.problem} The sheet was not rejected; the reason stands in the internal notes"
            f" of entry {item.notes_in}.",
            remedy=error.remedy if lacking else again,
            status=error.status if isinstance(error, RemoteRefusal) else _NOT_SENT,
            items=error.items if isinstance(error, RemoteRefusal) else (),
        ) from error
