"""What ConnectWise holds of time, without what tells only when and how it came there."""

from typing import Any

from connectwise_time.sandbox import World

Truth = dict[int, dict[str, Any]]
_WHEN = frozenset({"_info", "mobileGuid", "dateEntered", "lastUpdated", "updatedBy"})


def truth_of(world: World) -> Truth:
    """Every entry by its id, with all that it says."""
    rows = {row["id"]: row for row in world.entries()}
    return {number: _plain(row) for number, row in rows.items()}


def apart_from_ids(truth: Truth) -> list[dict[str, Any]]:
    """The entries whatever their ids: one that was stored again has another."""
    rows = [{name: row[name] for name in row if name != "id"} for row in truth.values()]
    return sorted(rows, key=repr)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    # An empty text, or no hours of a break, and none at all say the same.
    told = {name: value for name, value in row.items() if name not in _WHEN and value != ""}
    return {name: told[name] for name in told if told[name] or name != "hoursDeduct"}
