"""Which row a person's words mean, with the house's own names, and with a look into other lists."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.models import Company
from connectwise_time.domain.names.exact import exactly
from connectwise_time.domain.names.matching import By, Naming, Ways, alias_key, listed, match
from connectwise_time.domain.names.said import Row, RowT, take_apart
from connectwise_time.errors import NotFound, TimeDeskError

_LONGEST_ID = 9  # ids are int32; longer numbers can only be names


class Names:
    """Finds rows of any list by name.

    Args:
        house: Has names of its own.
        lists: The short lists that are easily taken for one another, by what their rows are.
    """

    def __init__(
        self, house: House, lists: Mapping[str, Callable[[], Awaitable[Sequence[Row]]]]
    ) -> None:
        self._house = house
        self._lists = lists

    def alias(self, table: AliasTable, words: str) -> str | None:
        """What the words stand for in the house, if they are one of its own names."""
        return self._house.called(table).get(alias_key(words))

    async def meant(
        self, words: str, rows: Sequence[RowT], ways: Ways[RowT], table: AliasTable
    ) -> RowT:
        """The one row that is meant.

        Raises:
            Refused: None or several are, and which; or it is the name of something else.
        """
        try:
            found = match(words, rows, ways, self._house.called(table))
        except NotFound as nothing:
            if other := await self._is_elsewhere(words, ways.what):
                raise NotFound(f"{nothing.problem} {other}", remedy=nothing.remedy) from None
            raise
        if found.by is By.TYPING and (other := await self._is_elsewhere(words, ways.what)):
            raise NotFound(
                f"No {ways.what} is called so. {other}",
                remedy=f"Ask whether the {ways.what} {listed([found.row])} is meant.",
            )
        return found.row

    async def _is_elsewhere(self, words: str, what: str) -> str:
        """A sentence about the list of which it is an exact name; empty where it is none."""
        if what not in self._lists or words.strip(" #").isdecimal():
            return ""
        said = take_apart(words)
        for other, rows in self._lists.items():
            if other != what and (there := exactly(said, await _or_none(rows), _names)):
                return f"It is a {other}: {listed(there)}."
        return ""


def _names(row: Row) -> tuple[str]:
    return (row.name,)


async def _or_none(rows: Callable[[], Awaitable[Sequence[Row]]]) -> Sequence[Row]:
    try:
        return await rows()
    except TimeDeskError:  # not to be read now: the refusal does without
        return ()


class Companies:
    """Companies by name: of a short list all at once, which is remembered; else by searching."""

    def __init__(self, backend: Backend, clock: Clock, names: Names) -> None:
        self._backend = backend
        self._names = names
        self._all = Remembered(backend.all_companies, clock)

    async def known(self) -> Sequence[Company]:
        """All companies; none where they are too many to have at hand."""
        return await self._all.get() or ()

    async def like(self, words: str) -> Sequence[Company]:
        """Companies among which one that is called so would be; of no words, those at hand."""
        known = await self._all.get()
        if known is None:
            return await self._searched(words) if words.strip() else ()
        return known

    async def meant(self, words: str, *, for_new: bool) -> Company:
        """The company that is meant; inactive ones only where it is not for new time."""
        rows = await self.like(words)
        if not rows:
            raise NotFound("No company fits.", remedy="Give its name or id as in ConnectWise.")
        return await self._names.meant(words, rows, _ways(for_new=for_new), AliasTable.COMPANY)

    async def _searched(self, words: str) -> list[Company]:
        """Companies that may be meant: by id, by name, and by what an alias stands for."""
        said = [words, self._names.alias(AliasTable.COMPANY, words)]
        found: dict[int, Company] = {}
        for text in [text for text in dict.fromkeys(said) if text]:
            number = text.strip().removeprefix("#")
            is_id = number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID
            if is_id and (known := await self._backend.company(int(number))):
                found[known.id] = known
            found |= {company.id: company for company in await self._backend.companies(text)}
        return list(found.values())


def _ways(*, for_new: bool) -> Ways[Company]:
    return Ways(
        "company",
        names=lambda row: (row.name, row.identifier),
        usable=lambda row: row.active or not for_new,
        naming=Naming.FIRMS,
    )
