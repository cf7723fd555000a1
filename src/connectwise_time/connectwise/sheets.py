"""Reading time sheets, audit trails, and who approves the time of projects."""

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus

from connectwise_time.connectwise import (
    entries,
    lookups,
    purposes,
    sheet_searches,
    wire,
    wire_settings,
)
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.packing import spread
from connectwise_time.connectwise.requests import Request, rows
from connectwise_time.domain.sheets import SheetSearch, Step, TimeSheet
from connectwise_time.errors import RemoteRefusal

PATH = "/time/sheets"
_PROJECTS = "/project/projects"
_PROJECT_FIELDS = "id,timeApprover/id"
_FIELDS = "id,member/id,member/name,dateStart,dateEnd,status,hours,deadline,_info"
_SPARE = 24  # " and id > …" comes to the questions after the first


class Sheets(Asking):
    """Time sheets and trails, read."""

    async def sheet(self, number: int) -> TimeSheet | None:
        """One time sheet by id; None also where it does not tell whose it is, or its days."""
        path = f"{PATH}/{int(number)}"
        body = await self._maybe(path, wire.TimeSheet, purposes.READ_SHEETS, fields=_FIELDS)
        return lookups.sheet(body) if body else None

    async def sheets(self, search: SheetSearch) -> Sequence[TimeSheet]:
        """All sheets that fit, each once, by id. One without a member or days is left out."""
        try:
            found = await self._sheets(search, dated=True)
        except RemoteRefusal as error:
            # Whether their days may be compared is not public: the schema calls them strings.
            if error.status != HTTPStatus.BAD_REQUEST or not sheet_searches.is_dated(search):
                raise
            found = await self._sheets(search, dated=False)
        return [found[number] for number in sorted(found)]

    async def _sheets(self, search: SheetSearch, *, dated: bool) -> dict[int, TimeSheet]:
        room = await self._room(_question, spare=0 if search.ids else _SPARE)
        found: dict[int, TimeSheet] = {}
        for where in sheet_searches.queries(search, room, dated=dated):
            for body in await self._all(
                PATH, wire.TimeSheet, purposes.READ_SHEETS, where, fields=_FIELDS
            ):
                told = lookups.sheet(body)
                if told is not None and sheet_searches.fits(told, search):
                    found[told.id] = told
        return found

    async def trail(self, entry: int) -> Sequence[Step]:
        """The audit trail of an entry, oldest first; empty where these keys may not see it."""
        path = f"{entries.PATH}/{int(entry)}/audits"
        found = await self._all_if_allowed(path, wire.Audit, purposes.TRAIL)
        return [lookups.step(body) for body in found or ()]

    async def project_approvers(self, projects: Collection[int]) -> Mapping[int, int | None]:
        """Who approves a project's time before everybody else, by project id.

        None for a project that has no such person, or that these keys may not see.
        """
        approvers: dict[int, int | None] = dict.fromkeys(projects)
        room = await self._room(_project_question)
        for where in spread(Where(), Field.ID, approvers, room):
            found = await self._all_if_allowed(
                _PROJECTS, wire_settings.Project, purposes.PROJECTS, where, fields=_PROJECT_FIELDS
            )
            for body in found or ():
                if body.id in approvers and body.time_approver is not None:
                    approvers[body.id] = body.time_approver.id
        return approvers


def _question(where: Where) -> Request:
    return rows(PATH, purposes.READ_SHEETS, where, fields=_FIELDS)


def _project_question(where: Where) -> Request:
    return rows(_PROJECTS, purposes.PROJECTS, where, fields=_PROJECT_FIELDS)
