"""What the desk's use cases share: each part is made when it is first needed, once."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from connectwise_time.desk.approvers import Approvers, HouseRules
from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Drafting
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.operations import Operations
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Bell, Clock, Crew, Journal, PlanLedger
from connectwise_time.desk.stepping import Stepping
from connectwise_time.desk.telling import Telling
from connectwise_time.desk.working import Working, worth_of
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.operations import HORIZON
from connectwise_time.domain.review import Worth


class Parts:
    """The parts, and what they are made of.

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
        self._backend = backend
        self._journal = journal
        self._ledger = ledger
        self._crew = crew
        self._new_id = new_id
        self._caller = caller
        self._site = site
        self._horizon = horizon
        self._rules = rules or HouseRules()
        self._house = house or House()
        self._me = me
        self._my_zone = my_zone
        self._machine_zone = machine_zone

    @cached_property
    def people(self) -> People:
        """Who is who."""
        return People(
            self._backend,
            self.clock,
            me=self._me,
            my_zone=self._my_zone,
            machine_zone=self._machine_zone,
            aliases=self._house.called(AliasTable.MEMBER),
        )

    @cached_property
    def catalog(self) -> Catalog:
        """What time can be logged as and charged to."""
        return Catalog(self._backend, self.clock, self._house)

    @cached_property
    def plans(self) -> Plans:
        """The caller's plans."""
        return Plans(self._ledger, self.catalog, self._caller)

    @cached_property
    def working(self) -> Working:
        """When people work."""
        return Working(self.people, self._calendars, self._worth)

    @cached_property
    def _worth(self) -> Worth:
        return worth_of(self._house.findings, self._house.guards.outside_minutes)

    @cached_property
    def _bell(self) -> Bell:
        return self._crew.bell()

    @cached_property
    def _back(self) -> LookingBack:
        return LookingBack(
            self._backend,
            self._journal,
            self._crew,
            self.clock,
            self._bell,
            caller=self._caller,
            site=self._site,
            horizon=self._horizon,
        )

    @cached_property
    def _operations(self) -> Operations:
        return Operations(
            self._backend,
            self._journal,
            self._crew,
            self._back,
            new_id=self._new_id,
            zone_of=self.people.zone_of,
        )

    @cached_property
    def _calendars(self) -> Calendars:
        return Calendars(self._backend, self.clock)

    @cached_property
    def _drafting(self) -> Drafting:
        return Drafting(
            self._backend, self.people, self.catalog, self.clock, calendars=self._calendars
        )

    @cached_property
    def _guarding(self) -> Guarding:
        return Guarding(
            self.people,
            self.catalog,
            self._calendars,
            self._back,
            crew=self._crew,
            clock=self.clock,
            thresholds=self._house.guards,
        )

    @cached_property
    def _approvers(self) -> Approvers:
        return Approvers(self._backend, self.people, self.clock, self._rules)

    @cached_property
    def _telling(self) -> Telling:
        return Telling(self.people, self.catalog)

    @cached_property
    def _stepping(self) -> Stepping:
        return Stepping(self._operations, self._guarding, self._telling)
