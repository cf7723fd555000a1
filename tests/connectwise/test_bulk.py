from typing import Any

import pytest

from connectwise_time.connectwise import bulk, purposes
from connectwise_time.connectwise.wire import Bulk
from connectwise_time.errors import (
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    RemoteRefusal,
    TimeDeskError,
)

PURPOSE = purposes.APPROVE.looking("look there")


def outcome(result: Any) -> TimeDeskError | None:
    told = Bulk.model_validate({"results": [result]})
    found = bulk.outcomes(told, [7], PURPOSE)
    assert set(found) == {7}
    return found[7]


@pytest.mark.parametrize(
    "result",
    [
        {"id": 7, "success": True},
        {"id": 7, "success": True, "status": "Approved"},
        {"id": 7, "status": 200},
        {"id": 7, "status": "Approved"},
    ],
)
def test_what_is_said_to_be_done_is_done(result: dict[str, Any]) -> None:
    assert outcome(result) is None


@pytest.mark.parametrize(
    ("result", "kind", "words"),
    [
        ({"success": False, "status": 404, "error": {"message": "gone"}}, NotFound, '"gone"'),
        ({"success": False, "status": 403}, NotPermitted, "without giving a reason"),
        ({"success": False, "error": "it is\nbilled"}, RemoteRefusal, '"it is billed"'),
        ({"status": 400, "error": {"message": "no", "errors": []}}, RemoteRefusal, '"no"'),
        ({"success": False, "status": "Open"}, RemoteRefusal, r"\(400\)"),
        ({"success": False, "status": 200}, RemoteRefusal, r"\(400\)"),
    ],
)
def test_what_is_refused_says_why(
    result: dict[str, Any], kind: type[TimeDeskError], words: str
) -> None:
    error = outcome({"id": 7, **result})
    assert type(error) is kind
    with pytest.raises(kind, match=words):
        raise error


@pytest.mark.parametrize("result", [None, {"id": 8, "success": True}, {"id": 7}, {"success": True}])
def test_what_is_not_named_is_not_known(result: Any) -> None:
    error = outcome(result)
    assert isinstance(error, OutcomeUnknown)
    assert error.remedy == "look there"
    assert "entry 7" in error.problem


def test_an_answer_without_results_tells_nothing_of_any_entry() -> None:
    found = bulk.outcomes(Bulk(success=True), [7, 8], PURPOSE)
    assert [type(error) for error in found.values()] == [OutcomeUnknown, OutcomeUnknown]
