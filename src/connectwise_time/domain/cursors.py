"""Where a list of entries goes on: a short opaque text that fits one search only."""

import base64
import binascii
import hashlib
import json
from datetime import UTC, datetime

from connectwise_time.domain.entries import TimeSearch
from connectwise_time.errors import Refused

Place = tuple[datetime, int]
"""Start and id of the last entry that was shown."""


def cursor_behind(place: Place, search: TimeSearch) -> str:
    """The cursor that goes on behind `place` in the answers to `search`."""
    start, number = place
    body = json.dumps([int(start.timestamp()), number, _digest(search)], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def place_in(cursor: str, search: TimeSearch) -> Place:
    """Where the cursor goes on.

    Raises:
        Refused: It is no cursor of ours, or one of another search.
    """
    try:
        body = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        seconds, number, digest = json.loads(body)
        place = (datetime.fromtimestamp(int(seconds), UTC), int(number))
    except (binascii.Error, ValueError, TypeError, OverflowError, OSError):
        raise Refused("The cursor cannot be read.", remedy="Search again without it.") from None
    if digest != _digest(search):
        raise Refused(
            "The cursor belongs to another search.",
            remedy="Repeat the search with the same filters, or search again without the cursor.",
        )
    return place


def _digest(search: TimeSearch) -> str:
    return hashlib.sha256(repr(search).encode()).hexdigest()[:12]
