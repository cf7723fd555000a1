"""How an item of a plan ended, by what reads back afterwards. Pure."""

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
    doing: Doing, item: Item, outcome: ItemOutcome, status: str | None, *, moved: bool
) -> ItemOutcome:
    """What became of an item, by its status now, which is None where it is gone."""
    lost = outcome.ended is Ended.UNKNOWN
    if status is None:
        return ItemOutcome(Ended.DONE) if doing is Doing.DELETE else outcome
    arrived = moved if status == item.status else leads_to(doing, item.status, status)
    if arrived is None and not lost:
        arrived = True
    if not arrived:
        told = f"answered with success, and reads back as it should not: {in_words(status)}"
        return outcome if lost else ItemOutcome(Ended.UNKNOWN, told)
    left = " until what was sent back is corrected"
    rest = left if doing is Doing.APPROVE and status in REJECTED else ""
    return ItemOutcome(Ended.DONE, f"{in_words(status)}{rest}")
