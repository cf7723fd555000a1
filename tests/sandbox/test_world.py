import ast
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import httpx2
import pytest

import connectwise_time.sandbox
from connectwise_time.sandbox import World

SOURCES = sorted(Path(connectwise_time.sandbox.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.name))
def test_the_sandbox_knows_nothing_of_the_client(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert not name.startswith("connectwise_time") or name.startswith(
                "connectwise_time.sandbox"
            )


def test_importing_opens_no_server_library() -> None:
    code = "import sys, connectwise_time.sandbox; print('uvicorn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "day", [date(2026, 11, 16), date(2026, 11, 22), date(2026, 1, 1), date(2024, 2, 29)]
)
def test_any_day_has_a_sensible_week(day: date) -> None:
    world = World.open(today=day)
    monday = day - timedelta(days=day.weekday())
    starts = [datetime.fromisoformat(entry["timeStart"]) for entry in world.entries()]
    assert max(starts).date() <= day
    assert any(start.date() >= monday for start in starts)
    assert {
        "Open",
        "PendingApproval",
        "PendingProjectApproval",
        "ApprovedByTierOne",
        "Rejected",
        "ReadyToBill",
        "Billed",
    } == {entry["status"] for entry in world.entries()}
    assert any("Rejected by" in entry.get("internalNotes", "") for entry in world.entries())
    world.close()


@pytest.mark.parametrize(
    ("week_starts", "name"),
    [
        ("monday", "2026-11-16 to 2026-11-22"),
        ("sunday", "2026-11-15 to 2026-11-21"),
        ("saturday", "2026-11-14 to 2026-11-20"),
    ],
)
def test_the_tenants_weeks_may_begin_on_another_day(
    week_starts: Literal["monday", "saturday", "sunday"], name: str
) -> None:
    world = World.open(today=date(2026, 11, 18), week_starts=week_starts)
    assert name in {entry["timeSheet"]["name"] for entry in world.entries()}
    periods = world.rows("time/timePeriodSetups/periods")
    ends = {row["id"]: row["firstPeriodEndDate"] for row in world.rows("time/timePeriodSetups")}
    for row in periods:
        start, end = date.fromisoformat(row["startDate"]), date.fromisoformat(row["endDate"])
        assert (f"{start:%A}".lower(), (end - start).days) == (week_starts, 6)
        first = date.fromisoformat(ends[row["timePeriodSetup"]["id"]])
        assert (end - first).days == 7 * (row["period"] - 1)
    world.close()


def test_sheets_wait_for_morgan_for_paula_and_for_correction() -> None:
    world = World.open(today=date(2026, 11, 18))
    sheets = {row["id"]: row for row in world.rows("time/sheets")}
    members = {row["id"]: row for row in world.rows("system/members")}
    team = {
        row["identifier"]
        for row in members.values()
        if row.get("timeApprover", row.get("reportsTo", {})).get("identifier") == "msmith"
    }
    assert team == {"jdoe", "jsmith", "joansmith"}
    projects = {e["timeSheet"]["id"] for e in world.entries() if "project" in e}
    found = {(sheets[key]["member"]["identifier"], sheets[key]["status"]) for key in projects}
    assert found == {
        ("joansmith", "PendingApproval"),
        ("jsmith", "PendingProjectApproval"),
        ("joansmith", "Rejected"),
        ("joansmith", "Open"),
    }
    for kind in ("sheets", "entries"):
        trails = world.rows(f"time/{kind}/audits")
        assert {row["source"] for row in trails} <= {"API", "Member"}
        assert "phart" in {row["member"]["identifier"] for row in trails}
    world.close()


def test_the_same_day_gives_the_same_world() -> None:
    first, second = (World.open(today=date(2026, 11, 18)) for _ in range(2))
    for resource in ("time/entries", "time/sheets", "service/tickets", "system/members"):
        assert first.rows(resource) == second.rows(resource)


def test_ticket_54321_is_contosos_open_mail_relay() -> None:
    tickets = {row["id"]: row for row in World.open().rows("service/tickets")}
    ticket = tickets[54321]
    assert (ticket["company"]["name"], ticket["closedFlag"]) == ("Contoso Ltd", False)
    assert (ticket["owner"]["identifier"], ticket["resources"]) == ("jdoe", "jdoe")
    assert "relay" in ticket["summary"]


def test_the_clock_is_the_real_time_of_day_on_the_given_day() -> None:
    world = World.open(today=date(2031, 5, 6))
    office = timedelta(hours=-4)  # New York in May
    assert (world.now() + office).date() == date(2031, 5, 6)
    assert abs(World.open().now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_file_keeps_its_world_and_is_seeded_once(tmp_path: Path) -> None:
    data = tmp_path / "world.sqlite"
    world = World.open(data, today=date(2026, 11, 18))
    world.set_field("time/entries", 1, notes="kept")
    world.close()
    again = World.open(data, today=date(2027, 1, 1))
    assert again.entries()[0]["notes"] == "kept"
    again.close()


def test_set_field_knows_the_vendors_names_and_refuses_others() -> None:
    world = World.open(today=date(2026, 11, 18))
    world.set_field("service/tickets", 54321, status={"id": 14}, closedFlag=True)
    ticket = world.rows("service/tickets")[0]
    assert (ticket["status"]["name"], ticket["closedFlag"]) == ("On Hold - No Time", True)
    with pytest.raises(LookupError):
        world.set_field("service/tickets", 1, summary="x")
    with pytest.raises(LookupError):
        world.set_field("service/tickets", 54321, colour="x")
    with pytest.raises(LookupError):
        world.set_field("service/tickets", 54321, actualHours=1)
    with pytest.raises(ValueError, match="timeEntry object is invalid"):
        world.set_field("time/entries", 1, timeStart="yesterday")


@pytest.mark.anyio
async def test_a_large_tenant_is_made_and_read_in_good_time(
    connect: Callable[..., httpx2.AsyncClient],
) -> None:
    started = time.process_time()
    large = World.open(seed="large", today=date(2026, 11, 18))
    assert time.process_time() - started < 10
    manager = connect("manager", of=large)
    assert (await manager.get("/time/entries/count")).json() == {"count": 60_000}
    query: dict[str, str | int] = {"pageSize": 25, "orderBy": "timeStart desc, id"}
    page = (await manager.get("/time/entries", params=query)).json()
    assert page[0]["timeStart"] == "2026-11-18T20:00:00Z"
    oldest = await manager.get("/time/entries", params={"orderBy": "timeStart", "pageSize": 1})
    assert oldest.json()[0]["status"] == "Billed"
    started = time.process_time()
    big = await manager.get(
        "/time/entries", params={"pageSize": 1000, "orderBy": "id", "fields": "id,actualHours"}
    )
    assert len(big.json()) == 1000
    assert time.process_time() - started < 2  # a guard against scans, not a benchmark
    large.close()
