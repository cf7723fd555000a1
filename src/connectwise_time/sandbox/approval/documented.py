"""Approval in the brief's own words: a PATCH with a status, and many entries in one call."""

import json
from typing import Any

from connectwise_time.sandbox.approval.entries import EntryLife
from connectwise_time.sandbox.approval.routes import entry_life, row_of, sheet_life
from connectwise_time.sandbox.approval.sheets import one_tier
from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.errors import (
    Flaw,
    Refusal,
    invalid,
    missing,
    not_converted,
    not_found,
)
from connectwise_time.sandbox.intake import INT32, decoded, intake
from connectwise_time.sandbox.lookups import Handler
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables.time import ENTRIES, SHEETS

DECISIONS = ("Approved", "Rejected")
MOST_AT_ONCE = 1000


def patch_sheet(call: Call) -> Answer:
    """PATCH /time/sheets/{id} {"status": "Submitted"}: the sheet, as it is then."""
    sheet = row_of(call, SHEETS)
    body = decoded(call.raw, "TimeSheet")
    if not isinstance(body, dict):
        raise not_converted(body, "TimeSheet", "")
    if not body:
        raise invalid("timeSheet", missing("status"))
    for name in body.keys() - {"status"}:
        raise invalid("timeSheet", Flaw("Invalid", f"{name} cannot be changed.", name))
    if body["status"] != "Submitted":
        raise _bad_word("timeSheet", body["status"], ("Submitted",))
    life = sheet_life(call)
    life.submit(sheet, one_tier(life.tiers()))
    return call.json(call.bodies.one(SHEETS, call.key))


def deciding(otherwise: Handler) -> Handler:
    """PATCH /time/entries/{id}: with another status it is a decision, else an edit."""

    def answer(call: Call) -> Answer:
        entry = row_of(call, ENTRIES)
        body = decoded(call.raw, "TimeEntry")
        word = body.get("status") if isinstance(body, dict) else None
        if word is None or word == call.dialect.shown_statuses[entry["status"]] not in DECISIONS:
            return otherwise(call)
        _decide(call, entry_life(call), entry, body, ENTRIES.singular)
        return call.json(call.bodies.one(ENTRIES, call.key))

    return answer


def bulk(call: Call) -> Answer:
    """POST /time/entries/bulk {ids, operation}: each on its own, each with its outcome [?]."""
    body = decoded(call.raw, "BulkOperation")
    keys, operation = _bulk(body)
    life = entry_life(call)
    life.rights.must_have_any()
    results = [_outcome(call, life, key, operation) for key in keys]
    done = all(result["success"] for result in results)
    return call.json({"success": done, "results": results})


def _outcome(call: Call, life: EntryLife, key: int, operation: Row) -> Row:
    try:
        entry = call.world.store.one(ENTRIES.table, key)
        if entry is None:
            raise not_found(ENTRIES.title, key)  # told like every other refusal
        _decide(call, life, entry, operation, "operation")
    except Refusal as refusal:
        error = json.loads(refusal.body())
        error["errors"] = error["errors"] or []
        return {"id": key, "success": False, "status": refusal.status, "error": error}
    return {"id": key, "success": True, "status": 200}


def _decide(call: Call, life: EntryLife, entry: Row, body: Row, resource: str) -> None:
    """Nothing but internalNotes goes with a decision [?]; every check comes before any change."""
    word = body["status"]
    if word not in DECISIONS:
        raise _bad_word(resource, word, DECISIONS)
    for name in body.keys() - {"status", "internalNotes"}:
        message = f"{name} cannot be changed together with the status."
        raise invalid(resource, Flaw("Invalid", message, name))
    notes = {name: body[name] for name in ("internalNotes",) if name in body}
    values = intake(ENTRIES, notes, call.world.labels)
    life.decide(entry, word)
    if values:
        life.trail.edited(entry, {**entry, **values}, call.world.labels)
        call.world.store.update(ENTRIES.table, entry["id"], values)


def _bulk(body: Any) -> tuple[list[int], Row]:
    if not isinstance(body, dict):
        raise not_converted(body, "BulkOperation", "")
    lacking = [name for name in ("ids", "operation") if body.get(name) is None]
    if lacking:
        raise invalid("bulk", *map(missing, lacking))
    keys, operation = body["ids"], body["operation"]
    if not isinstance(keys, list) or not all(type(key) is int and abs(key) < INT32 for key in keys):
        raise not_converted(keys, "List<Int32>", "ids")
    if not 1 <= len(keys) <= MOST_AT_ONCE:
        message = f"The field ids must have between 1 and {MOST_AT_ONCE} values."
        raise invalid("bulk", Flaw("OutOfRange", message, "ids"))
    if not isinstance(operation, dict):
        raise not_converted(operation, "Operation", "operation")
    if operation.get("status") is None:
        raise invalid("operation", missing("status"))
    if operation["status"] not in DECISIONS:
        raise _bad_word("operation", operation["status"], DECISIONS)
    return keys, operation


def _bad_word(resource: str, word: Any, words: tuple[str, ...]) -> Refusal:
    message = f"Invalid status {json.dumps(word)}. Use {' or '.join(words)}."
    return invalid(resource, Flaw("InvalidStatus", message, "status"))
