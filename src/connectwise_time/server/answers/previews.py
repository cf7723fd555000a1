"""What a preview says of an entry beside the entry itself: as facts, and as a few plain lines."""

from collections.abc import Iterator
from typing import Any

from connectwise_time.domain.billing.bills import Bill, Bills
from connectwise_time.domain.billing.coverage import Coverage
from connectwise_time.domain.billing.moves import Differs, Moved
from connectwise_time.domain.billing.previews import Explained, LastUsed, Overridden, Rounded
from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.filled import FilledIn
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.server.answers.common import name_of
from connectwise_time.server.text import number, one_line

_LITTLE = 0.011  # every ConnectWise keeps hours in hundredths
_LONGEST = 100


def explained_facts(explained: Explained) -> dict[str, Any]:
    """Why the entry would be so, as typed facts; None where there is nothing to say."""
    coverage, rounded, pair = explained.coverage, explained.rounded, explained.last_used
    return {
        "agreement_covers": coverage.covers if coverage else None,
        "came_from": {part: who.value for part, who in explained.came_from.items()} or None,
        "rounded": {"said": rounded.said, "to": rounded.to} if rounded else None,
        "otherwise": {each.what: each.otherwise for each in explained.overridden} or None,
        "last_used": _pair(pair) if pair else None,
    }


def _pair(pair: LastUsed) -> dict[str, Any]:
    return {
        "work_type": _reference(pair.work_type),
        "work_role": _reference(pair.work_role),
        "date": pair.day.isoformat(),
    }


def _reference(named: Named) -> dict[str, Any]:
    return {"id": named.id, "name": one_line(named.name, _LONGEST)}


def explained_lines(explained: Explained) -> Iterator[str]:
    """The same, as sentences."""
    if explained.coverage and not _is_said(explained.coverage, explained.bill):
        yield _covered(explained.coverage)
    yield from map(_overridden, explained.overridden)
    if explained.rounded:
        yield _rounded(explained.rounded)
    if explained.last_used:
        yield _last_used(explained.last_used)


def explained_notices(explained: Explained) -> Iterator[str]:
    """What whoever asked should do something about, as sentences."""
    if explained.moved:
        yield _moved(explained.moved)
    yield from map(_filled, explained.filled)


def _filled(each: FilledIn) -> str:
    name = one_line(each.name, _LONGEST)
    if each.again:
        return f"{each.part} is {name} as before: ConnectWise does not leave it empty."
    return f"ConnectWise filled in {name}."


def _moved(move: Moved) -> str:
    if not move.differs:
        keeps = ", ".join(one_line(name, _LONGEST) for name in move.keeps)
        return f"It is moved and keeps {keeps}: check that this still fits."
    would = ", ".join(one_line(each.would, _LONGEST) for each in move.differs)
    stays = ", ".join(
        one_line(each.stays, _LONGEST) or f"without {each.part}" for each in move.differs
    )
    differs = f"{_charged(move.target)} would be {would}; this entry stays {stays}"
    return f"{differs}; to take that over, give {' and '.join(map(_given, move.differs))}."


def _given(each: Differs) -> str:
    clear = "" if each.part == "billable" else f' (or clear=["{each.part}"])'
    return f'{each.part}="{one_line(each.would, _LONGEST)}"{clear}'


def _charged(target: Target) -> str:
    if target.kind in {TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET}:
        return f"Ticket #{target.id}"
    return one_line(target.name, _LONGEST) or f"{target.kind.value} {target.id}"


def bill_line(bill: Bill | None) -> str:
    """What it would bill, in one sentence; empty where that was not asked."""
    if bill is None:
        return ""
    rate = f" at {number(bill.rate)} per hour" if bill.rate is not None else ""
    untold = "" if rate else "; the rate is not told"
    hours, agreement = f"{number(bill.hours)} h", f"agreement {name_of(bill.agreement)}"
    source = f": {bill.source.value}" if bill.source else ""
    billed, covered = f"{rate} ({hours})", f"Covered by {agreement}"
    sentences = {
        Bills.COVERED: f"{covered}.",
        Bills.COVERED_WITHIN_LIMIT: f"{covered} while its limit lasts: not certain.",
        Bills.PARTLY: f"{covered} for {number(bill.covered)} h; billed{billed}{untold}.",
        Bills.BILLED: f"Billed{billed}{untold}.",
        Bills.UNLESS_COVERED: f"Not certain: billed{billed}, unless {agreement} covers it{untold}.",
        Bills.NOT_BILLED: f"Not billed ({one_line(bill.option, _LONGEST)}{source}).",
        Bills.NOT_TOLD: "What it would bill is not certain: ConnectWise did not tell.",
    }
    return sentences[bill.what]


def _is_said(coverage: Coverage, bill: Bill | None) -> bool:
    """Whether the sentence about the bill says all of it."""
    if bill is None or not coverage.applied:
        return False
    return not coverage.why or bill.what in {Bills.PARTLY, Bills.NOT_BILLED}


def billed_hours(entry: LoggedTime) -> str:
    """How many hours are billed, where that is not as many as were worked."""
    billed = entry.hours_billed
    if entry.billable != Billable.BILLABLE or not billed or abs(billed - entry.hours) < _LITTLE:
        return ""
    return f"billed as {number(billed)} h"


def _covered(coverage: Coverage) -> str:
    name, why = name_of(coverage.agreement), one_line(coverage.why, 2 * _LONGEST)
    because = f": it {why}" if why else ""
    if not coverage.applied:
        return f"The ticket's agreement {name} is left out{because}."
    match coverage.covers:
        case None:
            return f"Whether agreement {name} covers it is not known{because}."
        case True:
            return f"Agreement {name} covers it{because}."
        case False:
            return f"Agreement {name} does not cover it{because}."


def _overridden(each: Overridden) -> str:
    otherwise, yours = one_line(each.otherwise, _LONGEST), one_line(each.yours, _LONGEST)
    if each.what == "billable":
        return f"ConnectWise would bill it as {otherwise}; you set {yours}."
    would = f"take agreement {otherwise}" if otherwise else "take no agreement"
    return f"ConnectWise would {would}; you set {yours}."


def _rounded(rounded: Rounded) -> str:
    steps = f", in steps of {number(rounded.step)} h" if rounded.step > _LITTLE else ""
    return f"ConnectWise rounds {number(rounded.said)} h to {number(rounded.to)} h{steps}."


def _last_used(pair: LastUsed) -> str:
    where = "here" if pair.here else "for this company"
    named = f"{name_of(pair.work_type)} as {name_of(pair.work_role)}"
    return f"Last used {where} ({pair.day}): {named}. To use them, say work_type and work_role."
