"""What a work type's name and rate tell: work after hours, travel, work on site."""

import re

from connectwise_time.domain.models import WorkType

_AFTER_HOURS = re.compile(
    r"\b(after[\s-]?hours?|over[\s-]?time|emergency|week[\s-]?ends?|holidays?|nights?|evenings?"
    r"|on[\s-]?call|ot|ah)\b",
    re.IGNORECASE,
)
_TRAVEL = re.compile(r"\b(travel\w*|driv(e|ing)|trips?|mileage)\b", re.IGNORECASE)
_ON_SITE = re.compile(r"\b(on[\s-]?site|field|site[\s-]?visits?|visits?)\b", re.IGNORECASE)


def is_after_hours(kind: WorkType) -> bool:
    """Whether it is meant for work outside of usual hours: its name says so, or its rate."""
    return kind.higher_rate or bool(_AFTER_HOURS.search(kind.name))


def is_travel(name: str) -> bool:
    """Whether a work type of that name is for the way to a customer."""
    return bool(_TRAVEL.search(name))


def is_on_site(name: str) -> bool:
    """Whether a work type of that name is for work at a customer's place."""
    return bool(_ON_SITE.search(name)) and not is_travel(name)
