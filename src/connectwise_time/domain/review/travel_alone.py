"""Travel to a customer with whom nothing on site was logged that day."""

from collections.abc import Hashable, Iterator

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Around, Case, Found, Rule, counted, numbers
from connectwise_time.domain.review.kinds_of_work import is_on_site, is_travel
from connectwise_time.domain.when import local_day


def _judge(case: Case) -> Iterator[Found]:
    around = case.around
    if not any(kind.active and is_on_site(kind.name) for kind in around.work_types.values()):
        return  # this tenant does not tell work on site apart
    visits = {_where(entry, around) for entry in case.entries if is_on_site(_type(entry))}
    alone = numbers(
        entry
        for entry in case.entries
        if is_travel(_type(entry)) and entry.company and _where(entry, around) not in visits
    )
    if alone:
        yield Found(f"{counted(alone)} travel, without work on site there that day.", alone)


def _type(entry: LoggedTime) -> str:
    return entry.work_type.name if entry.work_type else ""


def _where(entry: LoggedTime, around: Around) -> Hashable:
    day = local_day(entry.start, around.zone) if entry.start else None
    return entry.company.id if entry.company else None, day


TRAVEL_ALONE = Rule(
    "travel_alone",
    "entries of a travel type, with none of an on-site type for that company on that day, where"
    " there is such a type",
    "The visit is missing, or has another type.",
    "Ask for the visit: create_time_entry, or work_type with update_time_entry.",
    _judge,
)
