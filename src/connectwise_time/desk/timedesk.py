"""The desk: the one object through which tools and resources act."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from connectwise_time.desk.approvals import Approvals
from connectwise_time.desk.approvers import Approvers, HouseRules
from connectwise_time.desk.batches import Batches
from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.capacities import Capacities
from connectwise_time.desk.carrying import Carrying
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.catching_up import CatchingUp
from connectwise_time.desk.chaining import Chaining
from connectwise_time.desk.deciding import Deciding
from connectwise_time.desk.drafting import Drafting
from connectwise_time.desk.entering import Entering
from connectwise_time.desk.finding import Finding
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.missing import MissingTime
from connectwise_time.desk.operations import Operations
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Clock, Crew, Journal, PlanLedger
from connectwise_time.desk.previewing import Previewing
from connectwise_time.desk.proposing import Proposing
from connectwise_time.desk.reshaping import Reshaping
from connectwise_time.desk.reviewing import Reviewing
from connectwise_time.desk.sent_back import SendingBack
from connectwise_time.desk.sheets import Sheets
from connectwise_time.desk.stepping import Stepping
from connectwise_time.desk.telling import Telling
from connectwise_time.desk.timing import Timing
from connectwise_time.desk.undoing import Undoing
from connectwise_time.desk.watching import Watching
from connectwise_time.desk.working import Working, worth_of
from connectwise_time.desk.writing import Writing
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.operations import HORIZON


class TimeDesk:
    """Logs, finds, corrects and deletes time; hands sheets in and decides about them.

    Args:
        backend: ConnectWise.
        journal: Keeps what is written, and what became of it.
        ledger: Keeps plans, and what became of them.
        crew: Does many things at once.
        clock: Tells the present.
        new_id: Mints operation ids.
        caller: Whose plans and operations these are: site, company, key and member in one.
        site: The ConnectWise and the company in which things are done.
        horizon: How long after a lost write nothing can come of it any more.
        rules: What the operator settled about approvals.
        house: What the house's file says.
        me: Identifier of who "me" is; None for the member whose key is used.
        my_zone: The zone of "me", where it is set by hand.
        machine_zone: For those whose own zone is not known.
    """

    def __init__(
        self,
        backend: Backend,
        journal: Journal,
        ledger: PlanLedger,
        crew: Crew,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        caller: str,
        site: str,
        horizon: timedelta = HORIZON,
        rules: HouseRules | None = None,
        house: House | None = None,
        me: str | None = None,
        my_zone: ZoneInfo | None = None,
        machine_zone: ZoneInfo,
    ) -> None:
        self.clock = clock
        house = house or House()
        self.people = People(
            backend,
            clock,
            me=me,
            my_zone=my_zone,
            machine_zone=machine_zone,
            aliases=house.called(AliasTable.MEMBER),
        )
        self.catalog = Catalog(backend, clock, house)
        bell = crew.bell()
        back = LookingBack(
            backend, journal, crew, clock, bell, caller=caller, site=site, horizon=horizon
        )
        operations = Operations(backend, journal, crew, back, new_id=new_id)
        calendars = Calendars(backend, clock)
        drafting = Drafting(backend, self.people, self.catalog, clock, calendars=calendars)
        guarding = Guarding(
            self.people,
            self.catalog,
            calendars,
            back,
            crew=crew,
            clock=clock,
            thresholds=house.guards,
        )
        self.writing = Writing(
            backend,
            operations,
            self.people,
            self.catalog,
            drafting,
            guarding=guarding,
            previewing=Previewing(backend, self.people, self.catalog, crew),
        )
        self.timing = Timing(
            backend,
            self.writing,
            journal,
            people=self.people,
            catalog=self.catalog,
            clock=clock,
            caller=caller,
            rules=house.timers,
        )
        self.plans = Plans(ledger, self.catalog, caller)
        approvers = Approvers(backend, self.people, clock, rules or HouseRules())
        worth = worth_of(house.findings, house.guards.outside_minutes)
        self.working = Working(self.people, calendars, worth)
        self.finding = Finding(
            backend,
            self.people,
            self.catalog,
            clock,
            capacities=Capacities(self.people, self.working, clock),
            rules=house.reports,
        )
        self.sending_back = SendingBack(backend, self.people, self.catalog)
        reviewing = Reviewing(
            people=self.people,
            catalog=self.catalog,
            calendars=calendars,
            working=self.working,
            clock=clock,
            worth=worth,
        )
        self.sheets = Sheets(
            backend,
            self.people,
            self.catalog,
            approvers,
            clock,
            reviewing=reviewing,
            sending_back=self.sending_back,
        )
        self.missing = MissingTime(
            backend,
            people=self.people,
            catalog=self.catalog,
            sheets=self.sheets,
            approvers=approvers,
            working=self.working,
            clock=clock,
            worth=worth,
        )
        self.catching_up = CatchingUp(
            backend,
            people=self.people,
            catalog=self.catalog,
            sheets=self.sheets,
            working=self.working,
            crew=crew,
            clock=clock,
            worth=worth,
            rules=house.timers,
        )
        self.proposing = Proposing(
            self.plans,
            people=self.people,
            catalog=self.catalog,
            approvers=approvers,
            sheets=self.sheets,
            writing=self.writing,
        )
        self.approvals = Approvals(
            backend,
            people=self.people,
            catalog=self.catalog,
            approvers=approvers,
            sheets=self.sheets,
        )
        self.deciding = Deciding(
            backend,
            self.plans,
            people=self.people,
            catalog=self.catalog,
            approvers=approvers,
            sheets=self.sheets,
            clock=clock,
        )
        self.batches = Batches(
            self.plans,
            drafting=drafting,
            operations=operations,
            guarding=guarding,
            back=back,
            people=self.people,
            crew=crew,
        )
        telling = Telling(self.people, self.catalog)
        stepping = Stepping(operations, guarding, telling)
        self.reshaping = Reshaping(
            self.plans,
            people=self.people,
            catalog=self.catalog,
            writing=self.writing,
            telling=telling,
            guarding=guarding,
            back=back,
            clock=clock,
        )
        self.undoing = Undoing(
            backend,
            journal,
            ledger,
            back,
            plans=self.plans,
            people=self.people,
            telling=telling,
            crew=crew,
        )
        self.carrying = Carrying(
            backend,
            ledger,
            self.plans,
            catalog=self.catalog,
            crew=crew,
            clock=clock,
            back=back,
            entering=Entering(self.writing, stepping, journal, back, crew),
            chaining=Chaining(backend, stepping, journal, back, crew),
        )
        self.watching = Watching(back, journal, ledger, self.carrying, crew=crew, bell=bell)
