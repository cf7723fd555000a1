"""Facts in few characters: the same for the same facts, in whatever process."""

import hashlib
import json


def digest(facts: object) -> str:
    """A digest of plain values, as `dataclasses.asdict` makes them."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    # A set has another order in every process.
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
