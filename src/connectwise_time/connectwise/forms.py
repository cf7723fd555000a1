"""Which fields of time entries a search asks for, and how its rows are read. No I/O.

What is not needed is not asked for: names alone are most of a page's bytes, a row in memory takes
several times its bytes, and totals of a year read tens of thousands of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectwise_time.connectwise import searches
from connectwise_time.connectwise.protocol import (
    BRIEF_FIELDS,
    LISTED_FIELDS,
    SHEET_FIELDS,
    WHOLE_FIELDS,
    listed,
    logged,
)
from connectwise_time.connectwise.wire import ListedEntry, TimeEntry
from connectwise_time.domain.entries import LoggedTime, TimeSearch

# The fields that say one thing of an entry. Of hours those come too that tell them where
# `actualHours` is left out.
_FIELDS = {
    "id": ("id",),
    "target": (
        *("chargeToId", "chargeToType", "company/id", "company/name"),
        *("ticket/id", "ticket/summary"),
    ),
    "charge": ("chargeToId", "chargeToType"),
    "member": ("member/id", "member/name"),
    "start": ("timeStart",),
    "end": ("timeEnd",),
    "hours": ("actualHours", "timeStart", "timeEnd", "hoursDeduct"),
    "company": ("company/id", "company/name"),
    "ticket": ("ticket/id", "ticket/summary"),
    "work_type": ("workType/id", "workType/name"),
    "work_role": ("workRole/id", "workRole/name"),
    "billable": ("billableOption",),
    "status": ("status",),
    "invoiced": ("invoiceFlag",),
    "notes": ("notes",),
}
# Those that only a whole entry tells.
_MORE_FIELDS = {
    "project": ("project/id", "project/name"),
    "agreement": ("agreement/id", "agreement/name"),
    # Older versions tell an id and a name instead of a reference.
    "location": ("location/id", "location/name", "locationId", "locationName"),
    "department": ("department/id", "department/name", "businessUnitId", "businessGroupDesc"),
    "hours_billed": ("hoursBilled",),
    "invoice_amount": ("extendedInvoiceAmount",),
    "entered": ("dateEntered",),
}


@dataclass(frozen=True, slots=True)
class Form:
    """Which fields are asked for, and how their rows are read."""

    fields: str
    shape: type[ListedEntry] = ListedEntry
    read: Callable[[Any], LoggedTime] = listed


def form(search: TimeSearch) -> Form:
    """What a search asks for: the parts that are needed, and those that it is judged by."""
    if search.whole:
        return Form(WHOLE_FIELDS, TimeEntry, logged)
    if search.parts and not (search.sheets or search.sheets_within or search.changed_since):
        parts = ("id", *search.parts, *searches.judged(search))
        known = _FIELDS | _MORE_FIELDS
        fields = ",".join(dict.fromkeys(field for part in parts for field in known[part]))
        usual = _MORE_FIELDS.keys().isdisjoint(parts)
        return Form(fields) if usual else Form(fields, TimeEntry, logged)
    # Notes are needed after all where they are searched.
    fields = BRIEF_FIELDS if search.brief and not search.text else LISTED_FIELDS
    if search.sheets or search.sheets_within:
        return Form(f"{fields},{SHEET_FIELDS}", TimeEntry, logged)
    return Form(fields)
