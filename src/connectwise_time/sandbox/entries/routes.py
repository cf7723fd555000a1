"""The verbs of /time/entries: read the request, ask the rules, store, answer."""

import json

from connectwise_time.sandbox.approval.life import Life
from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.entries.rules import Rules
from connectwise_time.sandbox.errors import forbidden, invalid, missing, not_found
from connectwise_time.sandbox.fields import Field
from connectwise_time.sandbox.intake import decoded, intake
from connectwise_time.sandbox.patching import changes_in, plain_changes
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables.time import EMAIL_FLAGS, ENTRIES

ROW = "time_entries"
WRITABLE: tuple[Field, ...] = tuple(part for part in ENTRIES.fields if part.writable)


def create(call: Call) -> Answer:
    """POST: 201 with the entry as stored."""
    key = _stored(call, _new(call))
    return call.json(call.bodies.one(ENTRIES, key), 201)


def defaults(call: Call) -> Answer:
    """POST …/defaults: what a POST would store, and nothing is saved (§2.1 [A])."""
    store = call.world.store
    with store.rehearsal():
        key = store.insert(ROW, _new(call))
        body = json.loads(call.bodies.one(ENTRIES, key))
    for name in ("id", "timeSheet", "status", "dateEntered", "enteredBy", "_info"):
        body.pop(name, None)
    return call.json(body)


def replace(call: Call) -> Answer:
    """PUT: what is left out is reset to its default (§2.1 [A])."""
    before = _before(call, "edit")
    body = decoded(call.raw, "TimeEntry")
    wish = intake(ENTRIES, body, call.world.labels)
    # "Required On Updates" (§2.6 [A])
    lacking = [name for name in ("timeStart", "billableOption") if not (body or {}).get(name)]
    if lacking:
        raise invalid("timeEntry", *map(missing, lacking))
    kept = {"mobile_guid": before["mobile_guid"]}
    empty = {part.column: None for part in WRITABLE}
    return _change(call, before, {**empty, **kept, **wish}, wish)


def patch(call: Call) -> Answer:
    """PATCH: JSON Patch at a real tenant, a plain object in the documented dialect."""
    before = _before(call, "edit")
    changes = intake(ENTRIES, patched(call), call.world.labels)
    wish = {part.column: before[part.column] for part in WRITABLE}
    if changes.get("time_end", before["time_end"]):
        # Ignored while start and end exist: the hours follow from them (§7 "Hours" [B]).
        changes.pop("actual_hours", None)
    if "hourly_rate" in changes and not call.caller.sees_rates:
        raise forbidden()  # who may not see a rate does not set one [?]
    if changes.keys() & {"charge_to_id", "charge_to_type"}:
        wish |= {"agreement_id": None, "company_id": None}  # those of the new target [?]
    return _change(call, before, {**wish, **changes}, changes)


def patched(call: Call) -> Row:
    """Property → new value, as a PATCH of an entry sends them in this dialect."""
    sent = decoded(call.raw, "List<PatchOperation>")
    if call.dialect.patch_is_array:
        return changes_in(ENTRIES, sent)
    return plain_changes(sent, "TimeEntry")


def delete(call: Call) -> Answer:
    """DELETE: 204, and never of a locked entry."""
    before = _before(call, "delete")
    _rules(call).may_change(before)
    call.world.store.delete(ROW, call.key)
    _life(call).settle(before["time_sheet_id"], f"Time entry {call.key} deleted")
    return Answer(204)


def _new(call: Call) -> Row:
    call.caller.must("Time Entry", "add")
    body = decoded(call.raw, "TimeEntry")
    wish = intake(ENTRIES, body, call.world.labels)
    lacking = [name for name in call.dialect.required_on_create if body.get(name) is None]
    if lacking:
        raise invalid("timeEntry", *map(missing, lacking))
    switches = call.world.switches
    if not switches.keep_hours_deduct_on_create:
        wish.pop("hours_deduct", None)
    if not switches.keep_mobile_guid:
        wish.pop("mobile_guid", None)
    return _rules(call).new_entry(wish)


def _stored(call: Call, row: Row) -> int:
    key = call.world.store.insert(ROW, row)
    _rules(call).trail.note("entry", key, "TimeEntry", "Time entry created", new=row["status"])
    _post_mail(call, key, row)
    return key


def _change(call: Call, before: Row, wish: Row, said: Row) -> Answer:
    row = _rules(call).changed_entry(before, wish, said)
    call.world.store.update(ROW, call.key, row)
    _rules(call).trail.edited(before, row, call.world.labels)
    if any(row[name] != before[name] for name in ("status", "time_sheet_id")):
        for sheet in {before["time_sheet_id"], row["time_sheet_id"]}:
            _life(call).settle(sheet, f"Time entry {call.key} changed")
    _post_mail(call, call.key, {**row, **{c: said.get(c) for c in _EMAIL_COLUMNS}})
    return call.json(call.bodies.one(ENTRIES, call.key))


def _before(call: Call, verb: str) -> Row:
    row = call.world.store.one(ROW, call.key)
    if row is None:
        raise not_found(ENTRIES.title, call.key)
    call.caller.must("Time Entry", "edit" if verb == "edit" else "delete", int(row["member_id"]))
    return row


def _rules(call: Call) -> Rules:
    world = call.world
    return Rules(world.store, call.caller, world.now, world.switches.refuse_closed_periods)


def _life(call: Call) -> Life:
    return Life(call.world.store, call.caller, call.world.now)


_EMAIL_COLUMNS = tuple(ENTRIES.by_name[name].column for name in EMAIL_FLAGS)


def _post_mail(call: Call, key: int, row: Row) -> None:
    """The e-mail flags are commands, not state (§2.6 [A])."""
    whom = [name for name, column in zip(EMAIL_FLAGS, _EMAIL_COLUMNS, strict=True) if row[column]]
    if whom:
        call.after.append({"entry": key, "because": whom, "notes": row.get("notes")})
