"""Searches as a query for ConnectWise plus a check on our side. No I/O.

The query may let more through than was asked for (see `conditions`); the check never does.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from connectwise_time.connectwise.conditions import Field, Where, safe_part
from connectwise_time.connectwise.lookups import works_on
from connectwise_time.connectwise.wire import Ref
from connectwise_time.domain.entries import Billable, LoggedTime, TimeSearch
from connectwise_time.domain.models import Company, Named, TargetKind, TicketSearch

if TYPE_CHECKING:
    from connectwise_time.connectwise.wire_tickets import Ticket

# URLs stay below 2,000 characters (reference §4): 60 ids of seven digits are about 600 of them,
# and the names of brief fields another 700.
IDS_PER_QUERY = 60
_TICKETS = (TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET)
_SMALL = timedelta(days=7)


def time_queries(search: TimeSearch) -> Iterator[Where]:
    """Queries that together, each row in one only, bring all that the search asks for."""
    # dict.fromkeys: a member named twice must not be asked for twice.
    members = tuple(dict.fromkeys(search.members))
    rest = _time_query(search)
    if not members:
        yield rest
    for first in range(0, len(members), IDS_PER_QUERY):
        yield rest.among(Field.MEMBER_ID, members[first : first + IDS_PER_QUERY])


def _time_query(search: TimeSearch) -> Where:
    where = _on_target(search)
    for field, number in (
        (Field.COMPANY_ID, search.company),
        (Field.WORK_TYPE_ID, search.work_type),
        (Field.WORK_ROLE_ID, search.work_role),
    ):
        where = where if number is None else where.eq(field, number)
    where = where.one_of(Field.STATUS, search.statuses)
    where = where.one_of(Field.BILLABLE_OPTION, [option.value for option in search.billable])
    if search.unbilled:
        where = where.eq(Field.BILLABLE_OPTION, Billable.BILLABLE.value)
        where = where.eq(Field.INVOICE_FLAG, value=False)
    if search.since is not None:
        where = where.since(Field.TIME_START, search.since)
    if search.until is not None:
        where = where.before(Field.TIME_START, search.until)
    for word in search.text:
        where = where.contains(Field.NOTES, word)
    return where


def _on_target(search: TimeSearch) -> Where:
    where = Where()
    if search.ticket is not None:
        where = where.eq(Field.CHARGE_TO_ID, search.ticket)
        where = where.one_of(Field.CHARGE_TO_TYPE, [kind.value for kind in _TICKETS])
    if search.charge_code is not None:
        where = where.eq(Field.CHARGE_TO_ID, search.charge_code)
        where = where.eq(Field.CHARGE_TO_TYPE, TargetKind.CHARGE_CODE.value)
    return where


def check(search: TimeSearch) -> Callable[[LoggedTime], bool]:
    """Whether an entry is one that the search asks for; made once for many entries."""
    checks = tuple(_checks(search))
    if not checks:
        return lambda _entry: True
    return lambda entry: all(holds(entry) for holds in checks)


def _checks(search: TimeSearch) -> Iterator[Callable[[LoggedTime], bool]]:
    yield from _on_whom_and_what(search)
    if (since := search.since) is not None:
        yield lambda entry: entry.start is not None and since <= entry.start
    if (until := search.until) is not None:
        yield lambda entry: entry.start is not None and entry.start < until
    if statuses := {status.casefold() for status in search.statuses}:
        yield lambda entry: (entry.status or "").casefold() in statuses
    if billable := {option.value for option in search.billable}:
        yield lambda entry: entry.billable in billable
    if search.unbilled:
        yield lambda entry: entry.billable == Billable.BILLABLE.value and not entry.invoiced
    if words := [word.lower() for word in search.text]:
        yield lambda entry: all(word in entry.notes.lower() for word in words)


def _on_whom_and_what(search: TimeSearch) -> Iterator[Callable[[LoggedTime], bool]]:
    if members := frozenset(search.members):
        yield lambda entry: entry.member is not None and entry.member.id in members
    if (ticket := search.ticket) is not None:
        yield lambda entry: _charged(entry, ticket, _TICKETS)
    if (code := search.charge_code) is not None:
        yield lambda entry: _charged(entry, code, (TargetKind.CHARGE_CODE,))
    if search.company is not None:
        yield lambda entry: _is(entry.company, search.company)
    if search.work_type is not None:
        yield lambda entry: _is(entry.work_type, search.work_type)
    if search.work_role is not None:
        yield lambda entry: _is(entry.work_role, search.work_role)


def _charged(entry: LoggedTime, number: int, kinds: tuple[TargetKind, ...]) -> bool:
    target = entry.target
    return target is not None and target.id == number and target.kind in kinds


def _is(thing: Named | None, number: int | None) -> bool:
    return thing is not None and thing.id == number


def _id(ref: Ref | None) -> int | None:
    return ref.id if ref else None


def probably_small(search: TimeSearch) -> bool:
    """Whether one page will probably do: one ticket, or few people for a few days."""
    if search.ticket is not None:
        return True
    if search.since is None or search.until is None:
        return False
    return 0 < len(search.members) <= 5 and search.until - search.since <= _SMALL  # noqa: PLR2004


def ticket_query(search: TicketSearch) -> Where:
    """The query that brings all tickets that the search asks for, and maybe more."""
    where = Where()
    if search.company is not None:
        where = where.eq(Field.COMPANY_ID, search.company)
    if search.open is not None:
        where = where.eq(Field.CLOSED_FLAG, not search.open)
    if search.resource is not None:
        where = where.owned_by(search.resource)
    for word in search.words:
        where = where.any_contains((field, word) for field in (Field.SUMMARY, Field.COMPANY_NAME))
    return where


def ticket_fits(ticket: "Ticket", search: TicketSearch) -> bool:
    """Whether a ticket is one that the search asks for."""
    company = (ticket.company.name or "") if ticket.company else ""
    said = f"{ticket.summary}\n{company}".lower()
    return (
        all(word.lower() in said for word in search.words)
        and search.company in {None, _id(ticket.company)}
        and (search.open is None or search.open is not bool(ticket.closed_flag))
        and (search.resource is None or works_on(ticket, search.resource))
    )


# Endings of companies say nothing about which one is meant.
_ENDINGS = frozenset(
    {"inc", "llc", "ltd", "corp", "co", "gmbh", "limited", "company", "the", "and", "plc", "pty"}
)
_GRAM = 3
_GRAMS = 8


def name_words(name: str) -> list[str]:
    """The words of a company's name that tell it from others, longest first."""
    words = re.findall(r"[^\W_]+", re.sub(r"['\u2019]", "", name.lower()))
    telling = [word for word in words if word not in _ENDINGS] or words
    return sorted(dict.fromkeys(telling), key=len, reverse=True)


def company_queries(name: str) -> list[Where]:
    """Queries for a company, to be tried in turn until one finds something.

    First the name's words, then pieces of three letters, which still hit where a letter is
    wrong or words are written together. Where none of it may stand in a query, all companies.
    """
    words = name_words(name)
    letters = "".join(words)
    pieces = [letters[at : at + _GRAM] for at in range(0, max(1, len(letters) - _GRAM + 1), 2)]
    tries = [_company_query(words[:2]), _company_query(pieces[:_GRAMS])]
    return [where for where in tries if where.terms] or [Where()] * bool(words)


def _company_query(parts: list[str]) -> Where:
    usable = [part for part in parts if len(safe_part(part)) > 1]
    fields = (Field.NAME, Field.IDENTIFIER)
    return Where().any_contains((field, part) for part in usable for field in fields)


def likeness(company: Company, name: str) -> float:
    """How much a company is like a name, from 0 to 1, for choosing the likeliest candidates."""
    wanted = _grams(name)
    shared = max(len(wanted & _grams(text)) for text in (company.name, company.identifier))
    return shared / len(wanted) if wanted else 0.0


def _grams(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    joined = "".join(re.findall(r"[^\W_]+", plain))
    return {joined[at : at + 2] for at in range(len(joined) - 1)} or set(joined)
