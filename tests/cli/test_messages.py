"""What becomes of a line that a host wrote: read, mended, or answered; never dropped untold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.cli.messages import read

PARSE, INVALID = -32700, -32600
PING = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
TOLD = {"jsonrpc": "2.0", "method": "notifications/initialized"}
DEEP = '{"jsonrpc":"2.0","method":"tools/call","params":{"id":4,"a":%s%s},"id":"deep"}'


def line(said: Any) -> bytes:
    return json.dumps(said).encode() + b"\n"


@pytest.mark.parametrize(
    "whole",
    [
        line(PING),
        line(TOLD),
        line({**TOLD, "id": None}),
        line({**TOLD, "params": {"id": 7}}),
        line({"jsonrpc": "2.0", "id": "a", "result": {}}),
        line({**PING, "params": {"notes": "whole \U0001f600"}}),
        rb'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"C:\\ud83d"}}' + b"\n",
        b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\xff"}}\n',
    ],
)
def test_a_message_that_the_sdk_can_read_is_passed_on_to_the_byte(whole: bytes) -> None:
    found = read(whole)
    assert (found.messages, found.answers, found.faults) == ((whole,), (), ())


@pytest.mark.parametrize("blank", [b"\n", b"  \n", b"\r\n"])
def test_an_empty_line_is_nothing(blank: bytes) -> None:
    found = read(blank)
    assert (found.messages, found.answers, found.faults) == ((), (), ())


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\uDE00 cut", "\ufffd cut"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\ud83d\ude00\ude00", "\U0001f600\ufffd"),
        (r"\\ud83d \ud83d", "\\ud83d \ufffd"),
        (r"\\\ud83d", "\\\ufffd"),
    ],
)
def test_half_an_emoji_is_replaced_and_the_rest_stays(written: str, becomes: str) -> None:
    said = line({**PING, "params": {"notes": "HERE"}})
    [message] = read(said.replace(b"HERE", written.encode())).messages
    assert json.loads(message)["params"] == {"notes": becomes}


@given(st.text(st.characters(categories=["Cs", "L", "Po", "So"]), max_size=20))
def test_whatever_text_was_cut_is_read(text: str) -> None:
    found = read(line({**PING, "params": {"notes": text}}))
    [message] = found.messages
    noted = json.loads(message)["params"]["notes"]
    # A high half before a low one is a pair: so every reader of JSON takes it.
    assert noted == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert found.answers == ()


@pytest.mark.parametrize(
    ("said", "number", "code"),
    [
        (b'{"jsonrpc":"2.0","id":3,"method":', None, PARSE),
        (b"canary", None, PARSE),
        (b'{"jsonrpc":"2.0","id":3,"method":"ping","params":{"a":"\x01"}}', None, PARSE),
        (line({**PING, "params": []}), 7, INVALID),
        (line({**PING, "params": "canary"}), 7, INVALID),
        (line({**PING, "id": 1.5}), 1.5, INVALID),
        (line({**PING, "id": [1]}), None, INVALID),
        (line({**PING, "id": True}), None, INVALID),
        (line({**PING, "id": float("inf")}), None, INVALID),
        (line({**PING, "jsonrpc": "1.0"}), 7, INVALID),
        (line({"jsonrpc": "2.0", "id": 7}), 7, INVALID),
        (line({"jsonrpc": "2.0", "method": 1}), None, INVALID),
        (line("canary"), None, INVALID),
        (line(12), None, INVALID),
        (line([]), None, INVALID),
        ((DEEP % ("[" * 300, "]" * 300)).encode(), "deep", INVALID),
        ((DEEP % ("[" * 5_000, "]" * 5_000)).encode(), "deep", INVALID),
        (("[" * 5_000).encode(), None, INVALID),
    ],
)
def test_what_cannot_be_read_is_answered_without_repeating_it(
    said: bytes, number: object, code: int
) -> None:
    found = read(said.rstrip(b"\n") + b"\n")
    [answer] = found.answers
    told = json.loads(answer)
    assert (told["id"], told["error"]["code"]) == (number, code)
    assert "send it anew" in told["error"]["message"]
    assert b"canary" not in answer
    assert len(found.faults) == 1
    assert "canary" not in found.faults[0]
    assert found.messages == ()


@pytest.mark.parametrize(
    "said",
    [
        {**TOLD, "params": []},
        {"jsonrpc": "2.0", "id": 1.5, "result": {}},
        {"jsonrpc": "2.0", "id": 7, "error": "canary"},
    ],
)
def test_nobody_waits_for_an_answer_to_these(said: dict[str, Any]) -> None:
    found = read(line(said))
    assert (found.messages, found.answers) == ((), ())
    assert len(found.faults) == 1


def test_a_batch_is_its_messages_and_each_fault_is_answered_for_itself() -> None:
    found = read(line([PING, {**PING, "id": 8, "params": []}, TOLD, 5]))
    assert [json.loads(message) for message in found.messages] == [PING, TOLD]
    assert [json.loads(answer)["id"] for answer in found.answers] == [8, None]
