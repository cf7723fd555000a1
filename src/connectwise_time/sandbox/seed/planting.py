"""Helpers of the seeds: vendor fields → columns, periods, and entries made by the real rules."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectwise_time.sandbox.access import Caller
from connectwise_time.sandbox.approval.rights import approver_of
from connectwise_time.sandbox.approval.trail import Trail
from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.entries.rules import BILLABLE_MODULE, Rules
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.store import Row, Store
from connectwise_time.sandbox.tables import RESOURCES

EVERYTHING = {("Time Entry", "add"): "All", (BILLABLE_MODULE, "edit"): "All"}
WEEKS_BEFORE, WEEKS_AFTER = 60, 8
# How a sheet usually got where it is: its owner's step, then its approver's.
STEPS: dict[str, tuple[str, ...]] = {
    "PendingApproval": ("PendingApproval",),
    "PendingProjectApproval": ("PendingProjectApproval",),
    "Rejected": ("PendingApproval", "Rejected"),
    "ApprovedByTierOne": ("PendingApproval", "ApprovedByTierOne"),
    "ReadyToBill": ("PendingApproval", "ApprovedByTierOne", "ReadyToBill"),
}


class Planter:
    """Puts rows of the demo company into an empty store."""

    def __init__(self, store: Store, today: date, week_starts: int = 0) -> None:
        """``week_starts`` is the weekday on which periods begin, Monday 0."""
        self.store = store
        self.today = today
        self.week_starts = week_starts
        self.monday = today - timedelta(days=today.weekday())
        stamp = datetime.combine(self.monday - timedelta(days=90), datetime.min.time(), UTC)
        self._stamp = {"last_updated": spelled(stamp), "updated_by": "zadmin"}

    def rows(self, path: str, names: str, *rows: Sequence[Any], **same: Any) -> None:
        """Rows of one resource: ``names`` are the columns of the table that follows."""
        for values in rows:
            self.row(path, **same, **dict(zip(names.split(), values, strict=True)))

    def row(self, path: str, **fields: Any) -> int:
        """One row of a resource, in the vendor's names; references are ids. Its id."""
        resource = RESOURCES[path]
        return self.store.insert(resource.table, {**columns(resource, fields), **self._stamp})

    def names(self, kind: str, *names: str, first: int = 1) -> None:
        """A small list that only has names, numbered from ``first``."""
        for key, name in enumerate(names, first):
            self.store.insert("names", {"kind": kind, "id": key, "identifier": name, "name": name})

    def instant(self, days: int) -> str:
        """Midnight UTC so many days from this week's Monday."""
        day = self.monday + timedelta(days=days)
        return f"{day.isoformat()}T00:00:00Z"

    def periods(self) -> None:
        """Weekly periods; one belongs to the year it ends in. Monday to Friday share one."""
        first = self.monday - timedelta(weeks=WEEKS_BEFORE, days=-self.week_starts % 7)
        last_weekday = (self.week_starts - 1) % 7
        ends = [first + timedelta(weeks=n, days=6) for n in range(WEEKS_BEFORE + WEEKS_AFTER + 1)]
        for setup, year in enumerate(sorted({end.year for end in ends}), 1):
            new_year = date(year, 1, 1)
            first_end = new_year + timedelta(days=(last_weekday - new_year.weekday()) % 7)
            self.row(
                "time/timePeriodSetups",
                id=setup,
                periodApplyTo="Both",
                year=year,
                numberFuturePeriods=WEEKS_AFTER,
                type="Weekly",
                description=f"Weekly {year}",
                firstPeriodEndDate=first_end.isoformat(),
                daysPastEndDate=3,
            )
            for end in (end for end in ends if end.year == year):
                self.row(
                    "time/timePeriodSetups/periods",
                    timePeriodSetup=setup,
                    period=(end - first_end).days // 7 + 1,
                    startDate=(end - timedelta(days=6)).isoformat(),
                    endDate=end.isoformat(),
                    deadlineDate=(end + timedelta(days=3)).isoformat(),
                )

    def entry(self, who: str, days: int, start: str, end: str, **fields: Any) -> int:
        """An entry at local times so many days from this week's Monday, by the sandbox's rules."""
        member = self.store.first("members", identifier=who)
        assert member is not None
        begins, ends = (self.moment(who, days, clock) for clock in (start, end))
        wish = columns(RESOURCES["time/entries"], fields)
        wish |= {"time_start": spelled(begins), "time_end": spelled(ends)}
        rules = Rules(self.store, Caller(member, EVERYTHING), lambda: ends)
        return self.store.insert("time_entries", rules.new_entry(wish))

    def moment(self, who: str, days: int, clock: str) -> datetime:
        """A member's local time so many days from this week's Monday."""
        member = self.store.first("members", identifier=who)
        assert member is not None
        zone = self.store.one("time_zone_setups", member["time_zone_id"])
        assert zone is not None
        day = self.monday + timedelta(days=days)
        local = datetime.fromisoformat(f"{day.isoformat()}T{clock}")
        return local.replace(tzinfo=ZoneInfo(zone["iana"]))

    def sheet_status(self, who: str, days: int, status: str, by: int | None = None) -> None:
        """The sheet that holds this day, and its entries, get a status, by the usual way there.

        ``by`` is who did the last step; else the owner hands in and the approver decides.
        """
        day = (self.monday + timedelta(days=days)).isoformat()
        for sheet in self.store.rows(
            "SELECT s.* FROM time_sheets AS s JOIN members AS m ON m.id = s.member_id "
            "WHERE m.identifier = ? AND s.date_start <= ? AND s.date_end >= ?",
            (who, day, day),
        ):
            entries = self.store.rows(
                "SELECT id, status, project_id FROM time_entries WHERE time_sheet_id = ?",
                (sheet["id"],),
            )
            for step, stop in enumerate((status,) if by else STEPS[status]):
                self._step(sheet, entries, stop, by or self._actor(sheet, step))

    def _step(self, sheet: Row, entries: list[Row], stop: str, by: int) -> None:
        """One step of a sheet and its entries; only project time waits for its manager."""
        is_handed_in = by == sheet["member_id"]
        end = date.fromisoformat(sheet["date_end"]) + timedelta(days=-2 if is_handed_in else 1)
        when = f"{end}T{'21:30:00' if is_handed_in else '05:30:00'}Z"
        trail = Trail(self.store, by, lambda: datetime.fromisoformat(when), "Member")
        trail.status("sheet", sheet["id"], "Status changed", sheet["status"], stop)
        actor = self.store.one("members", by) or {}
        stamp = {"last_updated": when, "updated_by": actor.get("identifier")}
        sheet["status"] = stop
        self.store.update("time_sheets", sheet["id"], {"status": stop, **stamp})
        for entry in entries:
            project_first = stop == "PendingProjectApproval" and not entry["project_id"]
            own = "PendingApproval" if project_first else stop
            if own != entry["status"]:
                trail.status("entry", entry["id"], "Status changed", entry["status"], own)
                self.store.update("time_entries", entry["id"], {"status": own})
                entry["status"] = own

    def _actor(self, sheet: Row, step: int) -> int:
        owner = int(sheet["member_id"])
        return (approver_of(self.store, owner) or owner) if step else owner


def columns(resource: Resource, fields: Row) -> Row:
    """Vendor field names → columns; lists become JSON."""
    return {resource.every_field[name].column: _plain(value) for name, value in fields.items()}


def workdays(last: date, how_many: int) -> Iterable[date]:
    """The latest weekdays up to and with ``last``, oldest first."""
    days: list[date] = []
    while len(days) < how_many:
        if last.weekday() < 5:  # noqa: PLR2004  # Saturday
            days.append(last)
        last -= timedelta(days=1)
    return reversed(days)


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value
