"""Conditions against an independent reading of them, in Python over the bodies."""

import re
import string
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox

Holds = Callable[[dict[str, Any]], bool]
Condition = tuple[str, Holds]
Ask = Callable[[str], httpx2.Response]
FEW = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    opened = World.open(
        today=date(2026, 11, 18), now=lambda: datetime(2026, 11, 18, 20, tzinfo=UTC)
    )
    opened.set_field("time/entries", 3, notes="50% of a_b [x]", internalNotes="A")
    opened.set_field("time/entries", 4, notes="*a\\b*", internalNotes="a%")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ask(world: World) -> Iterator[Ask]:
    key = CREDENTIALS["manager"]
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=build_sandbox(world)),
        base_url="http://sandbox.test/v4_6_release/apis/3.0",
        auth=(f"{key.company}+{key.public_key}", key.private_key),
        headers={"clientId": key.client_id},
    )

    async def get(conditions: str) -> httpx2.Response:
        query = {"conditions": conditions, "pageSize": "1000"}
        return await client.get("/time/entries", params=query)

    portal: BlockingPortal
    with start_blocking_portal() as portal:
        yield lambda conditions: portal.call(get, conditions)
        portal.call(client.aclose)


def lower(text: str) -> str:
    return "".join(c.lower() if c in string.ascii_uppercase else c for c in text)


def at(body: dict[str, Any], path: str) -> Any:
    value: Any = body
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(path: str, op: str, literal: str, value: Any) -> Condition:
    def holds(body: dict[str, Any]) -> bool:
        found = at(body, path)
        if found is None:
            return False
        if isinstance(value, str) and not literal.startswith("["):
            return COMPARE[op](lower(found).encode(), lower(value).encode())
        return COMPARE[op](found, value)

    return f"{path} {op} {literal}", holds


def listed(path: str, values: list[int], not_: str) -> Condition:
    def holds(body: dict[str, Any]) -> bool:
        found = at(body, path)
        return found is not None and (found in values) is not bool(not_)

    return f"{path} {not_}in ({', '.join(map(str, values))})", holds


def nothing(path: str, op: str) -> Condition:
    return f"{path} {op} null", lambda body: (at(body, path) is None) is (op == "=")


def containing(path: str, text: str, not_: str) -> Condition:
    def holds(body: dict[str, Any]) -> bool:
        found = at(body, path)
        return found is not None and (lower(text) in lower(found)) is not bool(not_)

    return f"{path} {not_}contains {quoted(text)}", holds


def alike(path: str, pieces: list[tuple[str, str]], not_: str) -> Condition:
    pattern = re.compile("".join(regex for _, regex in pieces), re.DOTALL | re.IGNORECASE)

    def holds(body: dict[str, Any]) -> bool:
        found = at(body, path)
        return found is not None and bool(pattern.fullmatch(found)) is not bool(not_)

    text = quoted("".join(piece for piece, _ in pieces))
    return f"{path} {not_}Like {text}", holds


def joined(joint: str, left: Condition, right: Condition) -> Condition:
    (a, holds_a), (b, holds_b) = left, right
    if joint == "and":
        return f"({a}) AND ({b})", lambda body: holds_a(body) and holds_b(body)
    return f"({a}) or ({b})", lambda body: holds_a(body) or holds_b(body)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


NEGATIONS = st.sampled_from(["", "not ", "NOT "])
INTEGERS = ["id", "company/id", "workType/id", "agreement/id", "chargeToId", "ticket/id"]
NUMBERS = ["actualHours", "hoursDeduct", "hoursBilled", "hourlyRate"]
TEXTS = [
    "notes",
    "internalNotes",
    "member/identifier",
    "company/name",
    "ticketBoard",
    "enteredBy",
    "workType/name",
    "locationName",
    "agreementType",
]
CHOICES = {"status": ["Open", "Billed", "Rejected"], "billableOption": ["Billable", "DoNotBill"]}
SMALL_TEXT = st.text(alphabet="aAbBmM %_[]*\\'\"é1", max_size=4)
PIECES = st.sampled_from(
    [("%", ".*"), ("*", ".*"), ("_", "."), ("[[]", r"\["), ("[%]", "%"), ("[_]", "_")]
) | st.sampled_from("abmrt 1").map(lambda c: (c, c))

simple = st.one_of(
    st.builds(
        lambda p, o, v: compared(p, o, str(v), v),
        st.sampled_from(INTEGERS),
        st.sampled_from(list(COMPARE)),
        st.integers(-2, 60) | st.just(54321),
    ),
    st.builds(
        lambda p, o, v: compared(p, o, f"{v / 4}", v / 4),
        st.sampled_from(NUMBERS),
        st.sampled_from(list(COMPARE)),
        st.integers(-4, 40),
    ),
    st.builds(
        lambda p, o, v: compared(p, o, quoted(v), v),
        st.sampled_from(TEXTS),
        st.sampled_from(list(COMPARE)),
        SMALL_TEXT | st.sampled_from(["jdoe", "CONTOSO ltd", "Remote", "UPS ordered"]),
    ),
    st.builds(
        lambda o, v: compared(
            "timeStart", o, f"[{v:%Y-%m-%dT%H:%M:%SZ}]", f"{v:%Y-%m-%dT%H:%M:%SZ}"
        ),
        st.sampled_from(list(COMPARE)),
        st.integers(0, 20 * 48).map(
            lambda n: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=30 * n)
        ),
    ),
    st.builds(
        nothing,
        st.sampled_from([*INTEGERS, *TEXTS, "agreement", "invoice/identifier"]),
        st.sampled_from(["=", "!="]),
    ),
    st.builds(
        listed,
        st.sampled_from(INTEGERS),
        st.lists(st.integers(0, 60), min_size=1, max_size=4),
        NEGATIONS,
    ),
    st.builds(containing, st.sampled_from(TEXTS), SMALL_TEXT, NEGATIONS),
    st.builds(alike, st.sampled_from(TEXTS), st.lists(PIECES, max_size=5), NEGATIONS),
    st.sampled_from(sorted(CHOICES)).flatmap(
        lambda p: st.builds(
            lambda o, v: compared(p, o, quoted(v), v),
            st.sampled_from(["=", "!="]),
            st.sampled_from(CHOICES[p]),
        )
    ),
    st.builds(
        lambda o, v: compared("invoiceFlag", o, str(v), v),
        st.sampled_from(["=", "!="]),
        st.booleans(),
    ),
)
conditions = st.recursive(
    simple,
    lambda inner: st.builds(joined, st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=6,
)


def test_conditions_mean_what_an_independent_reading_says(ask: Ask, world: World) -> None:
    bodies = world.entries()

    @FEW
    @given(conditions)
    def check(condition: Condition) -> None:
        text, holds = condition
        answer = ask(text)
        assert answer.status_code == 200, (text, answer.text)
        expected = [body["id"] for body in bodies if holds(body)]
        assert [body["id"] for body in answer.json()] == expected, text

    check()


SCRAPS = st.lists(
    st.sampled_from(
        [
            "id",
            "notes",
            "timeStart",
            "member/identifier",
            "_info/lastUpdated",
            "=",
            "!=",
            "<",
            "(",
            ")",
            "and",
            "OR",
            "in",
            "not",
            "like",
            "contains",
            "null",
            "true",
            '"a"',
            "'b'",
            "[2026-01-01]",
            "[]",
            "-1",
            "1.5",
            "1e9",
            "9" * 30,
            ",",
            "[[]",
            '"%[a-"',
            '"[^]"',
            '"[z-a]*"',
            "\\",
            "\x00",
            "é",
        ]
    ),
    max_size=9,
).map(" ".join)


def test_no_text_whatsoever_breaks_the_server(ask: Ask) -> None:
    @FEW
    @given(
        SCRAPS
        | st.text(max_size=40)
        | st.builds("notes like {}".format, st.text(alphabet='[]^-az%"', max_size=8).map(quoted))
    )
    def check(text: str) -> None:
        answer = ask(text)
        assert answer.status_code in {200, 400}, text
        if answer.status_code == 400:
            assert answer.json()["code"] == "ApiFindCondition"

    check()
