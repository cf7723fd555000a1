"""Carry one step of an entry out: at most once, as it was shown, and with what ConnectWise adds."""

from collections.abc import Sequence
from dataclasses import replace

from connectwise_time.desk.aftermath import Ran
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.operations import Operations
from connectwise_time.desk.telling import Telling
from connectwise_time.domain.checks import Finding
from connectwise_time.domain.entries import Draft, LoggedTime, Written
from connectwise_time.domain.operations import DUPLICATE, Asked, Change, Work
from connectwise_time.domain.steps import FIELDS, Step, edit_to, unlike, unpriced
from connectwise_time.errors import Conflict, OutcomeUnknown, Refused, TimeDeskError


class Stepping:
    """Writes what a step says.

    Args:
        operations: Sends each write at most once.
        guarding: Knows what is there already.
        telling: Gets ready what answers are told with.
    """

    def __init__(self, operations: Operations, guarding: Guarding, telling: Telling) -> None:
        self._operations = operations
        self._guarding = guarding
        self._telling = telling

    async def run(self, asked: Asked, step: Step, *, until: float) -> Ran:
        """Carry it out, unless it was carried out before.

        Args:
            asked: Its id, and what it stands for.
            step: The entry before and after.
            until: When it has to be over, as the crew counts.

        Raises:
            TimeDeskError: It was not carried out, or that is not known.
        """

        async def plan() -> Work:
            return step.work

        async def check(work: Work, around: Sequence[LoggedTime]) -> Refused | None:
            if not isinstance(work, Draft):
                return None
            return _doubled(await self._guarding.meanwhile(work, around))

        ran = await self._operations.run(
            asked, plan, ready=self._telling.get_ready, until=until, check=check
        )
        return await self._whole(asked, ran, step, until)

    async def _whole(self, asked: Asked, ran: Ran, step: Step, until: float) -> Ran:
        """Set what ConnectWise filled in by itself, where it was to be otherwise.

        An operation of its own. The entry is written whatever comes of it, so its failure is no
        error: what the entry says in the end tells.
        """
        entry, wanted = ran.written.entry, step.after
        if wanted is None or entry.id is None:
            return ran
        notices = ran.notices
        demanded = FIELDS if step.before is not None else step.fields or FIELDS
        if other := unlike(entry, wanted, demanded):
            change = Change(entry.id, edit_to(wanted, other), entry)
            its = Asked(f"{asked.fingerprint}/rest", f"{ran.operation.id}.rest")

            async def plan() -> Change:
                return change

            try:
                rest = await self._operations.run(
                    its, plan, ready=self._telling.get_ready, until=until
                )
                entry = rest.written.entry
            except OutcomeUnknown as error:
                notices = (*notices, f"Of the rest: {error}")
            except TimeDeskError:
                pass
        left = (*unlike(entry, wanted, demanded), *unpriced(entry, wanted))
        return replace(ran, written=Written(entry, left), notices=notices)


def _doubled(found: Sequence[Finding]) -> Refused | None:
    """That the entry is there already; what else there is to ask was shown with the plan."""
    there = [finding for finding in found if finding.name == DUPLICATE]
    if not there:
        return None
    return Conflict(
        f"Nothing was stored: it is there already. {there[0].told}",
        remedy="Look at it with get_time_entry: perhaps somebody logged it again.",
    )
