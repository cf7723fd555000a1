"""Reading time entries: one, all that fit, or the next few."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import partial

from connectwise_time.connectwise import answers, purposes, searches, wire_settings
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.forms import Form, form
from connectwise_time.connectwise.paging import Range
from connectwise_time.connectwise.protocol import instant, logged
from connectwise_time.connectwise.requests import PAGE, Request, count, rows
from connectwise_time.connectwise.streaming import Pages, Size
from connectwise_time.connectwise.together import both, result
from connectwise_time.connectwise.wire import ListedEntry, TimeEntry
from connectwise_time.domain.entries import LoggedTime, TimeSearch

PATH = "/time/entries"
_NEWEST = "timeStart desc,id desc"
_BY_TIME = "timeStart asc,id asc"
# Bounds of ids (46 characters), or an instant and a page's number (59), come to a list of ids.
_SPARE = 64


class Entries(Asking):
    """Time entries, read."""

    async def entry(self, number: int) -> LoggedTime | None:
        """One entry by id."""
        body = await self._maybe(f"{PATH}/{int(number)}", TimeEntry, purposes.READ_TIME)
        return logged(body) if body else None

    async def entries(self, search: TimeSearch) -> AsyncIterator[Sequence[LoggedTime]]:
        """All entries that fit, in batches, each once, in no promised order, in bounded memory.

        Entries that are there all the while come for certain, and once; those that come or go
        meanwhile may come or not.
        """
        asked = form(search)
        for where in await self._queries(search):
            pages = Pages(
                ask=partial(self._range, where, search),
                size=partial(self._size, where),
                read=partial(_rows, form=asked),
                number=_number,
                keep=partial(_fitting, form=asked, fits=searches.check(search)),
                group=self._group,
                at_once=self._exchange.rules.concurrency,
            )
            async for batch in pages.all(probably_small=searches.probably_small(search)):
                yield batch

    async def _queries(self, search: TimeSearch) -> Sequence[Where]:
        """Queries that together, each row in one only, bring all that the search asks for."""
        room = await self._room(lambda where: _question(where, search, _BY_TIME), spare=_SPARE)
        return list(searches.time_queries(search, room))

    async def _range(self, where: Where, search: TimeSearch, asked: Range) -> Answer:
        if asked.above:
            where = where.more(Field.ID, asked.above)
        if asked.upto is not None:
            where = where.at_most(Field.ID, asked.upto)
        return await self._good(_question(where, search, "id asc"))

    async def _size(self, where: Where) -> Size:
        """How many there are and the newest of them, asked for at once."""
        counted, newest = await both(self._count(where), self._newest(where))
        return Size(result(counted), result(newest))

    async def _count(self, where: Where) -> int:
        answer = await self._good(count(PATH, purposes.READ_TIME, where))
        return answers.one(answer, wire_settings.Count, purposes.READ_TIME).count

    async def _newest(self, where: Where) -> int:
        request = rows(PATH, purposes.READ_TIME, where, fields="id", order="id desc", size=1)
        return max((_number(entry) for entry in await self._page(request, ListedEntry)), default=0)

    async def entries_after(
        self, search: TimeSearch, after: tuple[datetime, int] | None, limit: int
    ) -> Sequence[LoggedTime]:
        """The next `limit` entries by (start, id), those after the given one."""
        found: dict[int, tuple[tuple[datetime, int], LoggedTime]] = {}
        for where in await self._queries(search):
            for entry in await self._next(where, search, after, limit):
                if entry.id is not None and entry.start is not None:
                    found[entry.id] = ((entry.start, entry.id), entry)
        return [entry for _, entry in sorted(found.values(), key=lambda pair: pair[0])][:limit]

    async def latest(self, search: TimeSearch, limit: int) -> Sequence[LoggedTime]:
        """The entries that fit and began last, newest first; at most `limit`."""
        found: list[LoggedTime] = []
        how, fits = form(search), searches.check(search)
        for where in await self._queries(search):
            bodies = await self._page(_question(where, search, _NEWEST, limit), how.shape)
            found += _fitting(bodies, how, fits)
        begun = ((entry.start, entry.id, entry) for entry in found if entry.start and entry.id)
        newest = sorted(begun, key=lambda row: row[:2], reverse=True)
        return [entry for *_, entry in newest][:limit]

    async def _next(
        self, where: Where, search: TimeSearch, after: tuple[datetime, int] | None, limit: int
    ) -> list[LoggedTime]:
        found: list[LoggedTime] = []
        since, page = after, 1
        how, fits = form(search), searches.check(search)
        while True:
            asked = where if since is None else where.since(Field.TIME_START, since[0])
            # One more than wanted, because the row that we start after may come again.
            size = min(PAGE, limit + 1)
            request = _question(asked, search, _BY_TIME, size).at_page(page)
            bodies = await self._page(request, how.shape)
            found += [e for e in _fitting(bodies, how, fits) if _is_after(e, since)]
            if len(found) >= limit or len(bodies) < size:
                return found
            last = _key(bodies[-1])
            # Where a whole page starts at the same instant, only the next page goes on.
            stuck = last is None or (since is not None and last[0] == since[0])
            since, page = (since, page + 1) if stuck else (last, 1)


def _question(where: Where, search: TimeSearch, order: str, size: int = PAGE) -> Request:
    fields = form(search).fields
    return rows(PATH, purposes.READ_TIME, where, fields=fields, order=order, size=size)


def _rows(answer: Answer, form: Form) -> list[ListedEntry]:
    found = answers.many(answer, form.shape, purposes.READ_TIME)
    if not all(row.get("id") for row in found):
        raise answers.not_understood(answer, purposes.READ_TIME)
    return found


def _number(body: ListedEntry) -> int:
    return body.get("id") or 0


def _fitting(
    bodies: list[ListedEntry], form: Form, fits: Callable[[LoggedTime], bool]
) -> list[LoggedTime]:
    return [entry for entry in map(form.read, bodies) if fits(entry)]


def _key(body: ListedEntry) -> tuple[datetime, int] | None:
    start, number = instant(body.get("timeStart")), body.get("id")
    return None if start is None or number is None else (start, number)


def _is_after(entry: LoggedTime, after: tuple[datetime, int] | None) -> bool:
    if after is None:
        return True
    return entry.start is not None and entry.id is not None and (entry.start, entry.id) > after
