"""Who has a say in one entry, in the order in which they are asked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectwise_time.domain.billing.coverage import Terms
from connectwise_time.domain.billing.origins import (
    Brings,
    Hosts,
    Source,
    billing_origin,
    of_code,
    of_member,
    of_tenant,
    of_ticket,
    origins,
)
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import ChargeCode, Member, Ticket, WorkType


@dataclass(frozen=True, slots=True)
class Saying:
    """All that has a say in an entry; None for what has not, or was not to be seen.

    Attributes:
        said: Names of the parts that whoever asked named.
        kept: Names of the parts that stay as they are stored.
        terms: Of the entry's agreement.
        author: Whose time it is.
    """

    said: frozenset[str]
    kept: frozenset[str] = frozenset()
    ticket: Ticket | None = None
    code: ChargeCode | None = None
    project: Brings | None = None
    terms: Terms | None = None
    board: Brings | None = None
    author: Member | None = None
    work_types: tuple[WorkType, ...] = ()


def came_from(entry: LoggedTime, saying: Saying) -> Mapping[str, Source]:
    """Where work type, role, agreement, location, department and billing came from."""
    found = dict(origins(entry, _hosts(saying), said=saying.said, kept=saying.kept))
    if entry.billable is not None:
        found["billable"] = _billing(entry, saying)
    return found


def _hosts(saying: Saying) -> Hosts:
    """As the reference lists them (§7, "Defaults"); its order is a guess."""
    return [
        *_on_what(saying),
        *([(Source.AGREEMENT, saying.terms.brings)] if saying.terms else []),
        *([(Source.BOARD, saying.board)] if saying.board else []),
        *([(Source.MEMBER, of_member(saying.author))] if saying.author else []),
        (Source.TENANT, of_tenant(saying.work_types)),
    ]


def _on_what(saying: Saying) -> Hosts:
    return [
        *([(Source.TICKET, of_ticket(saying.ticket))] if saying.ticket else []),
        *([(Source.CHARGE_CODE, of_code(saying.code))] if saying.code else []),
        *([(Source.PROJECT, saying.project)] if saying.project else []),
    ]


def _billing(entry: LoggedTime, saying: Saying) -> Source:
    if "billable" in saying.said:
        return Source.YOU
    if "billable" in saying.kept:
        return Source.STORED
    terms, kind = saying.terms, entry.work_type
    own = terms.bills(kind) if terms else None
    row = next((row for row in saying.work_types if kind and row.id == kind.id), None)
    hosts = [
        *_on_what(saying),
        (Source.AGREEMENT_WORK_TYPE, Brings(bills_as=own)),
        *([(Source.AGREEMENT, terms.brings)] if terms else []),
        *([(Source.BOARD, saying.board)] if saying.board else []),
        (Source.WORK_TYPE, Brings(bills_as=row.bills_as if row else None)),
    ]
    return billing_origin(entry.billable, hosts)
