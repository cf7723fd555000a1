"""Where and when the demo company works: zones, holidays, calendars, offices, departments."""

# fmt: off  # tables read better as tables

from collections.abc import Iterator
from datetime import date, timedelta

from connectwise_time.sandbox.seed.planting import Planter

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
AMERICAN, BRITISH = 1, 2
HOLIDAYS = (
    (AMERICAN, "New Year's Day", 1, 1),
    (AMERICAN, "Independence Day", 7, 4),
    (AMERICAN, "Veterans Day", 11, 11),
    (AMERICAN, "Christmas Day", 12, 25),
    (BRITISH, "New Year's Day", 1, 1),
    (BRITISH, "Christmas Day", 12, 25),
    (BRITISH, "Boxing Day", 12, 26),
)
THURSDAY = 3


def plant(p: Planter) -> None:
    """In the order in which one thing refers to another."""
    for part in (_zones, _holidays, _calendars, _offices):
        part(p)


def _zones(p: Planter) -> None:
    p.rows(
        "system/cwTimeZones",
        "id name offset daylightSavingsFlag",
        (1, "(UTC-05:00) Eastern Time (US & Canada)", -5, True),
        (2, "(UTC+00:00) Dublin, Edinburgh, Lisbon, London", 0, True),
        (3, "(UTC+10:00) Canberra, Melbourne, Sydney", 10, True),
    )
    p.rows(
        "system/timeZoneSetups",
        "id name timeZone offset defaultFlag iana",
        (1, "Eastern Standard Time", 1, -5, True, "America/New_York"),
        (2, "GMT Standard Time", 2, 0, False, "Europe/London"),
        (3, "AUS Eastern Standard Time", 3, 10, False, "Australia/Sydney"),
        daylightSavingsFlag=True,
    )


def _holidays(p: Planter) -> None:
    p.rows("schedule/holidayLists", "id name", (AMERICAN, "US holidays"), (BRITISH, "UK holidays"))
    for year in (p.today.year - 1, p.today.year, p.today.year + 1):
        p.rows(
            "schedule/holidayLists/holidays",
            "holidayList name date",
            *((held, name, str(date(year, month, day))) for held, name, month, day in HOLIDAYS),
            (AMERICAN, "Thanksgiving", str(_fourth_thursday_of_november(year))),
            allDayFlag=True,
        )
        p.row(
            "schedule/holidayLists/holidays",
            holidayList=AMERICAN,
            name="Christmas Eve (afternoon)",
            date=str(date(year, 12, 24)),
            allDayFlag=False,
            timeStart="12:00:00",
            timeEnd="17:00:00",
        )
    # Whatever the day of the demo is, a weekday shortly before it was a holiday.
    founded = p.monday - timedelta(days=17)
    for held in (AMERICAN, BRITISH):
        p.row(
            "schedule/holidayLists/holidays",
            holidayList=held,
            name="Brightwater Day",
            date=str(founded),
            allDayFlag=True,
        )


def _fourth_thursday_of_november(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 21)


def _calendars(p: Planter) -> None:
    for key, name, days, start, end, held in (
        (1, "Office", WEEKDAYS, "08:00:00", "17:00:00", AMERICAN),
        (2, "Early", WEEKDAYS, "07:00:00", "16:00:00", AMERICAN),
        (3, "Part-time", WEEKDAYS[:3], "09:00:00", "13:00:00", AMERICAN),
        (4, "London", WEEKDAYS, "09:00:00", "17:30:00", BRITISH),
        # Holidays never shift what Quinn's week shows, whatever the day of the demo is.
        (5, "Service desk, holidays too", WEEKDAYS, "08:00:00", "17:00:00", None),
    ):
        hours = dict(_hours(days, start, end))
        p.row("schedule/calendars", id=key, name=name, holidayList=held, **hours)


def _hours(days: tuple[str, ...], start: str, end: str) -> Iterator[tuple[str, str]]:
    """A day off has neither start nor end [?]."""
    for day in days:
        yield f"{day}StartTime", start
        yield f"{day}EndTime", end


def _offices(p: Planter) -> None:
    p.rows(
        "system/locations",
        "id name timeZoneSetup calendar",
        (1, "New York Office", 1, 1),
        (2, "London Office", 2, 4),
        structureLevel=1,
        locationFlag=True,
        clientFlag=False,
        departmentIds=[1, 2, 3],
    )
    p.rows(
        "system/departments",
        "id identifier name",
        (1, "PS", "Professional Services"),
        (2, "MS", "Managed Services"),
        (3, "ADM", "Administration"),
    )
