"""How an item of a plan ended, by what reads back afterwards. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from connectwise_time.domain.plans import Doing, Ended, Item, ItemOutcome, Kept, leads_to
from connectwise_time.domain.statuses import REJECTED, in_words


def is_unseen(kept: Kept, item: Item) -> bool:
    """Whether an item was acted on, and nobody saw what it came to."""
    outcome = kept.outcomes.get(item.key)
    if outcome is None or outcome.ended is Ended.REFUSED:
        return False
    is_read_by_itself = kept.plan.doing is Doing.DELETE
    return outcome.ended is Ended.UNKNOWN or not (outcome.told or is_read_by_itself)


def as_read(
    doing: Doing,
    item: Item,
    outcome: ItemOutcome,
    status: str | None,
    *,
    moved: bool,
    now: datetime,
    horizon: timedelta,
) -> ItemOutcome:
    """What became of an item, by what reads back.

    Args:
        doing: What was done to it.
        item: What it was before.
        outcome: What is noted of it.
        status: Its status now; None where it is gone.
        moved: Something inside it moved as it should.
        now: The instant of the look, by ConnectWise's clock.
        horizon: How long after it was noted as lost nothing can come any more.
    """
    lost = outcome.ended is Ended.UNKNOWN
    if status is None:
        gone = ItemOutcome(Ended.DONE, at=now)
        return gone if doing is Doing.DELETE else _still_lost(outcome, "it is gone", now, horizon)
    arrived = moved if status == item.status else leads_to(doing, item.status, status)
    if arrived is None:
        # A status of whose meaning nothing is known proves nothing.
        if lost:
            return replace(outcome, at=outcome.at or now)
        arrived = True
    if not arrived and lost:
        return _still_lost(outcome, in_words(status), now, horizon)
    if not arrived:
        told = f"answered with success, and reads back as it should not: {in_words(status)}"
        return ItemOutcome(Ended.UNKNOWN, told, now)
    left = " until what was sent back is corrected"
    rest = left if doing is Doing.APPROVE and status in REJECTED else ""
    return ItemOutcome(Ended.DONE, f"{in_words(status)}{rest}", now)


def _still_lost(outcome: ItemOutcome, reads: str, now: datetime, horizon: timedelta) -> ItemOutcome:
    if outcome.ended is not Ended.UNKNOWN:
        return outcome
    since = outcome.at or now
    if now - since < horizon:
        return replace(outcome, at=since)
    return ItemOutcome(Ended.ABSENT, f"it was not carried out, and reads back: {reads}", now)
