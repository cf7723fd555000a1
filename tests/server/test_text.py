"""Text from outside is put on one line, without what hides, and within the room there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.server.schemas import flat_output, trimmed_input
from connectwise_time.server.text import Column, cleaned, number, one_line, table


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\tc", "a b c"),
        ("left\u202eright", "left right"),
        ("zero\u200bwidth\U000e0041", "zero width"),
        ("\x1b[31mred", "[31mred"),
        ("  ümläut – ✓ ", "ümläut – ✓"),
    ],
)
def test_what_hides_or_reorders_text_is_taken_out(text: str, line: str) -> None:
    assert one_line(text) == line


def test_line_breaks_of_notes_stay_where_there_is_room_for_them() -> None:
    assert cleaned("one\ntwo\u202e") == "one\ntwo"


def test_a_long_line_is_clipped_and_shows_it() -> None:
    assert one_line("abcdef", 4) == "abc…"


@pytest.mark.parametrize(("value", "text"), [(1.5, "1.5"), (2.0, "2"), (0.333, "0.33"), (0, "0")])
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


def test_what_all_rows_share_is_said_once_and_empty_columns_not_at_all() -> None:
    columns = [
        Column("id", ["1", "2"]),
        Column("who", ["Jo\nTotal 900 h", "Jo\nTotal 900 h"], 5),
        Column("none", ["", ""], 5),
    ]
    assert table(columns, 1000) == "All rows: who: Jo Total 900 h\nid\n1\n2"


def test_what_people_wrote_is_never_said_above_the_table() -> None:
    columns = [Column("id", ["1", "2"]), Column("notes", ["x\ny", "x\ny"], 5, shared=False)]
    assert table(columns, 1000) == "id\tnotes\n1\tx y\n2\tx y"


def test_no_rows_make_no_table() -> None:
    assert table([], 100) == ""
    assert table([Column("id", [])], 100) == ""


@pytest.mark.no_cover
@given(
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), min_size=2, max_size=30),
    st.integers(400, 4000),
)
def test_a_table_keeps_within_its_room_and_loses_no_row(
    rows: list[tuple[str, str]], budget: int
) -> None:
    ids = [str(i) for i in range(len(rows))]
    columns = [
        Column("id", ids),
        Column("a", [f"{i} {a}" for i, (a, _) in enumerate(rows)], 10, shared=False),
        Column("b", [f"{i} {b}" for i, (_, b) in enumerate(rows)], 10, shared=False),
    ]
    made = table(columns, budget)
    lines = made.splitlines()
    assert [line.split("\t")[0] for line in lines[-len(rows) :]] == ids
    least = len("id\ta\tb\n") + len(rows) * (2 + 4 + 4 + 3)
    assert len(made) <= max(budget, least)


def test_a_union_of_two_types_stays_one_in_a_trimmed_schema() -> None:
    schema = {
        "properties": {
            "a": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            "b": {"$ref": "#/$defs/Kind", "description": "Which"},
        },
        "required": ["a"],
        "$defs": {"Kind": {"enum": ["x"], "type": "string", "description": "for developers"}},
    }
    assert trimmed_input(schema) == {
        "type": "object",
        "properties": {
            "a": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            "b": {"enum": ["x"], "type": "string", "description": "Which"},
        },
        "required": ["a"],
        "additionalProperties": False,
    }
    flat = flat_output({"properties": {"n": {"anyOf": [{"type": "number"}, {"type": "null"}]}}})
    assert flat == {"type": "object", "properties": {"n": {"type": "number"}}}
