"""Operations as rows, and back."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import given

from connectwise_time.domain.entries import UNSET, Draft, Edit, Unset
from connectwise_time.domain.operations import Change, Operation
from connectwise_time.journal.packing import _Edited, packed, unpacked
from support.operations import ENTRY, SENT, anything


def as_row(values: dict[str, object]) -> sqlite3.Row:
    """The values after SQLite had them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        names = ", ".join(f":{name} AS {name}" for name in values)
        row: sqlite3.Row = connection.execute(f"SELECT {names}", values).fetchone()  # names of ours
        return row


@given(operation=anything(Operation))
def test_any_operation_comes_back_as_it_was(operation: Operation) -> None:
    assert unpacked(as_row(packed(operation))) == operation


@given(edit=anything(Edit))
def test_what_an_edit_leaves_alone_is_still_left_alone(edit: Edit) -> None:
    change = Change(900, edit, ENTRY)
    back = unpacked(as_row(packed(Operation("x", "me", "here", "wish", change, SENT.began)))).work
    assert isinstance(back, Change)
    assert {name for name in Edit.__slots__ if getattr(back.edit, name) is UNSET} == {
        name for name in Edit.__slots__ if getattr(edit, name) is UNSET
    }


def test_every_field_of_an_edit_has_a_place_in_the_row() -> None:
    def without_unset(kind: Any) -> set[Any]:
        is_union = get_origin(kind) in (Union, UnionType)
        return set(get_args(kind) if is_union else [kind]) - {Unset}

    wishes, kept = get_type_hints(Edit), get_type_hints(_Edited)
    assert tuple(kept) == Edit.__slots__
    assert {name: without_unset(kind) for name, kind in kept.items()} == {
        name: without_unset(kind) for name, kind in wishes.items()
    }


@given(operation=anything(Operation))
def test_a_row_from_before_there_were_locations_is_still_read(operation: Operation) -> None:
    values = packed(operation)
    facts = json.loads(str(values["facts"]))
    change, outcome = facts["change"] or {}, facts["outcome"] or {}
    for part in (facts["draft"], change.get("edit"), change.get("before"), outcome.get("entry")):
        for name in ("location", "department", "invoice_hours", "agreement_hours"):
            (part or {}).pop(name, None)
    back = unpacked(as_row(values | {"facts": json.dumps(facts)}))
    assert (back.id, back.state, back.target) == (operation.id, operation.state, operation.target)
    if isinstance(operation.work, Draft):
        assert back.work == replace(operation.work, location=None, department=None)
