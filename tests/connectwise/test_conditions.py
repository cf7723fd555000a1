"""Queries, read back by a small evaluator of the documented grammar that shares no code with us."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise.conditions import Field, Value, Where, literal, safe_part

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"\\]*")|(?P<when>\[[^\]]*\])|(?P<number>-?\d+(?:\.\d+)?)
    |(?P<mark><=|>=|!=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z_][A-Za-z0-9_/]*))""",
    re.VERBOSE,
)


class Evaluator:
    """Decides whether a row meets a condition, by the grammar of reference §4."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            assert found, f"not in the grammar: {text[at:]!r}"
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()

    def holds(self, row: dict[str, Any]) -> bool:
        self.at, self.row = 0, row
        outcome = self.either()
        assert self.at == len(self.tokens), "something is left over"
        return outcome

    def peek(self) -> str:
        return self.tokens[self.at][1].lower() if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> bool:
        outcome = self.every()
        while self.peek() == "or":
            self.take()
            outcome = self.every() or outcome
        return outcome

    def every(self) -> bool:
        outcome = self.one()
        while self.peek() == "and":
            self.take()
            outcome = self.one() and outcome
        return outcome

    def one(self) -> bool:
        if self.peek() == "(":
            self.take()
            outcome = self.either()
            assert self.take()[1] == ")"
            return outcome
        kind, name = self.take()
        assert kind == "word"
        assert name in set(Field), "an unknown field"
        return self.compare(self.row.get(name), self.take()[1].lower())

    def compare(self, have: Any, sign: str) -> bool:
        if sign == "in":
            return have in self.listed()
        want = self.value()
        if sign == "contains":
            return isinstance(have, str) and str(want).lower() in have.lower()
        outcomes = {"=": have == want, "!=": have != want}
        if have is not None and want is not None and sign not in outcomes:
            outcomes = {"<": have < want, "<=": have <= want, ">": have > want, ">=": have >= want}
        return bool(outcomes.get(sign))

    def listed(self) -> list[Any]:
        assert self.take()[1] == "("
        values = [self.value()]
        while self.take()[1] == ",":
            values.append(self.value())
        return values

    def value(self) -> Any:
        kind, text = self.take()
        match kind:
            case "text":
                return text[1:-1]
            case "when":
                return datetime.fromisoformat(text[1:-1])
            case "number":
                return float(text)
        assert text in {"true", "false", "null"}, "no value"
        return {"true": True, "false": False, "null": None}[text]


NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
ANY_TEXT = st.text(max_size=40) | st.sampled_from(
    [
        '" or id > 0 or "',
        "\\",
        "%",
        "a_b",
        "[a]",
        "]",
        "x\x00y",
        "a and b",
        "(",
        "'",
        "x*",
        "\u202e",
    ]
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        (1.5, "1.5"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        ("Open", '"Open"'),
        ("jo.doe@x", '"jo.doe@x"'),
        (NOON, "[2026-11-16T12:00:00Z]"),
        (NOON.astimezone(timezone(timedelta(hours=-5))), "[2026-11-16T12:00:00Z]"),
    ],
)
def test_values_are_written_as_the_grammar_has_them(value: Value, written: str) -> None:
    assert literal(value) == written


UNSAFE = ['a"b', "a'b", "a\\b", "a%", "a_b", "a*", "a?", "[a]", "a\nb", "\0", " a", "a ", "é"]


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, NOON.replace(tzinfo=None), "x" * 101, *UNSAFE]
)
def test_what_cannot_be_written_beyond_doubt_is_not_written(value: Value) -> None:
    assert literal(value) is None
    assert Where().eq(Field.NAME, value) == Where()


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_widens_what_a_query_finds(text: str, stored: str) -> None:
    where = Where().eq(Field.ID, 1).eq(Field.NAME, text).contains(Field.NOTES, text)
    query = Evaluator(str(where))
    other = {"id": 2.0, "name": text, "notes": text}
    assert not query.holds(other), "the first term must still hold"
    wanted = {"id": 1.0, "name": text, "notes": f"{stored}{text}{stored}"}
    assert query.holds(wanted), "nothing that is meant is lost"


@given(st.lists(ANY_TEXT, min_size=1, max_size=4), ANY_TEXT)
def test_a_choice_finds_each_of_its_values_and_widens_nothing(
    values: list[str], other: str
) -> None:
    pairs = [(Field.NAME, value) for value in values]
    where = Where().eq(Field.ID, 1).one_of(Field.STATUS, values).any_contains(pairs)
    query = Evaluator(str(where))
    assert not query.holds({"id": 2.0, "status": values[0], "name": values[0]})
    for value in values:
        assert query.holds({"id": 1.0, "status": value, "name": f"{other}{value}"})


@given(ANY_TEXT, ANY_TEXT)
def test_an_owner_is_found_as_owner_and_among_resources(identifier: str, other: str) -> None:
    where = Where().eq(Field.ID, 1).owned_by(identifier)
    query = Evaluator(str(where))
    assert query.holds({"id": 1.0, "owner/identifier": identifier, "resources": None})
    assert query.holds({"id": 1.0, "owner/identifier": other, "resources": f"a, {identifier}"})
    assert not query.holds({"id": 2.0, "owner/identifier": identifier})


@given(st.lists(st.integers(1, 9), max_size=4), st.integers(1, 9))
def test_ids_are_among_themselves_only(ids: list[int], number: int) -> None:
    where = Where().eq(Field.ID, 1).among(Field.MEMBER_ID, ids)
    holds = Evaluator(str(where)).holds({"id": 1.0, "member/id": float(number)})
    assert holds is (not ids or number in ids)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_period_never_loses_an_instant_that_lies_in_it(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    where = Where().since(Field.TIME_START, aware)
    assert Evaluator(str(where)).holds({"timeStart": aware})
    later = aware + timedelta(milliseconds=1)
    whole = aware.replace(microsecond=0)
    query = Evaluator(str(Where().before(Field.TIME_START, later)))
    assert query.holds({"timeStart": whole})
    assert not query.holds({"timeStart": whole + timedelta(seconds=2)})


def test_ranges_of_ids_leave_nothing_out_and_share_nothing() -> None:
    where = Where().more(Field.ID, 10).at_most(Field.ID, 20)
    assert str(where) == "id > 10 and id <= 20"
    inside = [n for n in range(30) if Evaluator(str(where)).holds({"id": float(n)})]
    assert inside == list(range(11, 21))


@given(st.text(max_size=200))
def test_the_safe_part_of_a_text_is_a_part_of_it_that_can_be_written(text: str) -> None:
    part = safe_part(text)
    assert part in text
    assert literal(part) == f'"{part}"'


def test_empty_choices_ask_for_nothing() -> None:
    where = Where().one_of(Field.STATUS, []).any_contains([]).among(Field.ID, [])
    assert where == Where()
    assert str(where) == ""
