"""A person's words for a day: `yesterday`, `last friday`, `2 days ago`, or a date (dates.py)."""

import re
from datetime import date, timedelta

from connectwise_time.domain.words.dates import Calendar, date_said
from connectwise_time.domain.words.plainly import plain, with_digits
from connectwise_time.errors import Ambiguous, Refused

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)
_MOST_DAYS = 366

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun")
    )
    for name in names.split()
} | {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})"


# As programs write a mere day: no offset, and no time of day that anybody means.
_MIDNIGHT = re.compile(r"(?<=\d{4}-\d\d-\d\d)[t ]00:00(?::00(?:\.0+)?)?$")
_LAST_SECOND = re.compile(r"(?<=\d{4}-\d\d-\d\d)[t ]23:59(?::59(?:\.9+)?)?$")


def read_last_date(words: str, calendar: Calendar) -> date:
    """The same of a last day, which programs write as its last second."""
    return read_date(_LAST_SECOND.sub("", plain(words)), calendar)


def read_date(words: str, calendar: Calendar) -> date:
    """The day that is meant.

    Raises:
        Refused: It cannot be read as a day, or in several ways, or names one to come.
    """
    text = _MIDNIGHT.sub("", plain(words))
    day = day_said(text, calendar)
    if day is None:
        raise Refused(
            "The date cannot be read.",
            remedy=f"Today is {calendar.today:%a %Y-%m-%d}. Give it as today, yesterday, a weekday"
            " or an ISO date (YYYY-MM-DD).",
        )
    return day


def depends_on_weeks(words: str) -> bool:
    """Whether it matters for words about time on which day weeks begin."""
    try:
        return _ABOUT_WEEKS.search(plain(words)) is not None
    except Refused:  # whoever reads them says so
        return False


_ABOUT_WEEKS = re.compile(rf"\bweek|\bwk|wtd|\bw/?[bce]\b|\b(?:this|last|previous) {_WEEKDAY}\b")


def day_said(text: str, calendar: Calendar) -> date | None:
    """The day in plain text; None where it has not the shape of one.

    Raises:
        Refused: It has several readings, does not exist, or is one to come.
    """
    text = re.sub(r"^on ", "", text)
    for reader in (_by_name, _ago, _by_weekday, _in_week, _beside_weekday, date_said):
        if (day := reader(text, calendar)) is not None:
            return day
    return None


def names_its_date(text: str, calendar: Calendar) -> bool:
    """Whether the plain text for a day is a date, and not one that depends on today by its name."""
    text = re.sub(r"^on ", "", text)
    return (_beside_weekday(text, calendar) or date_said(text, calendar)) is not None


def _to_come() -> Refused:
    return Refused("That day is in the future.", remedy="Give a day up to today.")


def _by_name(text: str, calendar: Calendar) -> date | None:
    if text == "today":
        return calendar.today
    if text == "yesterday":
        return calendar.today - _A_DAY
    if text in ("day before yesterday", "the day before yesterday"):
        return calendar.today - 2 * _A_DAY
    ahead = rf"tomorrow|(?:the )?day after tomorrow|(?:next|coming|this coming) {_WEEKDAY}"
    if re.fullmatch(rf"{ahead}|in (?:an?|\d+) (?:days?|weeks?)", with_digits(text)):
        raise _to_come()
    return None


def _ago(text: str, calendar: Calendar) -> date | None:
    found = re.fullmatch(r"(an?|\d{1,3}) (day|week)s? ago", with_digits(text), re.ASCII)
    if found is None:
        return None
    many = 1 if found[1][0] == "a" else int(found[1])
    days = many * (7 if found[2] == "week" else 1)
    if not 0 < days <= _MOST_DAYS:
        raise Refused("That is too far away, or no time at all.", remedy="Give an ISO date.")
    return calendar.today - timedelta(days=days)


def _by_weekday(text: str, calendar: Calendar) -> date | None:
    found = re.fullmatch(rf"(?:(?P<which>this|last|previous|past|this past) )?{_WEEKDAY}", text)
    if found is None:
        return None
    today, number = calendar.today, _WEEKDAYS[found["weekday"]]
    before = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    match found["which"]:
        case None:
            return today if today.weekday() == number else before
        case "past" | "this past":
            return before
        case "this":
            return _not_to_come(_weekday_of(calendar.week, number), calendar)
    last_week = _weekday_of(calendar.week - _A_WEEK, number)
    if before != last_week:
        raise Ambiguous(
            f"It may be {before:%a %Y-%m-%d} or {last_week:%a %Y-%m-%d}.", remedy="Give its date."
        )
    return before


def _in_week(text: str, calendar: Calendar) -> date | None:
    which = r"(?P<which>this|last|previous) week"
    found = re.fullmatch(rf"{_WEEKDAY},? (?:of )?{which}", text)
    found = found or re.fullmatch(rf"{which}(?:'s)?,? (?:on )?{_WEEKDAY}", text)
    if found is None:
        return None
    week = calendar.week if found["which"] == "this" else calendar.week - _A_WEEK
    return _not_to_come(_weekday_of(week, _WEEKDAYS[found["weekday"]]), calendar)


def _weekday_of(week: date, number: int) -> date:
    return week + timedelta(days=(number - week.weekday()) % 7)


def _not_to_come(day: date, calendar: Calendar) -> date:
    if day > calendar.today:
        raise _to_come()
    return day


def _beside_weekday(text: str, calendar: Calendar) -> date | None:
    found = re.fullmatch(rf"{_WEEKDAY}[,.]? (?:the )?(?P<rest>.*\d.*)", text)
    found = found or re.fullmatch(rf"(?P<rest>.*\d.*?),? (?P<open>\()?{_WEEKDAY}(?(open)\))", text)
    day = date_said(found["rest"], calendar) if found else None
    if found is None or day is None:
        return None
    if day.weekday() != _WEEKDAYS[found["weekday"]]:
        raise Refused(f"{day} is a {day:%A}.", remedy="Correct the weekday or the date.")
    return day
