"""Look-ups that logging time needs: work types, roles, charge codes, companies, agreements."""

from collections.abc import Collection, Sequence

from connectwise_time.connectwise import (
    lookups,
    purposes,
    searches,
    wire,
    wire_places,
    wire_settings,
)
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.packing import spread
from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.connectwise.requests import PAGE, rows
from connectwise_time.domain.models import (
    Activity,
    Agreement,
    ChargeCode,
    Company,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.places import Department, Location

_COMPANIES = 50
_AGREEMENTS = "/finance/agreements"
_SPARE = 24  # " and id > …" comes to the questions after the first
_COMPANY_FIELDS = "id,identifier,name,status,deletedFlag"


class Tables(Asking):
    """What time is charged to and as, tickets excepted."""

    async def work_types(self) -> Sequence[WorkType]:
        """All work types, inactive ones too."""
        paths = ("/time/workTypes", "/time/workTypes/info")
        found = await self._first_allowed(paths, wire.WorkType, purposes.TABLES)
        return [lookups.work_type(row) for row in found]

    async def work_roles(self) -> Sequence[WorkRole]:
        """All work roles, inactive ones too."""
        paths = ("/time/workRoles", "/time/workRoles/info")
        found = await self._first_allowed(paths, wire.WorkRole, purposes.TABLES)
        return [lookups.work_role(row) for row in found]

    async def charge_codes(self) -> Sequence[ChargeCode]:
        """All charge codes; without companies where the keys may see only the short list."""
        paths = ("/time/chargeCodes", "/time/chargeCodes/info")
        found = await self._first_allowed(paths, wire.ChargeCode, purposes.TABLES)
        return [lookups.charge_code(row) for row in found]

    async def first_weekday(self, year: int) -> int:
        """The day on which weeks begin; Monday where periods are no weeks or cannot be seen."""
        found = await self._all_if_allowed(
            "/time/timePeriodSetups",
            wire_settings.TimePeriodSetup,
            purposes.PERIODS,
            fields="periodApplyTo,year,type,firstPeriodEndDate",
        )
        return lookups.first_weekday(found or (), year)

    async def locations(self) -> Sequence[Location]:
        """All locations; empty where these keys may not see them."""
        found = await self._all_if_allowed(
            "/system/locations", wire_places.Location, purposes.PLACES, fields="id,name"
        )
        return [Location(row.id, cleaned(row.name)) for row in found or ()]

    async def departments(self) -> Sequence[Department]:
        """All departments; empty where these keys may not see them."""
        found = await self._all_if_allowed(
            "/system/departments", wire_places.Department, purposes.PLACES
        )
        return [
            Department(row.id, row.identifier, cleaned(row.name or row.identifier))
            for row in found or ()
        ]

    async def locations_of(self, work_role: int) -> frozenset[int]:
        """Ids of the locations where a work role is valid; empty where that is not told."""
        path = f"/time/workRoles/{int(work_role)}/locations"
        found = await self._all_if_allowed(path, wire_places.WorkRoleLocation, purposes.PLACES)
        return frozenset(row.location.id for row in found or () if row.location and row.location.id)

    async def companies(self, name: str) -> Sequence[Company]:
        """Companies that a person may mean by the name, likeliest first; at most 50."""
        with self._exchange.patience():
            for where in searches.company_queries(name):
                request = rows(
                    "/company/companies", purposes.COMPANIES, where, fields=_COMPANY_FIELDS
                )
                found = await self._page(request, wire.Company)
                if found:
                    return _likeliest([lookups.company(row) for row in found], name)
        return []

    async def all_companies(self) -> Sequence[Company] | None:
        """All companies, inactive ones too; None where they are more than one question brings."""
        request = rows("/company/companies", purposes.COMPANIES, Where(), fields=_COMPANY_FIELDS)
        found = await self._page(request, wire.Company)
        return [lookups.company(row) for row in found] if len(found) < PAGE else None

    async def company(self, number: int) -> Company | None:
        """One company by id."""
        path = f"/company/companies/{int(number)}"
        body = await self._maybe(path, wire.Company, purposes.COMPANIES, fields=_COMPANY_FIELDS)
        return lookups.company(body) if body else None

    async def agreements(self, company: int) -> Sequence[Agreement]:
        """The agreements of a company, ended ones too."""
        where = Where().eq(Field.COMPANY_ID, company)
        found = await self._all(_AGREEMENTS, wire.Agreement, purposes.AGREEMENTS, where)
        return [lookups.agreement(row) for row in found]

    async def agreements_with(self, numbers: Collection[int]) -> Sequence[Agreement]:
        """The agreements with these ids, as far as they are there and may be seen."""
        found: list[Agreement] = []
        room = await self._room(
            lambda where: rows(_AGREEMENTS, purposes.AGREEMENTS, where), spare=_SPARE
        )
        for where in spread(Where(), Field.ID, numbers, room):
            told = await self._all_if_allowed(
                _AGREEMENTS, wire.Agreement, purposes.AGREEMENTS, where
            )
            found += [lookups.agreement(row) for row in told or ()]
        return found

    async def agreement(self, number: int) -> Agreement | None:
        """One agreement by id; None where there is none, or it may not be seen."""
        path = f"{_AGREEMENTS}/{int(number)}"
        body = await self._if_allowed(path, wire.Agreement, purposes.AGREEMENTS)
        return lookups.agreement(body) if body else None

    async def activity(self, number: int) -> Activity | None:
        """One sales activity by id."""
        path = f"/sales/activities/{int(number)}"
        body = await self._maybe(path, wire.Activity, purposes.ACTIVITY)
        return lookups.activity(body) if body else None


def _likeliest(found: list[Company], name: str) -> list[Company]:
    like = [company for company in found if searches.likeness(company, name) > 0]
    ranked = sorted(
        like, key=lambda c: (-searches.likeness(c, name), not c.active, len(c.name), c.name, c.id)
    )
    return ranked[:_COMPANIES]
