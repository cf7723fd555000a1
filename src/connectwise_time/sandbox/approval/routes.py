"""The HTTP side of approval: /time/sheets/{id}/submit and its siblings, and the audit trails."""

from collections.abc import Callable
from typing import Any

from connectwise_time.sandbox.approval.entries import EntryLife
from connectwise_time.sandbox.approval.machine import Stage
from connectwise_time.sandbox.approval.sheets import SheetLife
from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.errors import (
    IIS_NOT_FOUND,
    Flaw,
    forbidden,
    invalid,
    missing,
    not_converted,
    not_found,
)
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.intake import decoded
from connectwise_time.sandbox.lookups import Handler
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables.time import ENTRIES, SHEETS
from connectwise_time.sandbox.tables.words import APPROVAL_TYPES

STAGES: dict[str, Stage] = {
    "Project": "Project",
    "Tier1Update": "Tier1Update",
    "Tier2Update": "Tier2Update",
}


def submit(call: Call) -> Answer:
    """POST /time/sheets/{id}/submit, without a body (§2.2 [A])."""
    return _told(call, sheet_life(call).submit(row_of(call, SHEETS)))


def approve(call: Call) -> Answer:
    """POST /time/sheets/{id}/approve with {id, approvalType} (§2.2 [A])."""
    sheet = row_of(call, SHEETS)
    sheet_life(call).rights.must_have_any()
    body = decoded(call.raw, "TimeSheetTierUpdate")
    stage = _stage(body, "timeSheetTierUpdate", call.key)
    if stage is None:
        raise invalid("timeSheetTierUpdate", missing("approvalType"))
    return _told(call, sheet_life(call).approve(sheet, stage))


def reject(call: Call) -> Answer:
    """POST /time/sheets/{id}/reject, without a body (§2.2 [A])."""
    return _told(call, sheet_life(call).reject(row_of(call, SHEETS)))


def reverse(call: Call) -> Answer:
    """POST /time/sheets/{id}/reverse, without a body (§2.2 [A])."""
    return _told(call, sheet_life(call).reverse(row_of(call, SHEETS)))


def delete(call: Call) -> Answer:
    """DELETE /time/sheets/{id}: 204 (§2.2 [A])."""
    sheet_life(call).delete(row_of(call, SHEETS))
    return Answer(204)


def reject_entry(call: Call) -> Answer:
    """POST /time/entries/{id}/reject: 204; the fields of its body are not public (§2.1)."""
    entry = row_of(call, ENTRIES)
    entry_life(call).reject(entry, _optional_stage(call, "timeEntryTierReject"))
    return Answer(204)


def cancel_entry_rejection(call: Call) -> Answer:
    """POST /time/entries/{id}/cancelReject: 204."""
    entry = row_of(call, ENTRIES)
    entry_life(call).cancel_rejection(entry, _optional_stage(call, "timeEntryTierUpdate"))
    return Answer(204)


def detach_entry(call: Call) -> Answer:
    """POST /time/entries/{id}/detach, without a body: the entry, off its invoice (§2.1 [A])."""
    entry_life(call).detach(row_of(call, ENTRIES))
    return call.json(call.bodies.one(ENTRIES, call.key))


def since_2025_16(handler: Handler) -> Handler:
    """An older installation answers 404 to these paths (§2.1 [A])."""

    def answer(call: Call) -> Answer:
        if call.world.switches.older_than_2025_16:
            return Answer(404, IIS_NOT_FOUND.encode(), {}, "text/html")
        return handler(call)

    return answer


def below(parent: Resource, handler: Handler) -> Handler:
    """The rows below a parent: 404 without it, 403 where its own row is out of reach."""

    def answer(call: Call) -> Answer:
        key = int(call.params["parent"])
        row = call.world.store.one(parent.table, key)
        if row is None:
            raise not_found(parent.title, key)
        level = call.caller.level(parent.module, "inquire")
        if level == "My" and row[parent.owner] != call.caller.id:
            raise forbidden()
        return handler(call)

    return answer


def row_of(call: Call, resource: Resource) -> Row:
    """The row that the path names, or 404; it is no secret that it exists [?]."""
    row = call.world.store.one(resource.table, call.key)
    if row is None:
        raise not_found(resource.title, call.key)
    return row


def sheet_life(call: Call) -> SheetLife:
    """What the caller may do with sheets."""
    return SheetLife(call.world.store, call.caller, call.world.now)


def entry_life(call: Call) -> EntryLife:
    """What the caller may do with single entries."""
    return EntryLife(call.world.store, call.caller, call.world.now)


def _told(call: Call, status: str) -> Answer:
    return call.json({"success": True, "message": f"The time sheet is now {status}."})


def _optional_stage(call: Call, resource: str) -> Stage | None:
    return _stage(decoded(call.raw, resource), resource, call.key) if call.raw else None


def _stage(body: Any, resource: str, key: int) -> Stage | None:
    """{id, approvalType}: the id is the one in the path [C]; three of the types are stages [?]."""
    if not isinstance(body, dict):
        raise not_converted(body, resource[0].upper() + resource[1:], "")
    sent, kind = body.get("id"), body.get("approvalType")
    if sent is not None and type(sent) is not int:
        raise not_converted(sent, "integer", "id")
    if kind is not None and kind not in APPROVAL_TYPES:
        raise not_converted(kind, "choice", "approvalType")
    flaws = [] if sent == key else [Flaw("Invalid", f"The id must be {key}.", "id")]
    if kind is not None and kind not in STAGES:
        message = f"{kind} does not approve time. Use one of {', '.join(STAGES)}."
        flaws.append(Flaw("Invalid", message, "approvalType"))
    if flaws:
        raise invalid(resource, *flaws)
    return STAGES[kind] if kind else None


SHEET_ACTIONS: dict[str, Handler] = {
    "submit": submit,
    "approve": approve,
    "reject": reject,
    "reverse": reverse,
}
ENTRY_ACTIONS: dict[str, Callable[[Call], Answer]] = {
    "reject": reject_entry,
    "cancelReject": cancel_entry_rejection,
    "detach": detach_entry,
}
