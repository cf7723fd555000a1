"""Why time goes back: a reject takes no reason, so who decides writes it on the entry first."""

from connectwise_time.sandbox.approval.machine import WAITS_FOR, WAITS_FOR_ONE
from connectwise_time.sandbox.approval.routes import entry_life, row_of
from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.entries.routes import patched
from connectwise_time.sandbox.intake import intake
from connectwise_time.sandbox.lookups import Handler
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables.time import ENTRIES

REASON = "internalNotes"


def noting(otherwise: Handler) -> Handler:
    """PATCH /time/entries/{id}: internalNotes alone, from who decides on it now, else an edit.

    Submitted entries are locked for their owner (connectwise-api.md §7 "Sheet cycle" [C]); that
    this much is open to who may give the approval is assumed [?].
    """

    def answer(call: Call) -> Answer:
        entry = row_of(call, ENTRIES)
        if not _is_callers_turn(call, entry):
            return otherwise(call)
        body = patched(call)
        if body.keys() != {REASON}:
            return otherwise(call)
        _note(call, entry, intake(ENTRIES, body, call.world.labels))
        return call.json(call.bodies.one(ENTRIES, call.key))

    return answer


def _is_callers_turn(call: Call, entry: Row) -> bool:
    """Exactly the approval that the entry waits for; invoiced time waits for none."""
    stages = WAITS_FOR if call.dialect.approves_sheets else WAITS_FOR_ONE
    stage = stages.get(entry["status"])
    if stage is None or entry["invoice_id"]:
        return False
    return entry_life(call).rights.may(stage, entry)


def _note(call: Call, entry: Row, said: Row) -> None:
    """Nothing but the text: the entry is no correction, so no rule is asked and no sheet moves."""
    world = call.world
    stamp = {"last_updated": spelled(world.now()), "updated_by": call.caller.identifier}
    world.store.update(ENTRIES.table, call.key, {**said, **stamp})
    entry_life(call).trail.edited(entry, {**entry, **said}, world.labels)
