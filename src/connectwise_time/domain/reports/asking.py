"""What may be asked of a report. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from connectwise_time.domain.reports.dimensions import GroupBy
from connectwise_time.domain.reports.measures import Measure
from connectwise_time.errors import Refused

MOST_DAYS = 366
"""Of utilization: the working hours of each day are looked at, for everybody."""


def check_asked(by: Sequence[GroupBy], measures: Sequence[Measure], *, one_member: bool) -> None:
    """Refuse what cannot be told.

    Args:
        by: What totals are to be split by.
        measures: What is to be told beside hours.
        one_member: Only one member's time is searched.

    Raises:
        Refused: Something is named twice, or nobody is there whose capacity it would be.
    """
    twice = next((one for one in by if by.count(one) > 1), None)
    if twice is not None:
        raise Refused(f"group_by names {twice} twice.", remedy="Name each once.")
    if Measure.UTILIZATION in measures and not one_member and GroupBy.MEMBER not in by:
        raise Refused(
            "Utilization is time against somebody's working hours.",
            remedy='Add "member" to group_by, or give one member.',
        )


def working_days(since: date | None, until: date | None, today: date) -> list[date]:
    """The days whose working hours count: those of the search, no later than today.

    Args:
        since: The first day.
        until: The day behind the last one; None for all.
        today: Nobody could work later.

    Raises:
        Refused: They have no beginning, or are too many.
    """
    end = min(until or date.max, today + timedelta(days=1))
    if since is None or (end - since).days > MOST_DAYS:
        raise Refused(
            f"Utilization is told of at most {MOST_DAYS} days, from a first one on.",
            remedy="Give a period such as last month, or since and until.",
        )
    return [since + timedelta(days=number) for number in range((end - since).days)]
