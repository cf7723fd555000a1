"""The provider's own offices and departments, and which work roles are valid where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectwise_time.domain.models import Named, WorkRole
from connectwise_time.domain.names.matching import listed
from connectwise_time.errors import Refused


@dataclass(frozen=True, slots=True)
class Location:
    """An office of the provider's own."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the provider's own, also called business unit."""

    id: int
    identifier: str
    name: str


def check_valid(
    role: Named | None,
    location: Named | None,
    roles: Sequence[WorkRole],
    locations: Sequence[Location],
) -> None:
    """The role may be used at the location, as far as the tables tell.

    Raises:
        Refused: They tell that it may not; the remedy lists what may.
    """
    found = next((row for row in roles if role and row.id == role.id), None)
    if found is None or location is None or not found.locations:
        return
    if location.id not in found.locations:
        raise Refused(
            f"The work role {found.name} is not valid at {location.name}.",
            remedy=choices(role, location, roles, locations),
        )


def choices(
    role: Named | None,
    location: Named | None,
    roles: Sequence[WorkRole],
    locations: Sequence[Location],
) -> str:
    """What fits instead: the roles of the location, and the locations of the role.

    Empty where the tables tell neither.
    """
    said = []
    there = [row for row in roles if row.active and location and location.id in row.locations]
    if location and there:
        said.append(f"Work roles valid at {location.name}: {listed(there)}.")
    named = next((row for row in roles if role and row.id == role.id), None)
    elsewhere = [row for row in locations if named and row.id in named.locations]
    if named and elsewhere:
        said.append(f"Locations where {named.name} is valid: {listed(elsewhere)}.")
    return " ".join(said)


def known_at(
    roles: Sequence[WorkRole], role: int | None, locations: frozenset[int]
) -> list[WorkRole]:
    """The roles, one of them with the locations that were found out for it."""
    return [replace(row, locations=locations) if row.id == role else row for row in roles]
