"""The desk: the one object through which tools and resources act."""

from functools import cached_property

from connectwise_time.desk.approvals import Approvals
from connectwise_time.desk.batches import Batches
from connectwise_time.desk.capacities import Capacities
from connectwise_time.desk.carrying import Carrying
from connectwise_time.desk.catching_up import CatchingUp
from connectwise_time.desk.chaining import Chaining
from connectwise_time.desk.completing import Completing
from connectwise_time.desk.deciding import Deciding
from connectwise_time.desk.deeds import Deeds
from connectwise_time.desk.entering import Entering
from connectwise_time.desk.finding import Finding
from connectwise_time.desk.missing import MissingTime
from connectwise_time.desk.parts import Parts
from connectwise_time.desk.previewing import Previewing
from connectwise_time.desk.proposing import Proposing
from connectwise_time.desk.reshaping import Reshaping
from connectwise_time.desk.reviewing import Reviewing
from connectwise_time.desk.sent_back import SendingBack
from connectwise_time.desk.sheets import Sheets
from connectwise_time.desk.timing import Timing
from connectwise_time.desk.undoing import Undoing
from connectwise_time.desk.watching import Watching
from connectwise_time.desk.writing import Writing


class TimeDesk(Parts):
    """Logs, finds, corrects and deletes time; hands sheets in and decides about them.

    What it is made of is told by `Parts`.
    """

    @cached_property
    def writing(self) -> Writing:
        """Logs, changes, deletes and shows entries."""
        return Writing(
            self._backend,
            self._operations,
            self.people,
            self.catalog,
            self._drafting,
            guarding=self._guarding,
            previewing=Previewing(self._backend, self.people, self.catalog, self._crew),
        )

    @cached_property
    def timing(self) -> Timing:
        """Starts, lists and stops stopwatches."""
        return Timing(
            self._backend,
            self.writing,
            self._journal,
            people=self.people,
            catalog=self.catalog,
            clock=self.clock,
            caller=self._caller,
            rules=self._house.timers,
            crew=self._crew,
            horizon=self._horizon,
        )

    @cached_property
    def finding(self) -> Finding:
        """Finds tickets and time."""
        return Finding(
            self._backend,
            self.people,
            self.catalog,
            self.clock,
            capacities=Capacities(self.people, self.working, self.clock),
            rules=self._house.reports,
        )

    @cached_property
    def completing(self) -> Completing:
        """Completes what somebody is typing."""
        return Completing(self._backend, self.people, self.catalog, self.finding, self.clock)

    @cached_property
    def sheets(self) -> Sheets:
        """Lists and reviews time sheets."""
        return Sheets(
            self._backend,
            self.people,
            self.catalog,
            self._approvers,
            self.clock,
            reviewing=self._reviewing,
            sending_back=self.sending_back,
        )

    @cached_property
    def sending_back(self) -> SendingBack:
        """Tells what was sent back."""
        return SendingBack(self._backend, self.people, self.catalog)

    @cached_property
    def missing(self) -> MissingTime:
        """Finds what is missing of working hours."""
        return MissingTime(
            self._backend,
            people=self.people,
            catalog=self.catalog,
            sheets=self.sheets,
            approvers=self._approvers,
            working=self.working,
            clock=self.clock,
            worth=self._worth,
        )

    @cached_property
    def catching_up(self) -> CatchingUp:
        """Suggests what was forgotten."""
        return CatchingUp(
            self._backend,
            people=self.people,
            catalog=self.catalog,
            sheets=self.sheets,
            working=self.working,
            crew=self._crew,
            clock=self.clock,
            worth=self._worth,
            rules=self._house.timers,
        )

    @cached_property
    def proposing(self) -> Proposing:
        """Makes the plans of owners."""
        return Proposing(
            self.plans,
            people=self.people,
            catalog=self.catalog,
            approvers=self._approvers,
            sheets=self.sheets,
            writing=self.writing,
        )

    @cached_property
    def approvals(self) -> Approvals:
        """Lists what waits for approval."""
        return Approvals(
            self._backend,
            people=self.people,
            catalog=self.catalog,
            approvers=self._approvers,
            sheets=self.sheets,
        )

    @cached_property
    def deciding(self) -> Deciding:
        """Makes the plans of approvers."""
        return Deciding(
            self._backend,
            self.plans,
            people=self.people,
            catalog=self.catalog,
            approvers=self._approvers,
            sheets=self.sheets,
            clock=self.clock,
        )

    @cached_property
    def batches(self) -> Batches:
        """Makes plans of several entries."""
        return Batches(
            self.plans,
            drafting=self._drafting,
            operations=self._operations,
            guarding=self._guarding,
            back=self._back,
            people=self.people,
            crew=self._crew,
        )

    @cached_property
    def reshaping(self) -> Reshaping:
        """Makes plans that cut and join entries."""
        return Reshaping(
            self._backend,
            self.plans,
            people=self.people,
            approvers=self._approvers,
            catalog=self.catalog,
            writing=self.writing,
            telling=self._telling,
            guarding=self._guarding,
            sending_back=self.sending_back,
            clock=self.clock,
        )

    @cached_property
    def undoing(self) -> Undoing:
        """Makes plans that take back."""
        return Undoing(
            self._backend,
            self._journal,
            self._deeds,
            self._back,
            plans=self.plans,
            people=self.people,
            telling=self._telling,
            approvers=self._approvers,
            guarding=self._guarding,
            crew=self._crew,
        )

    @cached_property
    def carrying(self) -> Carrying:
        """Carries plans out."""
        return Carrying(
            self._backend,
            self._ledger,
            self.plans,
            catalog=self.catalog,
            crew=self._crew,
            clock=self.clock,
            back=self._back,
            entering=Entering(self.writing, self._stepping, self._journal, self._back, self._crew),
            chaining=Chaining(self._backend, self._stepping, self._journal, self._back, self._crew),
            deeds=self._deeds,
        )

    @cached_property
    def watching(self) -> Watching:
        """Looks after what is unresolved."""
        return Watching(
            self._back, self._journal, self._ledger, self.carrying, crew=self._crew, bell=self._bell
        )

    @cached_property
    def _deeds(self) -> Deeds:
        return Deeds(self._journal, self._ledger, self._back)

    @cached_property
    def _reviewing(self) -> Reviewing:
        return Reviewing(
            people=self.people,
            catalog=self.catalog,
            calendars=self._calendars,
            working=self.working,
            clock=self.clock,
            worth=self._worth,
        )
