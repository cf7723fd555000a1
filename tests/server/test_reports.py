"""Reports as a host gets them, held against what the sandbox's own tables add up to."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client

from connectwise_time.domain.house import House, ReportRules
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import NOW, TODAY, a_world, desk_on

Row = dict[str, Any]
ZONES = {1: ZoneInfo("America/New_York"), 2: ZoneInfo("Europe/London"), None: ZoneInfo("UTC")}
OFFICE = ZONES[1]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DIALECTS = ("psa", "documented")


class Books:
    """The sandbox's own tables, added up without anything of ours."""

    def __init__(self, world: World) -> None:
        self.rows = world.store.rows(
            "SELECT e.*, m.full_name AS member, m.time_zone_id AS zone, c.name AS company,"
            " t.name AS work_type, l.name AS location FROM time_entries e"
            " JOIN members m ON m.id = e.member_id LEFT JOIN companies c ON c.id = e.company_id"
            " LEFT JOIN work_types t ON t.id = e.work_type_id"
            " LEFT JOIN locations l ON l.id = e.location_id"
        )
        self.members = {row["id"]: row for row in world.store.rows("SELECT * FROM members")}
        self.expected = {
            number
            for number, row in self.members.items()
            if row["require_time_sheet_entry_flag"] and not row["inactive_flag"]
        }
        self.calendars = {row["id"]: row for row in world.store.rows("SELECT * FROM calendars")}
        self.free = {
            (row["holiday_list_id"], row["date"])
            for row in world.store.rows("SELECT * FROM holidays WHERE all_day_flag = 1")
        }

    def day(self, row: Row) -> date:
        return datetime.fromisoformat(row["time_start"]).astimezone(ZONES[row["zone"]]).date()

    def capacity(self, member: int, day: date) -> Decimal:
        """Hours of work on a day that is over; of today, in New York at 16:05, those until now."""
        who = self.members[member]
        calendar = self.calendars[who["calendar_id"]]
        name = WEEKDAYS[day.weekday()]
        begins, ends = calendar[f"{name}_start_time"], calendar[f"{name}_end_time"]
        if begins is None or (calendar["holiday_list_id"], day.isoformat()) in self.free:
            return Decimal(0)
        zone = ZONES[who["time_zone_id"]]
        start, end = (
            datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)
            for at in (begins, ends)
        )
        if start >= NOW:
            return Decimal(0)
        whole = Decimal((end - start).total_seconds()) / 3600
        passed = Decimal((min(end, NOW) - start).total_seconds()) / 3600
        work = min(Decimal(str(who["daily_capacity"])), whole)
        if passed >= whole:
            return work
        return min(work, passed, max(work / 2, passed - (whole - work)))


KEYS: dict[str, Callable[[Books, Row], Any]] = {
    "member": lambda _books, row: row["member"],
    "company": lambda _books, row: row["company"],
    "work_type": lambda _books, row: row["work_type"],
    "location": lambda _books, row: row["location"],
    "billable": lambda _books, row: row["billable_option"],
    "day": lambda books, row: f"{books.day(row):%Y-%m-%d %a}",
    "week": lambda books, row: f"week of {monday_of(books.day(row))}",
    "month": lambda books, row: f"{books.day(row):%Y-%m}",
    "age": lambda books, row: age_of((TODAY - books.day(row)).days),
}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def age_of(days: int) -> str:
    bounds = ((30, "0-30 days"), (60, "31-60 days"), (90, "61-90 days"))
    return next((name for most, name in bounds if days <= most), "over 90 days")


def total(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(str(row[column])) for row in rows), Decimal())


def spread(world: World) -> None:
    """Hours of hundredths, older days and late entering, so that there is something to add up."""
    for number, row in enumerate(world.store.rows("SELECT * FROM time_entries ORDER BY id")):
        start, end = (datetime.fromisoformat(row[name]) for name in ("time_start", "time_end"))
        back = timedelta(days=(number % 5) * 28)
        world.store.update(
            "time_entries",
            row["id"],
            {
                "time_start": f"{start - back:%Y-%m-%dT%H:%M:%SZ}",
                "time_end": f"{end - back:%Y-%m-%dT%H:%M:%SZ}",
                "date_entered": f"{end - back + timedelta(minutes=17 * number):%Y-%m-%dT%H:%M:%SZ}",
                "actual_hours": round(row["actual_hours"] + 0.01 * (number % 10), 2),
                "hours_billed": round(row["hours_billed"] + 0.1 * (number % 3), 2),
                "extended_invoice_amount": round(row["extended_invoice_amount"] + 0.07 * number, 2),
            },
        )


@pytest.fixture(scope="module")
def books_of() -> Iterator[tuple[World, Books]]:
    with a_world() as world:
        spread(world)
        yield world, Books(world)


def asked(world: World, dialect: str, **arguments: Any) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        desk = lambda: desk_on(world, key="owner", dialect=dialect)  # noqa: E731  # opened anew by each server
        async with Client(build_server(desk)) as client:
            return await Caller(client)("search_time", **arguments)

    return anyio.run(ask)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    by=st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=3, unique=True),
    days=st.tuples(st.integers(0, 140), st.integers(1, 140)),
    unbilled=st.booleans(),
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_all_sums_are_those_of_the_tables(
    books_of: tuple[World, Books],
    dialect: str,
    by: list[str],
    days: tuple[int, int],
    *,
    unbilled: bool,
) -> None:
    world, books = books_of
    first, length = days
    since = TODAY - timedelta(days=first)
    until = since + timedelta(days=length - 1)
    rows = [
        row
        for row in books.rows
        if since <= books.day(row) <= until
        and not (unbilled and (row["billable_option"] != "Billable" or row["invoice_flag"]))
    ]
    measures = ["billed", "amount", "delay", *(["utilization"] if "member" in by else [])]
    answer = asked(
        world,
        dialect,
        since=since.isoformat(),
        until=until.isoformat(),
        unbilled=unbilled,
        group_by=by,
        measures=measures,
    )
    expected: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        path = [KEYS[one](books, row) for one in by]
        for depth in range(len(by) + 1):
            expected[(*path[:depth], *[None] * (len(by) - depth))].append(row)
    assert Decimal(str(answer["hours"])) == total(rows, "actual_hours")
    assert answer["entries"] == len(rows)
    shown = [dict(zip(answer["columns"], group, strict=True)) for group in answer["groups"]]
    paths = {tuple(line[one] for one in by) for line in shown}
    assert paths <= set(expected) or not rows
    inner = {path for path in expected if None not in path}
    assert len(paths & inner) + answer.get("more", 0) == len(inner)
    working = [since + timedelta(days=n) for n in range(length)]
    team = {row["member_id"] for row in rows} | books.expected
    for line in shown:
        there = expected[tuple(line[one] for one in by)]
        same_sums(line, there)
        if "utilization" in measures:
            work = capacity(books, line, there if line["member"] else rows, team, working)
            same_use(line, there, work)


def same_sums(line: Row, rows: list[Row]) -> None:
    paid = [row for row in rows if row["billable_option"] == "Billable"]
    assert Decimal(str(line["hours"])) == total(rows, "actual_hours")
    assert Decimal(str(line["billable_hours"])) == total(paid, "actual_hours")
    assert line["entries"] == len(rows)
    if not rows:
        return
    assert Decimal(str(line["billed_hours"])) == total(rows, "hours_billed")
    assert Decimal(str(line["amount"])) == total(rows, "extended_invoice_amount")
    waited = [
        datetime.fromisoformat(row["date_entered"]) - datetime.fromisoformat(row["time_end"])
        for row in rows
    ]
    delay = sum(waited, timedelta()).total_seconds() / len(rows) / 3600
    assert line["delay_hours"] == pytest.approx(delay, abs=0.0051)


def capacity(books: Books, line: Row, rows: list[Row], team: set[int], days: list[date]) -> Decimal:
    """The hours of work of a group's member, or of all, on those of the days that are its."""
    whose = {row["member_id"] for row in rows} if line["member"] else team
    fitting = [
        day
        for day in days
        if day <= TODAY
        and line.get("day") in {None, f"{day:%Y-%m-%d %a}"}
        and line.get("week") in {None, f"week of {monday_of(day)}"}
        and line.get("month") in {None, f"{day:%Y-%m}"}
        and line.get("age") in {None, age_of((TODAY - day).days)}
    ]
    return sum((books.capacity(one, day) for one in whose for day in fitting), Decimal())


def same_use(line: Row, rows: list[Row], work: Decimal) -> None:
    assert line["capacity_hours"] == pytest.approx(float(work), abs=0.0051)
    if not work:
        assert line["utilization"] is None
        return
    paid = [row for row in rows if row["billable_option"] == "Billable"]
    internal = [row for row in rows if row["charge_to_type"] == "ChargeCode"]
    utilized = [row for row in rows if row not in internal or row in paid]
    used = float(total(utilized, "actual_hours") / work)
    assert line["utilization"] == pytest.approx(used, abs=0.000051)
    billable = float(total(paid, "actual_hours") / work)
    assert line["billable_utilization"] == pytest.approx(billable, abs=0.000051)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_unbilled_time_by_company_and_age_is_one_call(dialect: str) -> None:
    with a_world() as world:
        spread(world)
        books = Books(world)
        rules = House(reports=ReportRules(ages=(30, 100)))
        answer, text = report(
            world, dialect, rules, unbilled=True, group_by=["company", "age"], measures="amount"
        )
    open_rows = [
        row
        for row in books.rows
        if row["billable_option"] == "Billable" and not row["invoice_flag"]
    ]
    assert (answer["entries"], "since" in answer) == (len(open_rows), False)
    old = {
        (group[0], group[1]): group[2:] for group in answer["groups"] if group[1] == "over 100 days"
    }
    assert old
    for (company, _), (hours, *_, amount) in old.items():
        there = [
            row
            for row in open_rows
            if row["company"] == company and (TODAY - books.day(row)).days > 100
        ]
        assert Decimal(str(hours)) == total(there, "actual_hours")
        assert Decimal(str(amount)) == total(there, "extended_invoice_amount")
    heading = next(line for line in text.splitlines() if line.startswith("company"))
    assert heading.split("\t") == ["company", "age", "hours", "billable", "entries", "amount"]


def report(
    world: World, dialect: str, house: House, key: str = "owner", **arguments: Any
) -> tuple[dict[str, Any], str]:
    async def ask() -> tuple[dict[str, Any], str]:
        desk = lambda: desk_on(world, key=key, dialect=dialect, house=house)  # noqa: E731  # as above
        async with Client(build_server(desk)) as client:
            call = Caller(client)
            return await call("search_time", **arguments), call.text

    return anyio.run(ask)


def test_one_word_is_as_good_as_a_list() -> None:
    with a_world() as world:
        one = asked(world, "psa", period="this month", group_by="member", measures="billed")
        listed = asked(world, "psa", period="this month", group_by=["member"], measures=["billed"])
    assert one == listed


def test_measures_without_groups_are_told_of_everything() -> None:
    with a_world() as world:
        answer, text = report(
            world, "psa", House(), member="jdoe", period="last week", measures=["utilization"]
        )
    assert answer["columns"] == [
        *("hours", "billable_hours", "entries"),
        *("capacity_hours", "utilization", "billable_utilization"),
    ]
    [[_, _, _, capacity_hours, used, _]] = answer["groups"]
    assert "not meetings, leave" in text
    assert capacity_hours == 32  # Veterans Day is free
    assert f"capacity h 32, used {used:.0%}" in text


def test_keys_that_may_not_see_rates_learn_hours_and_why_there_is_no_amount() -> None:
    with a_world() as world:
        answer, text = report(
            world,
            "psa",
            House(),
            "no_approval",
            since="2020-01-01",
            measures=["billed", "amount"],
            limit=0,
        )
    [[*_, billed, amount]] = answer["groups"]
    assert (billed is None, amount) == (False, None)
    assert "needs keys that may see rates" in text
    assert "amount ," not in text
    assert "amount ." not in text


def test_rows_beside_groups_have_all_that_rows_have() -> None:
    with a_world() as world:
        plain, _ = report(world, "psa", House(), period="this month", limit=5)
        answer, text = report(
            world, "psa", House(), period="this month", limit=5, group_by="agreement"
        )
        following, rest = report(
            world, "psa", House(), period="this month", limit=5, cursor=answer["cursor"]
        )
    rows = [line for line in plain["text"].splitlines() if line[:1].isdigit()]
    assert rows
    assert all(row in text for row in rows)
    assert "cursor" in following
    assert not any(row in rest for row in rows)


def test_a_report_of_many_groups_stays_within_its_room_and_says_what_is_left_out() -> None:
    with a_world() as world:
        for number, row in enumerate(world.store.rows("SELECT id FROM tickets")):
            world.store.update("tickets", row["id"], {"summary": f"{number} " + "long " * 30})
        answer = asked(
            world,
            "psa",
            period="this month",
            group_by=["ticket", "member", "day"],
            measures=["billed", "amount", "utilization", "delay"],
        )
    assert len(json.dumps(answer, separators=(",", ":"))) <= 12_000


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ({"group_by": ["day", "day"]}, "Name each once"),
        ({"group_by": ["day", "member", "company", "status"]}, "group_by"),
        ({"group_by": "company", "measures": "utilization"}, 'Add "member" to group_by'),
        ({"since": "2020-01-01", "group_by": "member", "measures": "utilization"}, "last month"),
        ({"measures": "profit"}, "billed, amount, utilization, delay"),
    ],
)
async def test_a_report_that_cannot_be_made_is_refused(
    call: Caller, arguments: dict[str, Any], remedy: str
) -> None:
    assert remedy in await call.refused("search_time", **arguments)


@pytest.mark.parametrize(
    "said", [{"unbilled": True}, {"status": "unbilled"}, {"status": "waiting for billing"}]
)
def test_what_waits_for_its_bill_is_told_of_all_days_unless_some_are_said(said: Row) -> None:
    with a_world() as world:
        spread(world)
        for row in world.store.rows("SELECT id FROM time_entries WHERE id % 4 = 0"):
            world.store.update("time_entries", row["id"], {"status": "ReadyToBill"})
        rows = [
            row
            for row in Books(world).rows
            if (
                row["status"] in {"ReadyToBill", "ApprovedByTierTwo"}
                if said.get("status") == "waiting for billing"
                else row["billable_option"] == "Billable" and not row["invoice_flag"]
            )
        ]
        answer, text = report(world, "psa", House(), group_by="company", **said)
        week, _ = report(world, "psa", House(), group_by="company", period="this week", **said)
    assert Decimal(str(answer["hours"])) == total(rows, "actual_hours")
    assert "All days" in text
    assert week["hours"] < answer["hours"]


def test_internal_time_is_told_by_its_charge_code() -> None:
    with a_world() as world:
        answer, text = report(
            world, "psa", House(), since="2020-01-01", group_by=["charge_code", "member"]
        )
        expected = {
            (row["name"], row["member"]): row["hours"]
            for row in world.store.rows(
                "SELECT c.name, m.full_name AS member, sum(e.actual_hours) AS hours"
                " FROM time_entries e JOIN charge_codes c ON c.id = e.charge_to_id"
                " JOIN members m ON m.id = e.member_id"
                " WHERE e.charge_to_type = 'ChargeCode' GROUP BY 1, 2"
            )
        }
    told = {(code, who): hours for code, who, hours, *_ in answer["groups"] if code and who}
    assert expected
    assert {pair: hours for pair, hours in told.items() if pair[0] != "(none)"} == expected
    assert "(none)" in text


def in_london(world: World) -> None:
    """Olivia's night from Sunday to Monday: in London it is Monday, and in New York Sunday."""
    number = world.store.rows("SELECT id FROM time_entries WHERE member_id = 5 ORDER BY id")[0][
        "id"
    ]
    times = {"time_start": "2026-11-16T01:00:00Z", "time_end": "2026-11-16T03:00:00Z"}
    world.store.update("time_entries", number, {**times, "actual_hours": 2.0})


@pytest.mark.parametrize("whose", [{"member": "opatel"}, {}])
def test_days_are_those_of_whoever_did_the_work_where_a_search_begins_and_ends(whose: Row) -> None:
    with a_world() as world:
        in_london(world)
        books = Books(world)
        for since, until in (("2026-11-09", "2026-11-15"), ("2026-11-16", "2026-11-22")):
            rows = [
                row
                for row in books.rows
                if date.fromisoformat(since) <= books.day(row) <= date.fromisoformat(until)
                and (not whose or row["member_id"] == 5)
            ]
            answer, _ = report(
                world, "psa", House(), since=since, until=until, group_by=["member", "day"], **whose
            )
            assert Decimal(str(answer["hours"])) == total(rows, "actual_hours")
            days = {group[1][:10] for group in answer["groups"] if group[1]}
            assert days == {books.day(row).isoformat() for row in rows}


def test_rows_over_several_pages_are_those_of_local_days_too() -> None:
    with a_world() as world:
        in_london(world)
        books = Books(world)
        asks: Row = {"since": "2026-11-09", "until": "2026-11-15", "limit": 7}
        numbers: list[str] = []
        answer, _ = report(world, "psa", House(), **asks)
        while True:
            lines = answer["text"].splitlines()
            numbers += [line.split("\t")[0] for line in lines if line[:1].isdigit()]
            if "cursor" not in answer:
                break
            answer, _ = report(world, "psa", House(), cursor=answer["cursor"], **asks)
    rows = [r for r in books.rows if date(2026, 11, 9) <= books.day(r) <= date(2026, 11, 15)]
    assert sorted(map(int, numbers)) == sorted(row["id"] for row in rows)


def test_who_logged_nothing_is_named_and_counts_in_everybodys_utilization() -> None:
    with a_world() as world:
        books = Books(world)
        answer, text = report(
            world,
            "psa",
            House(),
            period="last week",
            group_by="member",
            measures="utilization",
        )
    days = [date(2026, 11, 9) + timedelta(days=n) for n in range(7)]
    found = {row["member_id"] for row in books.rows if books.day(row) in days}
    idle = books.expected - found
    assert idle
    for number in idle:
        assert books.members[number]["full_name"] in text
    assert "Used 0%, and counted in the total" in text
    whole = sum(books.capacity(who, day) for who in found | books.expected for day in days)
    everybody = dict(zip(answer["columns"], answer["groups"][0], strict=True))
    assert everybody["capacity_hours"] == pytest.approx(float(whole))


def test_a_report_that_is_cut_says_so_in_its_typed_groups_and_keeps_outer_totals() -> None:
    with a_world() as world:
        for number, row in enumerate(world.store.rows("SELECT id FROM tickets")):
            world.store.update("tickets", row["id"], {"summary": f"{number} " + "long " * 30})
        answer, _ = report(
            world, "psa", House(), since="2026-01-01", group_by=["member", "ticket", "day"]
        )
    assert answer["more"] > 0
    outer = [group for group in answer["groups"] if group[0] and group[1] is None]
    assert sum(Decimal(str(group[3])) for group in outer) == Decimal(str(answer["hours"]))
