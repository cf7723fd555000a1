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
from connectwise_time.connectwise.packing import Room, spread
from connectwise_time.connectwise.wire import Ref
from connectwise_time.domain.entries import Billable, LoggedTime, TimeSearch
from connectwise_time.domain.models import Company, Named, TargetKind, TicketSearch

if TYPE_CHECKING:
    from connectwise_time.connectwise.wire_tickets import Ticket

_TICKETS = (TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET)
_SMALL = timedelta(days=7)
_LOOSE_WORDS = 8
_FEW_PEOPLE = 5
_FEW_SHEETS = 20  # a week's sheet has some dozens of entries, a page has 1,000


def time_queries(search: TimeSearch, room: Room) -> Iterator[Where]:
    """Queries that together, each row in one only, bring all that the search asks for.

    Of several lists only the one that says most is sent: with two lists spread over queries, each
    part of one would have to be asked for with each part of the other. Our side checks the rest.
    """
    rest = _time_query(search)
    lists = (
        (Field.ID, search.ids),
        (Field.SHEET_ID, search.sheets),
        (Field.MEMBER_ID, search.members),
    )
    for field, ids in lists:
        if ids:
            yield from spread(rest, field, ids, room)
            return
    yield rest


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
    if search.changed_since is not None:
        where = where.since(Field.LAST_UPDATED, search.changed_since)
    where = where.within(Field.SHEET_ID, search.sheets_within)
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


def judged(search: TimeSearch) -> Iterator[str]:
    """What of an entry the check reads, by the names of its fields."""
    sought: tuple[tuple[object, tuple[str, ...]], ...] = (
        (search.members, ("member",)),
        (search.ticket is not None or search.charge_code is not None, ("target",)),
        (search.company is not None, ("company",)),
        (search.work_type is not None, ("work_type",)),
        (search.work_role is not None, ("work_role",)),
        (search.since is not None or search.until is not None, ("start",)),
        (search.statuses, ("status",)),
        (search.billable, ("billable",)),
        (search.unbilled, ("billable", "invoiced")),
        (search.text, ("notes",)),
    )
    return (part for wanted, parts in sought if wanted for part in parts)


def _checks(search: TimeSearch) -> Iterator[Callable[[LoggedTime], bool]]:
    yield from _on_whom_and_what(search)
    yield from _on_records(search)
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


def _on_records(search: TimeSearch) -> Iterator[Callable[[LoggedTime], bool]]:
    if ids := frozenset(search.ids):
        yield lambda entry: entry.id in ids
    if sheets := frozenset(search.sheets):
        yield lambda entry: entry.sheet is not None and entry.sheet.id in sheets
    if (bounds := search.sheets_within) is not None:
        low, high = bounds
        yield lambda entry: entry.sheet is not None and low <= entry.sheet.id <= high
    if (changed := search.changed_since) is not None:
        # ConnectWise's own stamps are whole seconds, and so is what it was asked for.
        changed = changed.replace(microsecond=0)
        yield lambda entry: entry.updated is None or entry.updated >= changed


def _charged(entry: LoggedTime, number: int, kinds: tuple[TargetKind, ...]) -> bool:
    target = entry.target
    return target is not None and target.id == number and target.kind in kinds


def _is(thing: Named | None, number: int | None) -> bool:
    return thing is not None and thing.id == number


def _id(ref: Ref | None) -> int | None:
    return ref.id if ref else None


def probably_small(search: TimeSearch) -> bool:
    """Whether one page will probably do: named entries, one ticket, few sheets, or a few days.

    What changed since an instant is asked for to see whether anything did.
    """
    if search.ticket is not None or search.ids or search.changed_since is not None:
        return True
    if search.sheets:
        return len(search.sheets) <= _FEW_SHEETS
    if search.since is None or search.until is None:
        return False
    return 0 < len(search.members) <= _FEW_PEOPLE and search.until - search.since <= _SMALL


def ticket_query(search: TicketSearch) -> Where:
    """The query that brings all tickets that the search asks for, and maybe more."""
    where = Where()
    if search.company is not None:
        where = where.eq(Field.COMPANY_ID, search.company)
    if search.open is not None:
        where = where.eq(Field.CLOSED_FLAG, not search.open)
    if search.resource is not None:
        where = where.owned_by(search.resource)
    fields = (Field.SUMMARY, Field.COMPANY_NAME)
    if search.loosely:
        parts = [part for word in search.words[:_LOOSE_WORDS] for part in _ends(word)]
        pairs = [(field, part) for part in dict.fromkeys(parts) for field in fields]
        return where.any_contains(pairs, ((Field.COMPANY_ID, id_) for id_ in search.companies))
    for word in search.words:
        where = where.any_contains((field, word) for field in fields)
    return where


def _ends(word: str) -> list[str]:
    """How a word begins and ends: one of them is right where few letters are wrong."""
    many = _GRAM if len(word) > _GRAM + 1 else 2  # of wifi the halves: it may be spelt Wi-Fi
    letters = [safe_part(word[:many]), safe_part(word[-many:])]
    return [part for part in letters if len(part) > 1]


def ticket_fits(ticket: "Ticket", search: TicketSearch) -> bool:
    """Whether a ticket is one that the search asks for."""
    company = (ticket.company.name or "") if ticket.company else ""
    said = f"{ticket.summary}\n{company}".lower()
    return (
        (search.loosely or all(word.lower() in said for word in search.words))
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

    First all of the name's words, then one of its longest, then pieces of three letters, which
    still hit where a letter is wrong or words are written together. Where none of it may stand in
    a query, all companies.
    """
    words = name_words(name)
    letters = "".join(words)
    pieces = [letters[at : at + _GRAM] for at in range(0, max(1, len(letters) - _GRAM + 1), 2)]
    every = Where()
    for word in words:
        every = Where((*every.terms, *_company_query([word]).terms))
    tries = [every, _company_query(words[:2]), _company_query(pieces[:_GRAMS])]
    different = dict.fromkeys(where for where in tries if where.terms)
    return list(different) or [Where()] * bool(words)


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
