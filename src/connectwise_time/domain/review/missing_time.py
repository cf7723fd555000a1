"""Working hours on which nothing is logged."""

from collections.abc import Iterator

from connectwise_time.domain.missing import missing_days, told_days
from connectwise_time.domain.review.facts import Case, Found, Rule


def _judge(case: Case) -> Iterator[Found]:
    around, sheet = case.around, case.filled.sheet
    if around.working is None or not case.entries:
        return
    days = [day.day for day in case.days if sheet.first <= day.day <= sheet.last]
    lacking = missing_days(
        case.entries, days, around.working, around.zone, around.now, least=around.worth.least
    )
    if lacking:
        hours = sum(day.missing for day in lacking)
        told = told_days(lacking, around.zone)
        assumed = f" {around.working.assumption}" if around.working.assumption else ""
        yield Found(f"{hours:.4g} h are missing: {told}.{assumed}")


MISSING_TIME = Rule(
    "missing_time",
    "days until now lack hours of the member's capacity, by calendar and holidays",
    "Nobody bills hours that are not written down.",
    "Ask what was done and log it with create_time_entry; time off goes on its charge code.",
    _judge,
)
