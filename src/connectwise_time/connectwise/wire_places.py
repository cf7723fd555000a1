"""ConnectWise's shapes of the provider's own offices and departments."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class Location(Wire):
    """An office: what tells it apart, and what is valid there."""

    id: int
    name: str = ""
    location_flag: bool | None = None
    client_flag: bool | None = None
    work_role_ids: list[int] | None = None
    department_ids: list[int] | None = None


class Department(Wire):
    """All 4 fields of a department."""

    id: int
    identifier: str = ""
    name: str = ""
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class WorkRoleLocation(Wire):
    """A location where a work role is valid; the rate of the role there is not of interest."""

    id: int
    location: Ref | None = None
    work_role: Ref | None = None
