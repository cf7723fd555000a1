"""Companies by name where they are too many to be had at once, and where they are few."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from connectwise_time.desk.naming import Companies, Names
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.models import Company
from connectwise_time.domain.names.matching import Ways
from connectwise_time.errors import Ambiguous, NotFound, Refused, Unavailable

if TYPE_CHECKING:
    from connectwise_time.desk.ports import Backend

pytestmark = pytest.mark.anyio
ROWS = [
    Company(2, "ContosoLtd", "Contoso Ltd"),
    Company(3, "ContosoLog", "Contoso Logistics"),
    Company(365, "Litware", "Litware"),
    Company(9, "R365", "365"),
    Company(8, "Northwind", "Northwind Traders", active=False),
]
HOUSE = House({AliasTable.COMPANY: {"ctso": "Contoso Ltd", "litware": "Contoso Ltd"}})


class Vendor:
    """Finds companies that contain one of the words, and counts what it was asked."""

    def __init__(self, *, few: bool) -> None:
        self.few = few
        self.asked: list[str] = []

    async def all_companies(self) -> list[Company] | None:
        self.asked.append("all")
        return ROWS if self.few else None

    async def company(self, number: int) -> Company | None:
        self.asked.append(f"id {number}")
        return next((row for row in ROWS if row.id == number), None)

    async def companies(self, name: str) -> list[Company]:
        self.asked.append(name)
        words = name.casefold().split()
        return [row for row in ROWS if any(word in row.name.casefold() for word in words)]


def finder(*, few: bool) -> tuple[Companies, Vendor]:
    vendor = Vendor(few=few)
    clock = lambda: datetime(2026, 11, 20, tzinfo=UTC)  # noqa: E731  # a clock that stands
    return Companies(cast("Backend", vendor), clock, Names(HOUSE, {})), vendor


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(
    ("words", "number"),
    [("contoso", 2), ("contoso logistics", 3), ("ctso", 2), ("litware", 365), ("#365", 365)],
)
async def test_a_company_is_found_in_a_short_list_and_in_a_long_one(
    words: str,
    number: int,
    few: bool,  # noqa: FBT001  # both
) -> None:
    companies, _ = finder(few=few)
    assert (await companies.meant(words, for_new=True)).id == number


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ("365", Ambiguous, "9 365, 365 Litware"),
        ("cont", Ambiguous, "3 Contoso Logistics, 2 Contoso Ltd"),
        ("northwind", Refused, "Northwind Traders is inactive"),
        ("nobody", NotFound, "No company"),
    ],
)
async def test_a_company_that_is_not_clear_is_refused(
    words: str,
    error: type[Refused],
    said: str,
    few: bool,  # noqa: FBT001  # both
) -> None:
    companies, _ = finder(few=few)
    with pytest.raises(error) as refusal:
        await companies.meant(words, for_new=True)
    assert said in str(refusal.value)


async def test_a_short_list_is_asked_for_once_and_a_long_one_never_again() -> None:
    companies, vendor = finder(few=True)
    await companies.meant("contoso", for_new=True)
    await companies.meant("litware", for_new=True)
    assert vendor.asked == ["all"]
    companies, vendor = finder(few=False)
    await companies.meant("contoso", for_new=True)
    await companies.meant("ctso", for_new=True)
    assert vendor.asked == ["all", "contoso", "ctso", "Contoso Ltd"]


async def test_an_inactive_company_can_be_searched_by() -> None:
    companies, _ = finder(few=True)
    assert (await companies.meant("northwind", for_new=False)).id == 8


async def test_a_list_that_cannot_be_read_now_does_not_hide_that_nothing_fits() -> None:
    async def broken() -> list[Company]:
        raise Unavailable("ConnectWise did not answer.", remedy="Try again.")

    async def roles() -> list[Company]:
        return [Company(4, "", "Engineer")]

    names = Names(House(), {"work type": broken, "charge code": broken, "work role": roles})
    ways: Ways[Company] = Ways("work type")
    with pytest.raises(NotFound, match="It is a work role: 4 Engineer"):
        await names.meant("engineer", ROWS, ways, AliasTable.WORK_TYPE)
    with pytest.raises(NotFound, match="No work type fits"):
        await names.meant("gardening", ROWS, ways, AliasTable.WORK_TYPE)


async def test_of_a_long_list_only_what_is_typed_is_searched_and_nothing_before() -> None:
    companies, vendor = finder(few=False)
    assert [row.id for row in await companies.like("contoso")] == [2, 3]
    assert list(await companies.like(" ")) == []
    assert vendor.asked == ["all", "contoso"]
    companies, vendor = finder(few=True)
    assert list(await companies.like("")) == list(await companies.like("con")) == ROWS
    assert vendor.asked == ["all"]
