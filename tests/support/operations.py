"""Operations: one to begin with, and any there may be, built by Hypothesis from their types."""

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from connectwise_time.domain.entries import UNSET, Draft, Edit, LoggedTime, Mail, Unset, Written
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.operations import Change, Operation, State
from support.sandboxes import NOW

START = datetime(2026, 11, 20, 14, tzinfo=UTC)
TICKET = Target(TargetKind.SERVICE_TICKET, 54321, "Mail is down")
JAMIE, MORGAN = Named(7, "Jamie Rivera"), Named(2, "Morgan Smith")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)

DRAFT = Draft(TICKET, JAMIE, START, START + timedelta(hours=1), notes="Restarted the queue")
ENTRY = LoggedTime(
    id=900,
    target=TICKET,
    member=JAMIE,
    start=DRAFT.start,
    end=DRAFT.end,
    hours=1.0,
    notes="Restarted the queue",
    status="Open",
    updated=NOW,
)
CHANGE = Change(900, Edit(notes="Restarted it twice"), ENTRY)
MAIL = Change(900, Edit(email=frozenset({Mail.CONTACT})), ENTRY)
SENT = Operation("first", "jamie", "the company", "a wish", DRAFT, NOW)


def done(operation: Operation, entry: int = 900) -> Operation:
    """The operation, and that it stored that entry."""
    stored = replace(ENTRY, id=entry)
    return replace(operation, state=State.DONE, ended=NOW, outcome=Written(stored))


def later(minutes: float) -> Draft:
    """The same work, begun so many minutes later."""
    return replace(DRAFT, start=DRAFT.start + minutes * MINUTE, end=DRAFT.end + minutes * MINUTE)


instants = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone
_LEAVES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**62), 2**62),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: instants,
    NoneType: st.none(),
    Unset: st.just(UNSET),
}


@cache
def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, with any value in each of its fields."""
    inside = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*(anything(each) for each in inside))
    if get_origin(kind) is frozenset:
        return st.frozensets(anything(inside[0]), max_size=3)
    if get_origin(kind) is tuple and inside[-1] is ...:
        return st.lists(anything(inside[0]), max_size=3).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*(anything(each) for each in inside))
    if isinstance(kind, type) and is_dataclass(kind):
        fields = get_type_hints(kind).items()
        return st.builds(kind, **{name: anything(field) for name, field in fields})
    return _LEAVES[kind] if kind in _LEAVES else st.from_type(kind)
