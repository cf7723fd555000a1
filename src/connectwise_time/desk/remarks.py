"""What is told beside what a plan came to: why some of it was not tried, or could not be noted."""

from collections.abc import Mapping

from connectwise_time.desk.plans import PRACTICE
from connectwise_time.domain.batches import by_reason
from connectwise_time.domain.plans import Doing, Ended, Kept
from connectwise_time.errors import TimeDeskError

_NAMED = 5


def held(after: Kept, held: Mapping[str, str]) -> list[str]:
    """Why items were not tried that another plan is at."""
    by_plan: dict[str, list[str]] = {}
    for item in after.left:
        if item.key in held:
            by_plan.setdefault(held[item.key], []).append(item.key)
    return [
        f"Not tried: {', '.join(keys[:_NAMED])}{' and others' if len(keys) > _NAMED else ''}, since"
        f" plan {plan} is at the same, or it is not known yet what came of it there. First ask"
        f' check_operation("{plan}").'
        for plan, keys in by_plan.items()
    ]


def waiting(after: Kept, waits: Mapping[str, str]) -> list[str]:
    """Why new entries were not tried that something else is in the way of."""
    reasons = {item.id: waits[item.key] for item in after.left if item.key in waits}
    return [f"Not tried: {line}" for line in by_reason(reasons)]


def lasting(after: Kept) -> list[str]:
    """What taking back did not bring back, for whoever saw the answer and not the plan."""
    if after.plan.doing is not Doing.UNDO or not after.ended(Ended.DONE):
        return []
    return [notice for notice in after.plan.notices if notice != PRACTICE]


def unnoted(after: Kept, trouble: TimeDeskError) -> str:
    """That what is told could not all be noted."""
    return (
        "What is told here came from ConnectWise, but it could not all be noted in the journal."
        f' Ask check_operation("{after.id}") in some minutes. {trouble.remedy}'
    )
