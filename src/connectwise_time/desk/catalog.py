"""What time can be charged to and how: reference data, by name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from connectwise_time.desk.naming import Companies, Names
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.desk.weeks import Weeks
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.models import (
    Activity,
    Agreement,
    ChargeCode,
    Company,
    TargetKind,
    Tenant,
    Ticket,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.names.matching import Row, Ways
from connectwise_time.domain.places import Department, Location
from connectwise_time.errors import NotFound, Refused, TimeDeskError

T = TypeVar("T")


class Catalog:
    """Work types, roles, charge codes, companies and tickets, found by a person's words."""

    def __init__(self, backend: Backend, clock: Clock, house: House | None = None) -> None:
        self._backend = backend
        self._tenant = Remembered(backend.tenant, clock)
        self._work_types = Remembered(backend.work_types, clock)
        self._work_roles = Remembered(backend.work_roles, clock)
        self._charge_codes = Remembered(backend.charge_codes, clock)
        self.weeks = Weeks(backend, clock)
        self.locations = Remembered(backend.locations, clock)
        self.departments = Remembered(backend.departments, clock)
        lists: Mapping[str, Callable[[], Awaitable[Sequence[Row]]]] = {
            "work type": self.work_types,
            "work role": self.work_roles,
            "charge code": self.charge_codes,
        }
        self.names = Names(house or House(), lists)
        self.companies = Companies(backend, clock, self.names)

    async def tenant(self) -> Tenant:
        """What we talk to, and its rules."""
        return await self._tenant.get()

    async def interface(self) -> Tenant:
        """What we talk to, without its rules. Nothing is asked where the dialect is known."""
        return await self._backend.interface()

    async def is_sandbox(self) -> bool:
        """Whether a sandbox answers. It is asked only where it has answered nothing yet."""
        return await self._backend.is_sandbox()

    async def work_types(self) -> Sequence[WorkType]:
        """All work types, inactive ones too."""
        return await self._work_types.get()

    async def work_roles(self) -> Sequence[WorkRole]:
        """All work roles, inactive ones too."""
        return await self._work_roles.get()

    async def charge_codes(self) -> Sequence[ChargeCode]:
        """All charge codes, also those that take no time."""
        return await self._charge_codes.get()

    async def work_type(self, words: str, *, for_new: bool = True) -> WorkType:
        """The work type that is meant; for new time an active one."""
        ways: Ways[WorkType] = Ways("work type", usable=lambda row: row.active or not for_new)
        return await self.names.meant(words, await self.work_types(), ways, AliasTable.WORK_TYPE)

    async def work_role(self, words: str, *, for_new: bool = True) -> WorkRole:
        """The work role that is meant; for new time an active one."""
        ways: Ways[WorkRole] = Ways("work role", usable=lambda row: row.active or not for_new)
        return await self.names.meant(words, await self.work_roles(), ways, AliasTable.WORK_ROLE)

    async def charge_code(self, words: str, *, for_new: bool = True) -> ChargeCode:
        """The charge code that is meant; for new time one that takes time."""
        ways: Ways[ChargeCode] = Ways(
            "charge code",
            usable=lambda row: row.takes_time or not for_new,
            unusable="takes no time",
        )
        codes = await self.charge_codes()
        return await self.names.meant(words, codes, ways, AliasTable.CHARGE_CODE)

    async def location(self, words: str) -> Location:
        """The location that is meant."""
        ways: Ways[Location] = Ways("location")
        rows = _seen(await self.locations.get(), "location")
        return await self.names.meant(words, rows, ways, AliasTable.LOCATION)

    async def department(self, words: str) -> Department:
        """The department that is meant."""
        ways: Ways[Department] = Ways("department", lambda row: (row.name, row.identifier))
        rows = _seen(await self.departments.get(), "department")
        return await self.names.meant(words, rows, ways, AliasTable.DEPARTMENT)

    async def named(self, entries: Sequence[LoggedTime]) -> list[LoggedTime]:
        """The entries, those on charge codes with the code's name, which ConnectWise leaves out."""
        if not any(_is_on_a_code(entry) for entry in entries):
            return list(entries)
        names = await self.code_names()
        return [_with_name(entry, names) for entry in entries]

    async def code_names(self) -> Mapping[int, str]:
        """Names of charge codes by id; none where they are not to be read now."""
        try:
            return {code.id: code.name for code in await self.charge_codes()}
        except TimeDeskError:
            return {}

    async def company(self, words: str, *, for_new: bool = True) -> Company:
        """The company that is meant; for new time an active one."""
        return await self.companies.meant(words, for_new=for_new)

    async def agreement(self, words: str, company: int) -> Agreement:
        """The company's agreement that is meant."""
        ways: Ways[Agreement] = Ways(
            "agreement", usable=lambda row: row.active, unusable="has ended"
        )
        rows = await self._backend.agreements(company)
        return await self.names.meant(words, rows, ways, AliasTable.AGREEMENT)

    async def ticket(self, number: int, *, rules: bool = False) -> Ticket:
        """The ticket with that number; with `no_time_because` where the rules are asked for.

        Raises:
            NotFound: There is none, or the key may not see it.
        """
        found = await self._backend.ticket(number, rules=rules)
        if found is None:
            raise NotFound(
                f"There is no ticket #{number} that this key may see.",
                remedy="Check the number, or look the ticket up with find_tickets.",
            )
        return found

    async def activity(self, number: int) -> Activity:
        """The activity with that id.

        Raises:
            NotFound: There is none, or the key may not see it.
        """
        found = await self._backend.activity(number)
        if found is None:
            raise NotFound(
                f"There is no activity {number} that this key may see.", remedy="Check the id."
            )
        return found


def _seen(rows: Sequence[T], what: str) -> Sequence[T]:
    """The rows, which there are: an office and a department exist in every ConnectWise.

    Raises:
        Refused: These keys may not see them.
    """
    if not rows:
        raise Refused(
            f"These keys may not list the {what}s.",
            remedy=f"Leave {what} out: ConnectWise has its own. Or have an administrator give the "
            "keys' member System › Table Setup: Inquire = All.",
        )
    return rows


def _is_on_a_code(entry: LoggedTime) -> bool:
    return entry.target is not None and entry.target.kind is TargetKind.CHARGE_CODE


def _with_name(entry: LoggedTime, names: Mapping[int, str]) -> LoggedTime:
    if entry.target is None or not _is_on_a_code(entry):
        return entry
    name = names.get(entry.target.id, entry.target.name)
    return replace(entry, target=replace(entry.target, name=name))
