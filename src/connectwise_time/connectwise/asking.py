"""What the client's parts share: asking for one thing, for rows, or for what may be missing."""

from collections.abc import AsyncIterator, Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

from anyio.abc import TaskGroup

from connectwise_time.connectwise import answers, troubles
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.exchange import Exchange
from connectwise_time.connectwise.outcomes import Answered
from connectwise_time.connectwise.packing import LONGEST_URL, Room
from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.refusals import as_error, is_page
from connectwise_time.connectwise.requests import PAGE, Request, get, rows
from connectwise_time.connectwise.site import Site
from connectwise_time.errors import NotFound, NotPermitted, RemoteRefusal

W = TypeVar("W")


class Asking:
    """Questions to ConnectWise; answers in the vendor's shapes.

    Args:
        exchange: What sends.
        site: Where to.
        group: Where work goes on while somebody reads its results bit by bit.
    """

    def __init__(self, exchange: Exchange, site: Site, group: TaskGroup) -> None:
        self._exchange = exchange
        self._site = site
        self._group = group

    async def _ask(self, request: Request, *, within: float | None = None) -> Answer:
        """The answer, whatever it says, unless ConnectWise itself failed."""
        answer = await self._exchange.ask(await self._site.base(), request, within=within)
        if answer.status == HTTPStatus.REQUEST_TIMEOUT or answer.status >= 500:  # noqa: PLR2004 - the range of server errors
            now = self._exchange.means.utc_now()
            raise troubles.unavailable(
                Answered(answer.status), request.purpose, None, now, answer.body
            )
        return answer

    async def _good(self, request: Request, *, within: float | None = None) -> Answer:
        """The answer, which is a success."""
        answer = await self._ask(request, within=within)
        if not answer.good:
            raise as_error(answer.status, answer.body, request.purpose)
        return answer

    async def _one(self, path: str, shape: type[W], purpose: Purpose, *, fields: str = "") -> W:
        """One thing, which must be there."""
        return answers.one(await self._good(get(path, purpose, fields=fields)), shape, purpose)

    async def _maybe(
        self, path: str, shape: type[W], purpose: Purpose, *, fields: str = ""
    ) -> W | None:
        """One thing, None where ConnectWise has none such."""
        answer = await self._ask(get(path, purpose, fields=fields))
        if answer.status == HTTPStatus.NOT_FOUND and not is_page(answer.body):
            return None
        if not answer.good:
            raise as_error(answer.status, answer.body, purpose)
        return answers.one(answer, shape, purpose)

    async def _if_allowed(
        self, path: str, shape: type[W], purpose: Purpose, *, fields: str = ""
    ) -> W | None:
        """One thing, None where it is missing or these keys may not see it."""
        try:
            return await self._maybe(path, shape, purpose, fields=fields)
        except RemoteRefusal as error:
            if error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                return None
            raise

    async def _page(self, request: Request, shape: type[W]) -> list[W]:
        """One page of rows."""
        return answers.many(await self._good(request), shape, request.purpose)

    async def _all(
        self,
        path: str,
        shape: type[W],
        purpose: Purpose,
        where: Where | None = None,
        *,
        fields: str = "",
    ) -> list[W]:
        """All rows of a table, page after page by id, so that none is lost or doubled."""
        found: list[W] = []
        async for page in self._pages(path, shape, purpose, where or Where(), fields):
            found += page
        return found

    async def _all_if_allowed(
        self,
        path: str,
        shape: type[W],
        purpose: Purpose,
        where: Where | None = None,
        *,
        fields: str = "",
    ) -> list[W] | None:
        """All rows, None where there is no such table or these keys may not see it."""
        try:
            return await self._all(path, shape, purpose, where, fields=fields)
        except (NotPermitted, NotFound):
            return None
        except RemoteRefusal as error:
            if error.status == HTTPStatus.NOT_FOUND:  # a web page, as for an unknown path
                return None
            raise

    async def _room(self, question: Callable[[Where], Request], *, spare: int = 0) -> Room:
        """How long a list of ids may still be in the URL of a question.

        Args:
            question: The request for given conditions.
            spare: Characters that are left free for what is added to it page by page.
        """
        address = self._exchange.origin + await self._site.base()
        return lambda where: LONGEST_URL - spare - len(address + question(where).target)

    async def _pages(
        self, path: str, shape: type[W], purpose: Purpose, where: Where, fields: str
    ) -> AsyncIterator[Sequence[W]]:
        asked = where
        while True:
            page = await self._page(rows(path, purpose, asked, fields=fields), shape)
            yield page
            last = getattr(page[-1], "id", None) if len(page) >= PAGE else None
            if last is None:
                return
            asked = where.more(Field.ID, last)

    async def _first_allowed(
        self, paths: Sequence[str], shape: type[W], purpose: Purpose
    ) -> list[W]:
        """All rows of the first table that these keys may see."""
        *narrowed, last = paths
        for path in narrowed:
            try:
                return await self._all(path, shape, purpose)
            except NotPermitted:
                continue
        return await self._all(last, shape, purpose)
