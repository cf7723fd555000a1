"""Where the parts of an entry came from: found by comparing it with what could have said so. Pure.

ConnectWise fills an entry in and does not say from what. The order in which it asks is a guess
(reference §7, "Defaults"), so a part is only traced to what has that very value.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.models import ChargeCode, Member, Named, Ticket, WorkType


class Source(StrEnum):
    """What a part of an entry came from, in people's words."""

    YOU = "you"
    STORED = "as it was"
    TICKET = "ticket"
    CHARGE_CODE = "charge code"
    PROJECT = "project"
    AGREEMENT_WORK_TYPE = "agreement's work type"
    AGREEMENT = "agreement"
    BOARD = "board"
    MEMBER = "member"
    WORK_TYPE = "work type"
    TENANT = "tenant's default"
    CONNECTWISE = "ConnectWise's default"


@dataclass(frozen=True, slots=True)
class Brings:
    """What something brings to an entry; None where it has no say.

    Attributes:
        bills_as: One of the billing options; `NoDefault` leaves it to others.
    """

    work_type: Named | None = None
    work_role: Named | None = None
    agreement: Named | None = None
    location: Named | None = None
    department: Named | None = None
    bills_as: str | None = None


Hosts: TypeAlias = Sequence[tuple[Source, Brings]]
"""All that has a say in an entry, the one that is asked first before the others."""

PARTS = ("work_type", "work_role", "agreement", "location", "department")


def of_ticket(ticket: Ticket) -> Brings:
    """What a ticket brings."""
    return Brings(
        work_type=ticket.work_type,
        work_role=ticket.work_role,
        agreement=ticket.agreement,
        location=ticket.location,
        department=ticket.department,
        bills_as=ticket.bills_as,
    )


def of_code(code: ChargeCode) -> Brings:
    """What a charge code brings."""
    return Brings(
        work_type=code.work_type,
        work_role=code.work_role,
        location=code.location,
        department=code.department,
        bills_as=code.bills_as,
    )


def of_member(member: Member) -> Brings:
    """What whoever did the work brings."""
    return Brings(
        work_type=member.work_type,
        work_role=member.work_role,
        location=member.location,
        department=member.department,
    )


def of_tenant(work_types: Sequence[WorkType]) -> Brings:
    """What the tenant's own set-up brings."""
    default = [row.named for row in work_types if row.is_default and row.active]
    return Brings(work_type=default[0] if len(default) == 1 else None)


def origins(
    entry: LoggedTime, hosts: Hosts, *, said: Collection[str], kept: Collection[str] = ()
) -> Mapping[str, Source]:
    """Where each part of an entry came from that has one, by our names of the parts.

    Args:
        entry: The entry, filled in.
        hosts: What has a say in it.
        said: Parts that whoever asked named.
        kept: Parts that stay as they are stored.
    """
    return {
        part: _origin(part, value, hosts, said=said, kept=kept)
        for part in PARTS
        if (value := getattr(entry, part)) is not None
    }


def _origin(
    part: str, value: Named, hosts: Hosts, *, said: Collection[str], kept: Collection[str]
) -> Source:
    if part in said:
        return Source.YOU
    if part in kept:
        return Source.STORED
    having = [(who, has) for who, brings in hosts if (has := getattr(brings, part)) is not None]
    alike = [who for who, has in having if has.id == value.id]
    first = bool(having) and having[0][0] in alike
    return alike[0] if first or len(alike) == 1 else Source.CONNECTWISE


def billing_origin(billable: str | None, hosts: Hosts) -> Source:
    """What decided how an entry is billed that has no option of its own (BRIEF, "Billing options").

    The first of those that have a setting, where that is the one; or the only one that has it.
    """
    setting = [
        (who, brings.bills_as)
        for who, brings in hosts
        if brings.bills_as not in {None, Billable.NO_DEFAULT}
    ]
    alike = [who for who, bills_as in setting if bills_as == billable]
    first = bool(setting) and setting[0][0] in alike
    return alike[0] if first or len(alike) == 1 else Source.CONNECTWISE
