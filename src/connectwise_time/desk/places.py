"""Where work roles are valid: asked for where it matters, and explained where it is refused."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, TypeAlias

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.ports import Backend
from connectwise_time.domain.models import Named, WorkRole
from connectwise_time.domain.places import check_valid, choices, known_at
from connectwise_time.errors import RoleNotValid, TimeDeskError

RoleAt: TypeAlias = tuple[Named | None, Named | None]
"""The role that is asked for, and the location, as far as they are known."""


class HasRoleAt(Protocol):
    """A wish that was understood."""

    @property
    def role_at(self) -> RoleAt:
        """The role and the location."""
        ...


class Places:
    """Work roles and the locations where they are valid."""

    def __init__(self, backend: Backend, catalog: Catalog) -> None:
        self._backend = backend
        self._catalog = catalog

    async def check(self, role: Named | None, location: Named | None) -> None:
        """The role may be used at the location, by the tables that are remembered anyway.

        Raises:
            Refused: It may not; the remedy lists what may.
        """
        if role is None or location is None:
            return
        roles = await self._catalog.work_roles()
        check_valid(role, location, roles, await self._catalog.locations.get())

    @asynccontextmanager
    async def explaining(self, known: Sequence[HasRoleAt]) -> AsyncIterator[None]:
        """A refusal inside of a work role for its location gets what is valid as its remedy.

        Args:
            known: What was understood, last of all, once it is.

        Raises:
            RoleNotValid: With the valid choices, where they can be told.
        """
        try:
            yield
        except RoleNotValid as refusal:
            if not known:
                raise
            raise await self._explained(refusal, *known[-1].role_at) from refusal

    async def _explained(
        self, refusal: RoleNotValid, role: Named | None, location: Named | None
    ) -> RoleNotValid:
        try:
            roles = await self._roles(role)
            remedy = choices(role, location, roles, await self._catalog.locations.get())
        except TimeDeskError:  # the refusal itself is worth more than its explanation
            return refusal
        if not remedy:
            return refusal
        return RoleNotValid(
            refusal.problem, remedy=remedy, status=refusal.status, items=refusal.items
        )

    async def _roles(self, role: Named | None) -> list[WorkRole]:
        roles = list(await self._catalog.work_roles())
        untold = any(role and row.id == role.id and not row.locations for row in roles)
        if role is None or not untold:
            return roles
        return known_at(roles, role.id, await self._backend.locations_of(role.id))
