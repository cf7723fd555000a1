"""What a preview says beyond the entry itself, and why: values and the sentences' facts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connectwise_time.domain.billing.bills import Bill
from connectwise_time.domain.billing.coverage import Coverage
from connectwise_time.domain.billing.moves import Moved
from connectwise_time.domain.billing.origins import Source
from connectwise_time.domain.entries import Billable, Draft, LoggedTime
from connectwise_time.domain.filled import FilledIn
from connectwise_time.domain.models import ChargeCode, Named, Ticket, WorkType

_LITTLE = 0.0051  # ConnectWise tells hours in hundredths


@dataclass(frozen=True, slots=True)
class Rounded:
    """Hours that ConnectWise rounds.

    Attributes:
        said: The hours that follow from what was said.
        to: The hours that are stored.
        step: The tenant's step; 0 where it is not told.
    """

    said: float
    to: float
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Overridden:
    """A decision of ConnectWise's that whoever asked takes over.

    Attributes:
        what: "billable" or "agreement".
        otherwise: What ConnectWise would do; empty for nothing.
        yours: What was said.
    """

    what: str
    otherwise: str
    yours: str


@dataclass(frozen=True, slots=True)
class LastUsed:
    """The work type and role that a member used last.

    Attributes:
        day: The local day of that work.
        here: On the same ticket or charge code; otherwise for the same company.
    """

    work_type: Named
    work_role: Named
    day: date
    here: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an entry would be as it is.

    Attributes:
        bill: What it would bill; None where it was not asked.
        came_from: Where each part came from, by our names of the parts.
        coverage: Of the entry's agreement, or of one that was left out.
        last_used: Offered where neither type nor role was named, and others were used last.
        filled: What ConnectWise put where the entry was emptied.
        moved: What a moved entry keeps that its new target would bring otherwise.
    """

    came_from: Mapping[str, Source] = field(default_factory=dict)
    coverage: Coverage | None = None
    rounded: Rounded | None = None
    overridden: tuple[Overridden, ...] = ()
    last_used: LastUsed | None = None
    bill: Bill | None = None
    moved: Moved | None = None
    filled: tuple[FilledIn, ...] = ()


NOTHING = Explained()


def rounding(said: float, stored: float, step: float) -> Rounded | None:
    """How hours are rounded; None where they are stored as they were said."""
    return None if abs(said - stored) < _LITTLE else Rounded(round(said, 4), stored, step)


def is_rounding(said: float, stored: float, step: float) -> bool:
    """Whether the tenant's rounding alone explains what is stored."""
    if step <= 0 or abs(said - stored) >= step:
        return False
    steps = stored / step
    return abs(steps - round(steps)) * step < _LITTLE


def overridden(draft: Draft, would: LoggedTime, otherwise: LoggedTime) -> tuple[Overridden, ...]:
    """What of ConnectWise's decisions a draft takes over.

    Args:
        draft: What was asked for.
        would: The entry that comes of it.
        otherwise: The entry that came of it without billing option and agreement.
    """
    found = []
    if decides_billing(draft) and would.billable != otherwise.billable:
        found.append(Overridden("billable", otherwise.billable or "", would.billable or ""))
    if draft.agreement is not None and _id(would.agreement) != _id(otherwise.agreement):
        other = otherwise.agreement.name if otherwise.agreement else ""
        found.append(Overridden("agreement", other, draft.agreement.name))
    return tuple(found)


def overrides_settings(
    draft: Draft, ticket: Ticket | None, code: ChargeCode | None, work_types: Sequence[WorkType]
) -> tuple[str, ...]:
    """What a draft decides otherwise than the settings that are known without asking."""
    found = []
    setting = _setting(draft, ticket, code, work_types)
    if decides_billing(draft) and setting and setting[1] != draft.billable:
        found.append(f"{setting[0]} says {setting[1]}; you set {draft.billable}.")
    theirs = ticket.agreement if ticket else None
    if draft.agreement and theirs and theirs.id != draft.agreement.id:
        found.append(f"The ticket's agreement is {theirs.name}; you set {draft.agreement.name}.")
    return tuple(found)


def decides_billing(draft: Draft) -> bool:
    """Whether it brings a billing option of its own."""
    return draft.billable not in {None, Billable.NO_DEFAULT}


def _setting(
    draft: Draft, ticket: Ticket | None, code: ChargeCode | None, work_types: Sequence[WorkType]
) -> tuple[str, str] | None:
    kind = next((row for row in work_types if _id(draft.work_type) == row.id), None)
    settings = (
        ("The ticket", ticket.bills_as if ticket else None),
        ("The charge code", code.bills_as if code else None),
        (f"The work type {kind.name}" if kind else "", kind.bills_as if kind else None),
    )
    return next(
        ((who, bills) for who, bills in settings if bills and bills != Billable.NO_DEFAULT), None
    )


def last_used(
    entries: Sequence[LoggedTime], day_of: Mapping[int, date], here: LoggedTime
) -> LastUsed | None:
    """The pair of type and role of the newest entry on the same target, or else of the newest.

    Args:
        entries: Of the same member and company, newest first.
        day_of: Their local days, by id.
        here: The entry that is previewed.
    """
    whole = [e for e in entries if e.work_type and e.work_role and e.id in day_of]
    alike = [e for e in whole if e.target and here.target and _same(e, here)]
    for entry in (*alike[:1], *whole[:1]):
        assert entry.work_type is not None
        assert entry.work_role is not None
        assert entry.id is not None
        return LastUsed(entry.work_type, entry.work_role, day_of[entry.id], here=bool(alike))
    return None


def is_offer(pair: LastUsed, entry: LoggedTime) -> bool:
    """Whether the pair is another one than the entry would have."""
    return (pair.work_type.id, pair.work_role.id) != (_id(entry.work_type), _id(entry.work_role))


def _same(one: LoggedTime, other: LoggedTime) -> bool:
    assert one.target is not None
    assert other.target is not None
    return (one.target.kind, one.target.id) == (other.target.kind, other.target.id)


def _id(thing: Named | None) -> int | None:
    return thing.id if thing else None
