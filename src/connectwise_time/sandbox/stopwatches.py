"""The verbs of the three kinds of stopwatches: what is sent is kept, and no time is worked out.

The vendor's document has their fields and enums; what the server does by itself is not public,
so it does nothing but note when a stopwatch was made [?].
"""

from typing import Any

from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.errors import Flaw, Refusal, invalid, missing, not_found
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.intake import decoded, intake
from connectwise_time.sandbox.lookups import Handler
from connectwise_time.sandbox.patching import changes_in
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables import RESOURCES
from connectwise_time.sandbox.tables.people import MEMBERS
from connectwise_time.sandbox.tables.traces import STOPWATCHES

# What a stopwatch points at by a bare number, and what that is.
POINTS_AT = {"activityId": "sales/activities", "scheduleId": "schedule/entries"}


def verbs(resource: Resource) -> tuple[dict[str, Handler], dict[str, Handler]]:
    """The writing verbs of the list, and of one."""

    def create(call: Call) -> Answer:
        call.caller.must(resource.module, "add")
        row = intake(resource, decoded(call.raw, resource.schema), call.world.labels)
        _check(call, resource, row)
        call.caller.must(resource.module, "add", int(row["member_id"]))
        made = {"date_entered": spelled(call.world.now()), **_touched(call)}
        key = call.world.store.insert(resource.table, {**row, **made})
        return call.json(call.bodies.one(resource, key), 201)

    def replace(call: Call) -> Answer:
        before = _before(call, resource, "edit")
        said = intake(resource, decoded(call.raw, resource.schema), call.world.labels)
        empty = {part.column: None for part in resource.fields if part.writable}
        return _change(call, resource, before, {**empty, **said})

    def patch(call: Call) -> Answer:
        before = _before(call, resource, "edit")
        sent = changes_in(resource, decoded(call.raw, "List<PatchOperation>"))
        return _change(call, resource, before, intake(resource, sent, call.world.labels))

    def delete(call: Call) -> Answer:
        _before(call, resource, "delete")
        call.world.store.delete(resource.table, call.key)
        return Answer(204)

    return {"POST": create}, {"PUT": replace, "PATCH": patch, "DELETE": delete}


def _before(call: Call, resource: Resource, verb: Any) -> Row:
    row = call.world.store.one(resource.table, call.key)
    if row is None:
        raise not_found(resource.title, call.key)
    call.caller.must(resource.module, verb, int(row["member_id"]))
    return row


def _change(call: Call, resource: Resource, before: Row, changes: Row) -> Answer:
    """The whole record is validated again, as with time entries (§7 "PATCH" [B])."""
    row = {**before, **changes, **_touched(call)}
    _check(call, resource, row)
    call.caller.must(resource.module, "edit", int(row["member_id"]))
    call.world.store.update(resource.table, call.key, row)
    return call.json(call.bodies.one(resource, call.key))


def _check(call: Call, resource: Resource, row: Row) -> None:
    lacking = [part.name for part in resource.fields if part.required and _is_left_out(part, row)]
    if lacking:
        raise invalid(resource.singular, *map(missing, lacking))
    store = call.world.store
    for name, path in POINTS_AT.items():
        part, target = resource.by_name.get(name), RESOURCES[path]
        if part and store.one(target.table, row[part.column]) is None:
            message = f"{target.title} {row[part.column]} not found"
            raise invalid(resource.singular, Flaw("NotFound", message, name))
    member = store.one(MEMBERS.table, row["member_id"]) or {}
    if member.get("license_class") == "A":  # as for time entries (peers.md §0.6 [B]) [?]
        raise Refusal(403, "Security", "API-only members do not have access to this module")


def _is_left_out(part: Any, row: Row) -> bool:
    return row.get(part.column) is None


def _touched(call: Call) -> Row:
    return {"last_updated": spelled(call.world.now()), "updated_by": call.caller.identifier}


WRITES = {resource.path: verbs(resource) for resource in STOPWATCHES}
