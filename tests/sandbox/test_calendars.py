from datetime import date, time

import httpx2
import pytest

from connectwise_time.sandbox import World

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.anyio
async def test_a_members_calendar_leads_to_the_holidays(technician: httpx2.AsyncClient) -> None:
    me = (await technician.get("/system/myMembers")).json()
    calendar = (await technician.get(f"/schedule/calendars/{me['calendar']['id']}")).json()
    assert (calendar["mondayStartTime"], calendar["fridayEndTime"]) == ("08:00:00", "17:00:00")
    assert not calendar.keys() & {"saturdayStartTime", "sundayEndTime"}
    held = f"/schedule/holidayLists/{calendar['holidayList']['id']}/holidays"
    november = {"conditions": "date >= [2026-11-01] and date <= [2026-11-30]"}
    holidays = (await technician.get(held, params=november)).json()
    assert [(day["name"], day["date"], day["allDayFlag"]) for day in holidays] == [
        ("Veterans Day", "2026-11-11", True),
        ("Thanksgiving", "2026-11-26", True),
    ]


@pytest.mark.parametrize(
    "today", [date(2026, 11, 18), date(2026, 11, 22), date(2027, 1, 2), date(2024, 2, 29)]
)
def test_every_demo_has_holidays_a_half_one_and_somebody_who_works_part_time(today: date) -> None:
    world = World.open(today=today)
    holidays = world.rows("schedule/holidayLists/holidays")
    days = [date.fromisoformat(row["date"]) for row in holidays]
    assert any(day.weekday() < 5 and 0 < (today - day).days < 28 for day in days)
    halves = [row for row in holidays if not row["allDayFlag"]]
    assert all(
        time.fromisoformat(r["timeStart"]) < time.fromisoformat(r["timeEnd"]) for r in halves
    )
    assert any(0 < (today - date.fromisoformat(row["date"])).days <= 366 for row in halves)
    calendars = {row["id"]: row for row in world.rows("schedule/calendars")}
    workdays = {
        member["identifier"]: sum(f"{day}StartTime" in calendars[calendar["id"]] for day in DAYS)
        for member in world.rows("system/members")
        if (calendar := member.get("calendar"))
    }
    assert (workdays["jdoe"], workdays["dpatch"]) == (5, 3)
    world.close()
