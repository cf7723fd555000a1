"""Where the API is and which dialect it speaks: found out once, at first need."""

from http import HTTPStatus

import anyio

from connectwise_time.connectwise import answers, auth, purposes, troubles
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.dialects import Choice, Dialect, Probe, told_by
from connectwise_time.connectwise.exchange import Exchange
from connectwise_time.connectwise.outcomes import Answered
from connectwise_time.connectwise.refusals import as_error
from connectwise_time.connectwise.remote_text import quoted
from connectwise_time.connectwise.requests import get, rows
from connectwise_time.connectwise.wire_settings import CompanyInfo
from connectwise_time.connectwise.wire_tables import WorkType
from connectwise_time.errors import NotAuthorized, Unavailable


class Site:
    """The API's path and dialect. A failure to find out is not remembered."""

    def __init__(self, exchange: Exchange, credentials: auth.Credentials, choice: Choice) -> None:
        self._exchange = exchange
        self._credentials = credentials
        self._base: str | None = None
        self._dialect = None if choice == "auto" else Dialect(choice)
        self._probed: Answer | None = None
        self._base_lock = anyio.Lock()
        self._dialect_lock = anyio.Lock()

    async def base(self) -> str:
        """The path of the API on its host.

        Raises:
            NotAuthorized: The site knows no such company.
        """
        if self._base is None:
            async with self._base_lock:
                if (known := self._base) is not None:  # found while we waited
                    return known
                self._base = await self._find_base()
        return self._base

    async def _find_base(self) -> str:
        if not auth.is_cloud(self._credentials.origin):
            return auth.ON_PREMISE
        request = get(auth.company_info_path(self._credentials.company), purposes.CONNECT)
        answer = await self._exchange.ask("", request)
        if not answer.good:
            raise as_error(answer.status, answer.body, purposes.CONNECT)
        if answer.body.strip() == b"null":
            raise NotAuthorized(
                f"This ConnectWise site knows no company {quoted(self._credentials.company)}.",
                remedy="Check the company id (the one used to log in) and the site's address.",
                status=answer.status,
            )
        told = answers.one(answer, CompanyInfo, purposes.CONNECT)
        return auth.api_path(told.codebase)

    async def dialect(self) -> Dialect:
        """The dialect that is spoken here; a cloud host always speaks psa."""
        if self._dialect is None:
            async with self._dialect_lock:
                if (known := self._dialect) is not None:
                    return known
                self._dialect = await self._find_dialect()
        return self._dialect

    async def info(self) -> Answer:
        """What it says of itself, or that it does not; first what the dialect was told by.

        After that it is asked: its version may have changed.

        Raises:
            Unavailable: It failed.
        """
        told, self._probed = self._probed, None
        return told if told is not None else await self._ask_info()

    async def _ask_info(self) -> Answer:
        info = await self._exchange.ask(await self.base(), get("/system/info", purposes.CONNECT))
        if info.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            now = self._exchange.means.utc_now()
            outcome = Answered(info.status)
            raise troubles.unavailable(outcome, purposes.CONNECT, None, now, info.body)
        return info

    async def _find_dialect(self) -> Dialect:
        if auth.is_cloud(self._credentials.origin):
            return Dialect.PSA
        info = await self._ask_info()
        # No answer to the question: to take psa for it would be remembered.
        if info.status == HTTPStatus.UNAUTHORIZED:
            raise as_error(info.status, info.body, purposes.CONNECT)
        self._probed = info
        lists = info.status == 404 and await self._lists_work_types()  # noqa: PLR2004 - HTTP status
        return told_by(Probe(info.status, lists_work_types=lists))

    async def _lists_work_types(self) -> bool:
        request = rows("/time/workTypes", purposes.TABLES, size=1)
        answer = await self._exchange.ask(await self.base(), request)
        return answer.good and _is_list(answer)


def _is_list(answer: Answer) -> bool:
    try:
        answers.many(answer, WorkType, purposes.TABLES)
    except Unavailable:
        return False
    return True
