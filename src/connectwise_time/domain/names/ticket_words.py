"""A person's words for a ticket: its number, or words of its summary and of its company."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectwise_time.domain.models import Member, Ticket
from connectwise_time.domain.names.spelling import canonical, words_of
from connectwise_time.domain.names.typos import slip

# Words that hold a sentence together, and tell no ticket from another.
_TELLS_NOTHING = frozenset(
    (
        *("a", "about", "an", "and", "at", "for", "from", "in", "my", "number", "of", "on"),
        *("the", "ticket", "tickets", "to", "with"),
    )
)
# Words that may stand in a summary, and as often only fill a sentence.
_FILLS = frozenset(
    (
        *("case", "incident", "issue", "issues", "job", "matter", "one", "problem", "problems"),
        *("request", "stuff", "task", "that", "thing", "things", "this", "work"),
    )
)
_AROUND = "\"'.,;:!?()[]“”‘’"
_OWNED = re.compile(r"['’]s$", re.IGNORECASE)
# Shorter numbers are as likely words of a summary ("365", "2019"); ids are int32.
_NUMBER = re.compile(r"#\s*(\d{1,9})|(\d{5,9})", re.ASCII)
_NEAREST = 5
_ENDING = re.compile(r"(?:ings?|ed|ers?|es|s|ments?|ations?|ions?|e)$")
_SHORTEST_STEM = 4

Companies = Mapping[str, Collection[int]]
"""For each word, the ids of the companies that it fits by the rules for names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word was found.

    Attributes:
        word: As it was said.
        companies: Names of the companies that it stands for, or in whose names it stands.
        in_summary: It stands in a summary.
    """

    word: str
    companies: tuple[str, ...]
    in_summary: bool


def words_said(text: str) -> tuple[str, ...]:
    """The words that tell which ticket is meant; all of them where none tells."""
    said = [_OWNED.sub("", word.strip(_AROUND)) for word in text.split()]
    said = [word for word in said if word]
    return tuple(word for word in said if word.casefold() not in _TELLS_NOTHING) or tuple(said)


def without_fillers(words: Sequence[str]) -> tuple[str, ...]:
    """The words that are worth something by themselves; all of them where none is."""
    return tuple(word for word in words if word.casefold() not in _FILLS) or tuple(words)


def number_said(words: Sequence[str]) -> int | None:
    """The number, where nothing but a ticket's number was said: `54321`, `ticket #54321`."""
    found = _NUMBER.fullmatch("".join(words)) if len(words) <= 2 else None  # noqa: PLR2004  # "# 5"
    return int(found[1] or found[2]) if found else None


def likeliest(tickets: Sequence[Ticket], me: Member) -> list[Ticket]:
    """My own ones first, then the latest updated."""
    return sorted(
        tickets, key=lambda ticket: (is_mine(ticket, me), *_recency(ticket)), reverse=True
    )


def is_mine(ticket: Ticket, me: Member) -> bool:
    """Whether the member owns the ticket or works on it."""
    mine = me.identifier.casefold()
    at_work = any(name.casefold() == mine for name in ticket.resources)
    return at_work or (ticket.owner is not None and ticket.owner.id == me.id)


def places(words: Sequence[str], tickets: Sequence[Ticket], known: Companies) -> list[Place]:
    """Where each word was found in the tickets."""
    return [_place(word, tickets, known.get(word, ())) for word in words]


def _place(word: str, tickets: Sequence[Ticket], ids: Collection[int]) -> Place:
    companies = {
        ticket.company.name: None
        for ticket in tickets
        if ticket.company and (ticket.company.id in ids or _has(word, ticket.company.name))
    }
    return Place(word, tuple(companies), any(_has(word, ticket.summary) for ticket in tickets))


def all_fit(words: Sequence[str], ticket: Ticket, known: Companies) -> bool:
    """Whether every word stands in the summary or fits the company, however it is spelt."""
    return all(_fits(word, ticket, known) for word in words)


def nearest(
    words: Sequence[str], tickets: Sequence[Ticket], known: Companies, me: Member
) -> list[Ticket]:
    """The few tickets that most of the words fit, some of them but for typing errors."""
    scored = [(sum(_score(word, ticket, known) for word in words), ticket) for ticket in tickets]
    best = max((score for score, _ in scored), default=0.0)
    least = max(best - 0.5, min(1.0, 0.8 * len(words) / 2))
    near = [(score, ticket) for score, ticket in scored if score >= least]
    near.sort(
        key=lambda item: (item[0], not item[1].closed, is_mine(item[1], me), *_recency(item[1])),
        reverse=True,
    )
    return [ticket for _, ticket in near[:_NEAREST]]


def _score(word: str, ticket: Ticket, known: Companies) -> float:
    if _fits(word, ticket, known):
        return 1.0
    typed = canonical(words_of(word))
    there = canonical(words_of(_told(ticket)))
    near = all(any(slip(part, other) or _akin(part, other) for other in there) for part in typed)
    return 0.8 if typed and near else 0.0


def _akin(word: str, other: str) -> bool:
    """Whether both are forms of one word: onboarding, onboard; migration, migrate."""
    stems = (_ENDING.sub("", word), _ENDING.sub("", other))
    return stems[0] == stems[1] and len(stems[0]) >= _SHORTEST_STEM


def _fits(word: str, ticket: Ticket, known: Companies) -> bool:
    by_company = ticket.company is not None and ticket.company.id in known.get(word, ())
    return by_company or _has(word, _told(ticket))


def _told(ticket: Ticket) -> str:
    return f"{ticket.summary} {ticket.company.name if ticket.company else ''}"


def _has(word: str, text: str) -> bool:
    """Whether the text has the word, as it is written or in another spelling."""
    if word.casefold() in text.casefold():
        return True
    wanted, there = "".join(words_of(word)), words_of(text)
    return bool(wanted) and (wanted in " ".join(there) or _joined(wanted, there))


def _joined(wanted: str, there: Sequence[str]) -> bool:
    """Whether whole words make it together: wifi is Wi-Fi, and e-mail is not in "the mail"."""
    return any(
        "".join(there[first:last]) == wanted
        for first in range(len(there))
        for last in range(first + 2, len(there) + 1)
    )


def _recency(ticket: Ticket) -> tuple[datetime, int]:
    return ticket.updated or datetime.min.replace(tzinfo=UTC), ticket.id
