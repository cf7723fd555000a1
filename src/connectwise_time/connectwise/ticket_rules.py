"""Whether a ticket's board, status or project takes time; set-up remembered for five minutes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from anyio.abc import TaskGroup

from connectwise_time.connectwise import answers, purposes, wire_settings
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.exchange import Exchange
from connectwise_time.connectwise.requests import rows
from connectwise_time.connectwise.site import Site
from connectwise_time.connectwise.together import both, result
from connectwise_time.domain.models import Ticket

REMEMBERED_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What a board, or the projects' set-up, forbids.

    Attributes:
        everywhere: No time at all.
        statuses: Ids of the statuses in which no time is taken.
    """

    everywhere: bool = False
    statuses: frozenset[int] = frozenset()


class TicketRules(Asking):
    """Looks up what `reference` §7 ("Blocked") names.

    The rules of boards and project statuses are remembered for five minutes, by a monotonic
    clock: they are set-up, which changes rarely, and a ticket then costs one request. Which
    status a project has is asked for every time, and only where some status forbids time.
    """

    def __init__(self, exchange: Exchange, site: Site, group: TaskGroup) -> None:
        super().__init__(exchange, site, group)
        self._known: dict[str, tuple[float, Forbidden]] = {}

    async def _with_rules(self, ticket: Ticket) -> Ticket:
        """The ticket with the reason why it takes no time, where there is one."""
        reason = await self._board_says(ticket) or await self._project_says(ticket)
        return replace(ticket, no_time_because=reason)

    async def _board_says(self, ticket: Ticket) -> str | None:
        if ticket.board is None:
            return None
        board = ticket.board
        rules = await self._remembered(f"board {board.id}", partial(self._of_board, board.id))
        if rules.everywhere:
            return f"The board {board.name} is locked for time entries."
        if ticket.status is not None and ticket.status.id in rules.statuses:
            return f"Its status, {ticket.status.name}, does not allow time entries."
        return None

    async def _project_says(self, ticket: Ticket) -> str | None:
        if ticket.project is None:
            return None
        rules = await self._remembered("projects", self._of_projects)
        if not rules.statuses:
            return None
        path = f"/project/projects/{ticket.project.id}"
        project = await self._if_allowed(
            path, wire_settings.Project, purposes.BOARDS, fields="id,status"
        )
        status = project.status if project else None
        if status is None or status.id not in rules.statuses:
            return None
        return f"Its project's status, {status.name}, does not allow time entries."

    async def _remembered(self, what: str, find: Callable[[], Awaitable[Forbidden]]) -> Forbidden:
        now = self._exchange.means.monotonic()
        since, rules = self._known.get(what, (now - REMEMBERED_SECONDS, Forbidden()))
        if now - since >= REMEMBERED_SECONDS:
            rules = await find()
            self._known[what] = (now, rules)
        return rules

    async def _of_board(self, number: int) -> Forbidden:
        """A board's rules; what these keys may not see forbids nothing."""
        path = f"/service/boards/{number}"
        locked, statuses = await both(
            self._is_locked(path), self._closed_statuses(f"{path}/statuses")
        )
        return Forbidden(result(locked), result(statuses))

    async def _is_locked(self, path: str) -> bool:
        fields = "id,name,timeEntryLockedFlag"
        board = await self._if_allowed(path, wire_settings.Board, purposes.BOARDS, fields=fields)
        return bool(board and board.time_entry_locked_flag)

    async def _closed_statuses(self, path: str) -> frozenset[int]:
        answer = await self._ask(rows(path, purposes.BOARDS))
        if not answer.good:
            return frozenset()
        found = answers.many(answer, wire_settings.BoardStatus, purposes.BOARDS)
        return frozenset(status.id for status in found if status.time_entry_not_allowed)

    async def _of_projects(self) -> Forbidden:
        answer = await self._ask(rows("/project/statuses", purposes.BOARDS))
        if not answer.good:
            return Forbidden()
        found = answers.many(answer, wire_settings.ProjectStatus, purposes.BOARDS)
        return Forbidden(statuses=frozenset(status.id for status in found if status.no_time_flag))
