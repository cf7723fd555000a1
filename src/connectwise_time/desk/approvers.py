"""For whom decisions about time are made, and who decides about whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.approving import Approver, Deciders, check_right, projects_of
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Member
from connectwise_time.domain.sheets import Reach, Rights
from connectwise_time.domain.steps import Step
from connectwise_time.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What the operator settled about approvals.

    Attributes:
        self_approval: People may decide about their own time.
        approver: Identifier of the member for whom the keys decide; None for the keys' own.
    """

    self_approval: bool = False
    approver: str | None = None


class Approvers:
    """Who decides.

    Args:
        backend: Where members, rights and projects come from.
        people: Who "me" is.
        clock: Tells how old a remembered answer is.
        rules: What the operator settled.
    """

    def __init__(self, backend: Backend, people: People, clock: Clock, rules: HouseRules) -> None:
        self._backend = backend
        self._people = people
        self._rules = rules
        self._key = Remembered(backend.me, clock)
        self._rights = Remembered(backend.rights, clock)

    async def own(self) -> frozenset[int]:
        """The members whose time counts as one's own with these keys."""
        key, me = await self._key.get(), await self._people.me()
        acting = [] if self._rules.approver is None else [(await self._acting(key)).id]
        return frozenset({key.id, me.id, *acting})

    @property
    def may_decide_own(self) -> bool:
        """People may decide about their own time."""
        return self._rules.self_approval

    async def rights(self) -> Rights:
        """What the keys may do."""
        return await self._rights.get()

    async def check_may(self, step: Step) -> None:
        """The keys may write it: else it would be refused after somebody said yes.

        Raises:
            Refused: They may not.
        """
        entry = step.before or step.after
        owner = entry.member if entry is not None else None
        others = owner is not None and owner.id not in await self.own()
        rights = await self.rights()
        if step.before is None:
            check_right(rights.add, "log", "add", others=others)
        elif step.after is None:
            check_right(rights.delete, "delete", "delete", others=others)
        else:
            check_right(rights.edit, "change", "edit", others=others)

    async def key(self) -> Member:
        """The member whose keys these are."""
        return await self._key.get()

    async def current(self) -> Approver:
        """For whom decisions are made with these keys.

        Raises:
            Refused: The keys may not decide, or are an API member's and nobody is named for whom
                it decides.
        """
        key = await self._key.get()
        member = await self._acting(key)
        reach = (await self.rights()).approve
        if reach is Reach.NONE:
            raise Refused(
                f"The security role of {key.name or key.identifier} has no right to approve time.",
                remedy="An administrator can give it: Time & Expense › Time Approval, edit level"
                " My (one's team) or All (everybody).",
            )
        return Approver(
            member=member.named,
            own=await self.own(),
            reach=reach,
            may_decide_own=self._rules.self_approval,
        )

    async def _acting(self, key: Member) -> Member:
        if self._rules.approver is not None:
            found = await self._backend.member(self._rules.approver)
            if found is None or not found.active:
                raise NotFound(
                    f"ConnectWise has no active member {self._rules.approver!r}.",
                    remedy="Correct CONNECTWISE_APPROVER: it is the identifier one logs in with.",
                )
            return found
        if key.api_only:
            raise Refused(
                f"The keys belong to the API member {key.identifier}, who is nobody's approver.",
                remedy="Have CONNECTWISE_APPROVER set to the identifier of the member for whom it"
                " decides.",
            )
        return key

    async def deciders(self, entries: Iterable[LoggedTime] = ()) -> Deciders:
        """Who decides about whose time, with the projects on which these entries are."""
        projects = projects_of(entries)
        everybody = await self._people.everybody()
        return Deciders(
            of_member={
                member.id: member.approver.id if member.approver else None for member in everybody
            },
            of_project=await self._backend.project_approvers(projects) if projects else {},
            # The short list of members, which is all that some keys may see, tells nobody's.
            told=any(member.approver for member in everybody),
        )

    async def team(self) -> Sequence[Member]:
        """The active members whose time approver, else whom they report to, decides here.

        Raises:
            Refused: There are none: an answer about nobody would read as if all were well.
        """
        acting = await self._acting(await self._key.get())
        everybody = await self._people.everybody()
        team = [
            member
            for member in everybody
            if member.active and member.approver is not None and member.approver.id == acting.id
        ]
        if not team:
            raise _no_team(acting, told=any(member.approver for member in everybody))
        return team


def _no_team(acting: Member, *, told: bool) -> Refused:
    remedy = 'Use member="everybody", or a name.'
    if told:
        who = acting.name or acting.identifier
        return Refused(f"{who} approves nobody's time, so there is no team.", remedy=remedy)
    return Refused(
        "These keys may not see who approves whom, so no team is known.",
        remedy=f"{remedy} An administrator can show it: System › Member Maintenance, Inquire All.",
    )
