"""What one answer says about each of many entries. Pure.

Its shape is not public: it is read leniently, and what it does not say clearly is not known.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.refusals import as_error
from connectwise_time.errors import OutcomeUnknown, TimeDeskError

if TYPE_CHECKING:
    from connectwise_time.connectwise.wire_sheets import Bulk, BulkResult

MOST = 1_000
"""Entries for one request."""
_SUCCESS = range(200, 300)


def outcomes(
    told: "Bulk", entries: Sequence[int], purpose: Purpose
) -> dict[int, TimeDeskError | None]:
    """Why not, for each entry; None for what was done."""
    by_id = {result.id: result for result in told.results or () if result is not None}
    return {number: _outcome(number, by_id.get(number), purpose) for number in entries}


def _outcome(number: int, result: "BulkResult | None", purpose: Purpose) -> TimeDeskError | None:
    done = None if result is None else _done(result)
    if result is None or done is None:
        return OutcomeUnknown(
            f"ConnectWise was told to {purpose.doing}; its answer does not say what became of "
            f"entry {number}.",
            remedy=purpose.look,
        )
    return None if done else as_error(_status(result), _body(result.error), purpose)


def _done(result: "BulkResult") -> bool | None:
    if result.success is not None:
        return result.success
    if isinstance(result.status, int):
        return result.status in _SUCCESS
    return True if result.status == "Approved" else None


def _status(result: "BulkResult") -> int:
    refused = isinstance(result.status, int) and result.status >= HTTPStatus.BAD_REQUEST
    return int(result.status) if refused else int(HTTPStatus.BAD_REQUEST)


def _body(error: Any) -> bytes:
    told = {"message": error} if isinstance(error, str) else error
    return json.dumps(told).encode()
