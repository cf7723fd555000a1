"""How a ConnectWise is set up: its people, lists, places, customers, calendars and terms."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from connectwise_time.domain.billing.coverage import Terms
from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.models import (
    Agreement,
    Calendar,
    ChargeCode,
    Company,
    Holiday,
    Member,
    Tenant,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.places import Department, Location


class SetUp(Protocol):
    """Reads what changes seldom. See `Backend`."""

    def told_time(self) -> datetime | None:
        """The present by ConnectWise's clock; None where it never told it."""
        ...

    def present(self) -> datetime:
        """The present by ConnectWise's clock, as its last answer told it and time went on since.

        A clock that is set on this machine meanwhile changes nothing.
        """
        ...

    async def is_sandbox(self) -> bool:
        """Whether a sandbox answers. It is asked only where it has answered nothing yet."""
        ...

    async def interface(self) -> Tenant:
        """What is spoken to, without its rules. Nothing is asked where the dialect is known."""
        ...

    async def tenant(self) -> Tenant:
        """The tenant's dialect, version and rules for time."""
        ...

    async def me(self) -> Member:
        """The member whose key this is."""
        ...

    async def member(self, identifier: str) -> Member | None:
        """One member by identifier, whole; None where there is none."""
        ...

    async def members(self) -> Sequence[Member]:
        """Everybody, briefly (without zone and defaults), inactive ones too."""
        ...

    async def work_types(self) -> Sequence[WorkType]:
        """All work types, inactive ones too."""
        ...

    async def work_roles(self) -> Sequence[WorkRole]:
        """All work roles, inactive ones too."""
        ...

    async def charge_codes(self) -> Sequence[ChargeCode]:
        """All charge codes, also those that take no time."""
        ...

    async def first_weekday(self, year: int) -> int:
        """The day on which the tenant's weeks begin in a year: 0 for Monday to 6 for Sunday.

        Monday where its time periods are no weeks, or these keys may not see them.
        """
        ...

    async def locations(self) -> Sequence[Location]:
        """All locations of the provider's own; empty where these keys may not see them."""
        ...

    async def departments(self) -> Sequence[Department]:
        """All departments of the provider's own; empty where these keys may not see them."""
        ...

    async def locations_of(self, work_role: int) -> frozenset[int]:
        """Ids of the locations where a work role is valid; empty where that is not told."""
        ...

    async def companies(self, name: str) -> Sequence[Company]:
        """Companies that a person may mean by the name, inactive ones too; at most 50."""
        ...

    async def all_companies(self) -> Sequence[Company] | None:
        """All companies, inactive ones too; None where they are more than one question brings."""
        ...

    async def company(self, number: int) -> Company | None:
        """One company by id."""
        ...

    async def agreements(self, company: int) -> Sequence[Agreement]:
        """The agreements of a company, ended ones too."""
        ...

    async def agreements_with(self, numbers: Collection[int]) -> Sequence[Agreement]:
        """The agreements with these ids, as far as they are there and may be seen."""
        ...

    async def agreement(self, number: int) -> Agreement | None:
        """One agreement by id; None where there is none, or it may not be seen."""
        ...

    async def calendar(self, number: int) -> Calendar | None:
        """A calendar's working hours; None where there is none, or it may not be seen."""
        ...

    async def holidays(self, holiday_list: int) -> Sequence[Holiday] | None:
        """The holidays of a list; None where it may not be seen."""
        ...

    async def terms(self, agreement: int) -> Terms | None:
        """An agreement with its rules for time; None where these keys may not see it."""
        ...

    async def board(self, number: int) -> Brings | None:
        """What a board brings to time; None where these keys may not see it."""
        ...

    async def project(self, number: int) -> Brings | None:
        """What a project brings to time; None where these keys may not see it."""
        ...
