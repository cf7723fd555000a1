"""When somebody works."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Workday:
    """The hours of one weekday in a member's calendar, in local time.

    Attributes:
        end: A clock that is not after the start is one of the next day.
    """

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works.

    Attributes:
        workdays: The hours of Monday to Sunday; None for a free day.
        holiday_list: Id of the list of its holidays.
    """

    workdays: tuple[Workday | None, ...]
    holiday_list: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day, or in local time some hours of it, on which nobody has to work.

    Attributes:
        start, end: None for the whole day.
    """

    name: str
    day: date
    start: time | None = None
    end: time | None = None
