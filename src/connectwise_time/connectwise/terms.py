"""What decides how time is filled in and billed: agreements whole, boards and projects."""

from __future__ import annotations

from connectwise_time.connectwise import lookups, purposes, wire, wire_terms
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.protocol import named
from connectwise_time.connectwise.together import both, result
from connectwise_time.domain.billing.coverage import Limit, Terms
from connectwise_time.domain.billing.origins import Brings

_BOARD_FIELDS = "id,workType,workRole,billTime,location,department"
_PROJECT_FIELDS = "id,agreement,billTime,location,department"


class TermsOf(Asking):
    """Agreements with their rules, and what boards and projects bring to time."""

    async def terms(self, agreement: int) -> Terms | None:
        """An agreement with its rules for time; None where these keys may not see it."""
        path = f"/finance/agreements/{int(agreement)}"
        with self._exchange.patience():
            body = await self._if_allowed(path, wire.Agreement, purposes.AGREEMENTS)
            if body is None:
                return None
            types, excluded = await both(self._bills_types(path), self._excluded(path))
        excluded_types, excluded_roles = result(excluded)
        return Terms(
            agreement=lookups.agreement(body),
            brings=_brought_by(body),
            excluded_types=excluded_types,
            excluded_roles=excluded_roles,
            bills_types=result(types),
            limit=_limit(body),
            unlimited=body.application_unlimited_flag,
        )

    async def _bills_types(self, path: str) -> tuple[tuple[int, str], ...]:
        found = await self._all_if_allowed(
            f"{path}/worktypes", wire_terms.AgreementWorkType, purposes.AGREEMENTS
        )
        return tuple(
            (row.work_type.id, row.bill_time)
            for row in found or ()
            if row.work_type and row.work_type.id and row.bill_time
        )

    async def _excluded(self, path: str) -> tuple[frozenset[int], frozenset[int]]:
        """Ids of the work types, and of the work roles, that the agreement excludes."""
        types, roles = await both(
            self._all_if_allowed(
                f"{path}/workTypeExclusions", wire_terms.Exclusion, purposes.AGREEMENTS
            ),
            self._all_if_allowed(
                f"{path}/workRoleExclusions", wire_terms.Exclusion, purposes.AGREEMENTS
            ),
        )
        return (
            frozenset(
                r.work_type.id for r in result(types) or () if r.work_type and r.work_type.id
            ),
            frozenset(
                r.work_role.id for r in result(roles) or () if r.work_role and r.work_role.id
            ),
        )

    async def board(self, number: int) -> Brings | None:
        """What a board brings to time; None where these keys may not see it."""
        path = f"/service/boards/{int(number)}"
        shape, about = wire_terms.BoardDefaults, purposes.BOARDS
        body = await self._if_allowed(path, shape, about, fields=_BOARD_FIELDS)
        if body is None:
            return None
        return Brings(
            work_type=named(body.work_type),
            work_role=named(body.work_role),
            location=named(body.location),
            department=named(body.department),
            bills_as=body.bill_time,
        )

    async def project(self, number: int) -> Brings | None:
        """What a project brings to time; None where these keys may not see it."""
        path = f"/project/projects/{int(number)}"
        shape, about = wire_terms.ProjectDefaults, purposes.PROJECTS
        body = await self._if_allowed(path, shape, about, fields=_PROJECT_FIELDS)
        if body is None:
            return None
        return Brings(
            agreement=named(body.agreement),
            location=named(body.location),
            department=named(body.department),
            bills_as=body.bill_time,
        )


def _brought_by(body: wire.Agreement) -> Brings:
    return Brings(
        work_type=named(body.work_type),
        work_role=named(body.work_role),
        location=named(body.location),
        department=named(body.department),
        bills_as=body.bill_time,
    )


def _limit(body: wire.Agreement) -> Limit | None:
    if body.application_unlimited_flag or not body.application_limit:
        return None
    return Limit(
        amount=body.application_limit,
        units=body.application_units or "units",
        cycle=body.application_cycle or "",
        may_be_overrun=bool(body.allow_overruns),
    )
