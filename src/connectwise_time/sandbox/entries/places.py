"""Where an entry counts: its location and its department, and who may work there."""

import json
from collections.abc import Iterable

from connectwise_time.sandbox.entries.charge import NOWHERE
from connectwise_time.sandbox.errors import Flaw, invalid
from connectwise_time.sandbox.store import Row, Store

# How a client may name a place, and what the thing is called in an answer.
PLACES = {
    "location_id": ("locations", "Location", "locationId"),
    "department_id": ("departments", "Department", "businessUnitId"),
}


def with_place(store: Store, wish: Row, member: Row, hosts: Iterable[Row]) -> Row:
    """Location and department: the wish's own, else the first host's, else the member's [?]."""
    bearers = tuple(hosts)
    place: Row = {}
    for column, (table, title, field) in PLACES.items():
        said = wish.get(column)
        if said and store.one(table, said) is None:
            raise invalid("timeEntry", Flaw("NotFound", f"{title} {said} not found", field))
        host = next((int(row[column]) for row in bearers if row.get(column)), None)
        place[column] = said or host or member[f"default_{column}"] or 1
    if wish.get("department_id") and not _has(store, place["location_id"], place["department_id"]):
        message = "The department is not valid for the selected location"
        raise invalid("timeEntry", Flaw("InvalidDepartment", message, "businessUnitId"))
    return place


def may_work_at(store: Store, role: int | None, location: int) -> bool:
    """Whether a work role may be used there. One without locations may be anywhere [?]."""
    places = store.all(
        "SELECT location_id FROM work_role_locations WHERE work_role_id = ?", (role,)
    )
    return not places or (location,) in places


def rate_at(store: Store, role: Row, location: int | None) -> float:
    """The hourly rate of a work role: its own at this location, else the general one [?]."""
    there = store.first(
        "work_role_locations", work_role_id=role.get("id") or -1, location_id=location
    )
    own = (there or NOWHERE).get("hourly_rate")
    return float((role.get("hourly_rate") if own is None else own) or 0)


def _has(store: Store, location: int, department: int) -> bool:
    """A location without departments takes any [?]."""
    offered = (store.one("locations", location) or NOWHERE).get("department_ids")
    return department in json.loads(offered or f"[{department}]")
