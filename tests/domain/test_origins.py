"""Where the parts of an entry came from: traced to what has the very value, or to nobody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.billing.coverage import Terms
from connectwise_time.domain.billing.origins import Brings, Source, billing_origin, origins
from connectwise_time.domain.billing.sayings import Saying, came_from
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import (
    Agreement,
    ChargeCode,
    Member,
    Named,
    Target,
    Ticket,
    WorkType,
)
from connectwise_time.domain.models import TargetKind as Kind

ONE, TWO, THREE = Named(1, "One"), Named(2, "Two"), Named(3, "Three")
ENTRY = LoggedTime(None, Target(Kind.SERVICE_TICKET, 5), None, None, None, 1.0, work_type=ONE)
NOTHING = Saying(said=frozenset())


def ticket(**brings: object) -> Ticket:
    return Ticket(5, Kind.SERVICE_TICKET, "Mail", **brings)  # type: ignore[arg-type]  # a test's own words


CASES: dict[str, tuple[Saying, Source]] = {
    "it was named": (replace(NOTHING, said=frozenset({"work_type"})), Source.YOU),
    "it stays": (replace(NOTHING, kept=frozenset({"work_type"})), Source.STORED),
    "the ticket has it": (replace(NOTHING, ticket=ticket(work_type=ONE)), Source.TICKET),
    "the charge code has it": (
        replace(NOTHING, code=ChargeCode(1, "MTNG", work_type=ONE)),
        Source.CHARGE_CODE,
    ),
    "the agreement has it": (
        replace(NOTHING, terms=Terms(Agreement(1, "A"), Brings(work_type=ONE))),
        Source.AGREEMENT,
    ),
    "the board has it": (replace(NOTHING, board=Brings(work_type=ONE)), Source.BOARD),
    "the member has it": (
        replace(NOTHING, author=Member(1, "jdoe", "Jamie", work_type=ONE)),
        Source.MEMBER,
    ),
    "the tenant has it": (
        replace(NOTHING, work_types=(WorkType(1, "One", is_default=True), WorkType(2, "Two"))),
        Source.TENANT,
    ),
    "the ticket is asked before the member": (
        replace(
            NOTHING,
            ticket=ticket(work_type=ONE),
            author=Member(1, "jdoe", "Jamie", work_type=ONE),
        ),
        Source.TICKET,
    ),
    "the ticket's own was passed over, and only the board has it": (
        replace(NOTHING, ticket=ticket(work_type=TWO), board=Brings(work_type=ONE)),
        Source.BOARD,
    ),
    "the ticket's own was passed over, and two others have it": (
        replace(
            NOTHING,
            ticket=ticket(work_type=TWO),
            board=Brings(work_type=ONE),
            author=Member(1, "jdoe", "Jamie", work_type=ONE),
        ),
        Source.CONNECTWISE,
    ),
    "nobody has it": (replace(NOTHING, ticket=ticket(work_type=TWO)), Source.CONNECTWISE),
}


@pytest.mark.parametrize("case", CASES)
def test_a_part_is_traced_where(case: str) -> None:
    saying, source = CASES[case]
    assert came_from(ENTRY, saying)["work_type"] is source


BILLED: dict[str, tuple[Saying, str, Source]] = {
    "it was named": (replace(NOTHING, said=frozenset({"billable"})), "NoCharge", Source.YOU),
    "it stays": (replace(NOTHING, kept=frozenset({"billable"})), "NoCharge", Source.STORED),
    "the ticket says so": (
        replace(
            NOTHING,
            ticket=ticket(bills_as="DoNotBill"),
            work_types=(WorkType(1, "One", bills_as="Billable"),),
        ),
        "DoNotBill",
        Source.TICKET,
    ),
    "the charge code says so": (
        replace(NOTHING, code=ChargeCode(1, "MTNG", bills_as="DoNotBill")),
        "DoNotBill",
        Source.CHARGE_CODE,
    ),
    "the agreement has a setting for the work type": (
        replace(NOTHING, terms=Terms(Agreement(1, "A"), bills_types=((1, "NoCharge"),))),
        "NoCharge",
        Source.AGREEMENT_WORK_TYPE,
    ),
    "the agreement's setting is for another work type": (
        replace(NOTHING, terms=Terms(Agreement(1, "A"), bills_types=((2, "NoCharge"),))),
        "NoCharge",
        Source.CONNECTWISE,
    ),
    "the agreement says so": (
        replace(NOTHING, terms=Terms(Agreement(1, "A"), Brings(bills_as="NoCharge"))),
        "NoCharge",
        Source.AGREEMENT,
    ),
    "the project says so": (
        replace(NOTHING, project=Brings(bills_as="NoCharge")),
        "NoCharge",
        Source.PROJECT,
    ),
    "the board says so": (
        replace(NOTHING, board=Brings(bills_as="NoCharge")),
        "NoCharge",
        Source.BOARD,
    ),
    "the ticket has no say and the work type says so": (
        replace(
            NOTHING,
            ticket=ticket(bills_as="NoDefault"),
            work_types=(WorkType(1, "One", bills_as="Billable"),),
        ),
        "Billable",
        Source.WORK_TYPE,
    ),
    "nobody says so": (
        replace(NOTHING, ticket=ticket(bills_as="Billable")),
        "NoCharge",
        Source.CONNECTWISE,
    ),
}


@pytest.mark.parametrize("case", BILLED)
def test_what_decided_how_it_is_billed_is_traced_where(case: str) -> None:
    saying, billable, source = BILLED[case]
    assert came_from(replace(ENTRY, billable=billable), saying)["billable"] is source


def test_what_an_entry_does_not_have_came_from_nowhere() -> None:
    bare = replace(ENTRY, work_type=None)
    assert came_from(bare, replace(NOTHING, ticket=ticket(work_type=ONE))) == {}


values = st.sampled_from([None, ONE, TWO, THREE])
options = st.sampled_from([None, "NoDefault", "Billable", "DoNotBill", "NoCharge"])
hosts = st.lists(
    st.tuples(st.sampled_from(Source), st.builds(Brings, work_type=values, bills_as=options))
)


@given(hosts=hosts, value=st.sampled_from([ONE, TWO, THREE]))
def test_nothing_is_traced_to_what_does_not_have_it(
    hosts: list[tuple[Source, Brings]], value: Named
) -> None:
    found = origins(replace(ENTRY, work_type=value), hosts, said=())["work_type"]
    having = {who for who, brings in hosts if brings.work_type == value}
    assert found in having | {Source.CONNECTWISE}


@given(hosts=hosts, value=st.sampled_from(["Billable", "DoNotBill", "NoCharge"]))
def test_no_billing_is_traced_to_what_does_not_say_so(
    hosts: list[tuple[Source, Brings]], value: str
) -> None:
    having = {who for who, brings in hosts if brings.bills_as == value}
    assert billing_origin(value, hosts) in having | {Source.CONNECTWISE}
