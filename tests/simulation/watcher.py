"""Sees all that is written, and says when something must not be."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

from connectwise_time.domain.entries import Draft
from connectwise_time.domain.operations import UNRESOLVED, Operation, Removal, State
from connectwise_time.domain.plans import Ended
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from simulation.network import HORIZON, Sent
from simulation.tenant import body_of

ENTRIES = "/time/entries"


_BUSY = 429


class Violation(AssertionError):
    """Something that was promised does not hold."""


class Watcher:
    """Compares what is written with what was promised.

    Attributes:
        rows: The entries that each wish came to, by its notes.
        overwritten: Entries that somebody else wrote into.
        seen: How often what happened.
    """

    def __init__(self) -> None:
        self.world: World | None = None
        self.operations: dict[Any, Operation] = {}
        self.plans: MemoryPlans | None = None
        self.claims: Counter[str] = Counter()
        self.rows: dict[str, list[int]] = {}
        self.overwritten: set[int] = set()
        self.seen: Counter[str] = Counter()
        self._sent: dict[str, list[Sent]] = {}
        self._content: dict[tuple[str, str], str] = {}
        self._last: dict[int, str] = {}
        self.now = 0.0

    def leaves(self, sent: Sent) -> None:
        """A write leaves a desk: it was noted before, and it is no second one."""
        self.now = sent.at
        self.seen[f"fate: {sent.fate or 'well'}"] += 1
        what = _what(sent)
        if what.startswith("/"):
            self._was_claimed(what, sent)
        else:
            operation = self._was_noted(what)
            key = (operation.caller, operation.id)
            if self._content.setdefault(key, what) != what:
                raise Violation(f"{key} sends {what} after {self._content[key]}")
            for earlier in self._sent.get(what, ()):
                self._may_be_sent_again(what, earlier, operation)
        if what in self._sent:
            self.seen["sent again"] += 1
        self._sent.setdefault(what, []).append(sent)

    def _was_noted(self, what: str) -> Operation:
        for operation in self.operations.values():
            if operation.state is State.SENDING and what_of(operation) == what:
                return operation
        raise Violation(f"{what} is sent, and the journal does not know it")

    def _was_claimed(self, path: str, sent: Sent) -> None:
        # What was refused for now is looked at, and may then be sent again by whoever claimed it.
        counting = [before for before in self._sent.get(path, ()) if before.status != _BUSY]
        if len(counting) >= self.claims[_item(path)]:
            raise Violation(f"{sent.request.method} {path} is sent more often than it was claimed")

    def _may_be_sent_again(self, what: str, earlier: Sent, operation: Operation) -> None:
        if earlier.heard is None:
            raise Violation(f"{what} is sent while it is under way")
        refused = earlier.status is not None and 400 <= earlier.status < 500
        if refused or earlier.fate == "refused":
            return
        is_change = not isinstance(operation.work, Draft)
        if is_change and self._is_done(what, but=operation):
            return  # the same change once more comes to the same
        if self.rows.get(what) and not self.there(what):
            return  # it was deleted since
        if earlier.status is not None and earlier.status < 300 and earlier.fate != "cut":
            raise Violation(f"{what} is sent again after it was done")
        if self.now - earlier.heard < HORIZON.total_seconds():
            past = f"{self.now - earlier.heard:.1f} s after it was lost ({earlier.fate})"
            raise Violation(f"{what} is sent again {past}, without proof that it is absent")

    def _is_done(self, what: str, but: Operation) -> bool:
        return any(
            known.state is State.DONE and known.id != but.id and what_of(known) == what
            for known in self.operations.values()
        )

    def done(self, sent: Sent) -> None:
        """ConnectWise did it: no entry is there twice."""
        assert sent.done is not None
        what = _what(sent)
        self.seen["done" if sent.done.status < 300 else f"refused by rule {sent.done.status}"] += 1
        if sent.request.method == "PATCH" and sent.done.status < 300:
            self._last[int(sent.request.url.path.rpartition("/")[2])] = what
        if sent.request.method != "POST" or what.startswith("/") or sent.done.status != 201:
            return
        [number] = [row["id"] for row in _entries(self.world, what) if row["id"] not in self._all()]
        self.rows.setdefault(what, []).append(number)
        if len(self.there(what)) > 1:
            if not self.is_overdue(what):
                raise Violation(f"{what} is stored twice: {self.rows[what]}")
            self.seen["stored twice, much too late"] += 1

    def _all(self) -> set[int]:
        return {number for numbers in self.rows.values() for number in numbers}

    def there(self, what: str) -> list[int]:
        """The entries of a wish that are there."""
        assert self.world is not None
        store = self.world.store
        return [n for n in self.rows.get(what, ()) if store.one("time_entries", n) is not None]

    def is_overdue(self, what: str) -> bool:
        """Whether something of it came when nothing should come any more."""
        return any(sent.is_much_too_late for sent in self._sent.get(what, ()))

    def is_honest(self) -> None:
        """In the end, the journal says of everything what is there."""
        known: dict[str, list[Operation]] = {}
        for operation in self.operations.values():
            known.setdefault(what_of(operation), []).append(operation)
            if operation.state in UNRESOLVED:
                raise Violation(f"nobody finds out what became of {_told(operation)}")
        for what, operations in known.items():
            if isinstance(operations[0].work, Draft):
                self._entries_agree(what, operations)
            else:
                self._changes_agree(what, operations)
        for what, rows in self.rows.items():
            if what not in known:
                raise Violation(f"{what} is stored as {rows}, and the journal does not know it")
        self._plans_agree()

    def _entries_agree(self, what: str, operations: list[Operation]) -> None:
        rows = set(self.rows.get(what, ()))
        told = {n for known in operations for n in (known.entry, *known.others) if n is not None}
        if told - rows:
            raise Violation(f"{what} is told as {told}, and is {rows}: {_all_told(operations)}")
        believed = self._is_believed_refused(what)
        if set(self.there(what)) - told and not believed:
            raise Violation(f"{what} is {rows}, and is told as {told}: {_all_told(operations)}")

    def _is_believed_refused(self, what: str) -> bool:
        """Whether a 429 came from something in between: until somebody asks again, it counts."""
        return any(sent.fate == "429 and done" for sent in self._sent.get(what, ())[-1:])

    def _changes_agree(self, what: str, operations: list[Operation]) -> None:
        arrived = [s for s in self._sent.get(what, ()) if s.done and s.done.status < 300]
        for known in operations:
            if known.state is State.DONE and not arrived:
                raise Violation(f"{_told(known)} is told as done, and never was")
        is_told = any(known.state is State.DONE for known in operations)
        is_excused = self.is_overdue(what) or self._leaves_no_trace(what, known.entry)
        believed = self._is_believed_refused(what)
        if arrived and not (is_told or is_excused or believed):
            raise Violation(f"{what} was done, and is told as {_all_told(operations)}")

    def _leaves_no_trace(self, what: str, entry: int | None) -> bool:
        """Whether the entry is gone, or something else was written into it since."""
        assert self.world is not None
        gone = self.world.store.one("time_entries", entry) is None
        return gone or entry in self.overwritten or self._last.get(entry or 0) != what

    def _plans_agree(self) -> None:
        assert self.plans is not None
        for entry in self.plans._entries.values():  # noqa: SLF001  # there is no list of all
            for key in entry.started:
                outcome = entry.outcomes.get(key)
                if outcome is None or outcome.ended is Ended.UNKNOWN:
                    told = "nothing" if outcome is None else outcome
                    raise Violation(
                        f"nobody finds out what became of {entry.plan.doing} {key}: {told}"
                    )
                self.seen[f"item: {entry.plan.doing} {outcome.ended}"] += 1
                done = self._item_was_done(key)
                if outcome.ended is Ended.DONE and not (done or self._was_touched(key)):
                    raise Violation(f"{entry.plan.doing} {key} is told as done, and never was")

    def _item_was_done(self, key: str) -> bool:
        sent = (
            s
            for what, all_ in self._sent.items()
            if what[0] == "/" and _item(what) == key
            for s in all_
        )
        return any(s.done is not None and s.done.status < 300 for s in sent)

    def _was_touched(self, key: str) -> bool:
        return int(key.split()[1]) in self.overwritten

    def count(self, luck: Random) -> None:
        """Note how often operations ended how."""
        assert luck is not None
        for operation in self.operations.values():
            self.seen[f"operation: {operation.state}"] += 1


class WatchedPlans(MemoryPlans):
    """Plans, whose items are counted when they are begun."""

    watcher: Watcher

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item."""
        claimed = await super().claim(plan_id, key)
        self.watcher.claims[key] += claimed
        return claimed


def what_of(operation: Operation) -> str:
    """What tells a write from all others: its texts are its own."""
    work = operation.work
    assert not isinstance(work, Removal)
    text = work.notes if isinstance(work, Draft) else work.edit.internal_notes
    return str(text)


def _what(sent: Sent) -> str:
    path = sent.request.url.path.rpartition("/apis/3.0")[2]
    body = body_of(sent.request)
    if sent.request.method == "POST" and path == ENTRIES:
        return str(body["notes"])
    if sent.request.method == "PATCH":
        [value] = [change["value"] for change in body if change["path"].endswith("internalNotes")]
        return str(value)
    return str(path)


def _item(path: str) -> str:
    _, _, kind, number, *_ = path.split("/")
    return f"{'timesheet' if kind == 'sheets' else 'entry'} {number}"


def _entries(world: World | None, notes: str) -> list[dict[str, Any]]:
    assert world is not None
    return world.store.rows("SELECT id FROM time_entries WHERE notes = ?", (notes,))


def _told(operation: Operation) -> str:
    return (
        f"{what_of(operation)} ({operation.id}: {operation.state}, attempt {operation.attempt},"
        f" {operation.entry}, others {operation.others}, due {operation.due}, {operation.why})"
    )


def _all_told(operations: Iterable[Operation]) -> str:
    return "; ".join(map(_told, operations))
