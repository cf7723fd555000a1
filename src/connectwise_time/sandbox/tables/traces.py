"""What people leave behind besides time: schedule entries, ticket notes and stopwatches."""

from connectwise_time.sandbox.fields import (
    Field,
    Resource,
    choice,
    computed,
    flag,
    flags,
    instant,
    integer,
    number,
    reference,
    text,
)
from connectwise_time.sandbox.tables.words import BILLABLE

STOPWATCH_STATUSES = ("Reset", "Running", "Paused", "Stopped")
# connectwise-api.md §2.6 TicketStopwatch [A]
LONGEST_NOTES = 4000
SCHEDULING = "Resource Scheduling"

SCHEDULE_ENTRIES = Resource(
    "schedule/entries",
    "ScheduleEntry",
    "scheduleEntry",
    "Schedule Entry",
    "schedule_entries",
    (
        integer("id"),
        integer("objectId"),
        text("name", maximum=250),
        reference("member"),
        *(instant(name) for name in ("dateStart", "dateEnd")),
        reference("status", "scheduleStatus"),
        reference("type", "scheduleType", required=True),
        reference("span", "scheduleSpan"),
        *flags("doneFlag", "acknowledgedFlag", "ownerFlag", "meetingFlag"),
        number("hours"),
    ),
    module=SCHEDULING,
    owner="member_id",
    indexes=("member_id, date_start",),
)

_NOTE = (
    integer("id"),
    integer("ticketId"),
    text("text"),
    *flags("detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag", "issueFlag"),
    reference("member"),
    flag("customerUpdatedFlag"),
)
_NOTE_TAIL = flags("internalFlag", "externalFlag")

SERVICE_NOTES = Resource(
    "service/tickets/notes",
    "ServiceNote",
    "serviceNote",
    "Service Note",
    "ticket_notes",
    # dateCreated is a plain string in the vendor's document, so conditions read it as one.
    (*_NOTE, text("dateCreated"), text("createdBy"), *_NOTE_TAIL),
    parent="ticket_id",
    module="Service Tickets",
    indexes=("ticket_id",),
)

# A project ticket's notes tell who and when only in member and _info (2026.4 [A]).
PROJECT_NOTES = Resource(
    "project/tickets/notes",
    "TicketNote",
    "ticketNote",
    "Ticket Note",
    "ticket_notes",
    (*_NOTE, *_NOTE_TAIL),
    parent="ticket_id",
    module="Project Tickets",
)

_WATCH = (
    reference("agreement"),
    choice("billableOption", BILLABLE),
    integer("businessUnitId"),
    computed(instant("dateEntered")),
    instant("endTime"),
    computed(integer("id")),
    text("internalNotes"),
    integer("locationId"),
    reference("member", required=True),
    Field("mobileGuid", "uuid", "mobile_guid"),
    text("notes", maximum=LONGEST_NOTES),
    instant("startTime"),
    choice("status", STOPWATCH_STATUSES, required=True),
    integer("totalPauseTime"),
    reference("workRole"),
    reference("workType"),
)


def _stopwatches(kind: str, *on: Field) -> Resource:
    word = f"{kind}Stopwatch"
    return Resource(
        f"time/{word.lower()}es",
        word[0].upper() + word[1:],
        word,
        f"{kind.capitalize()} Stopwatch",
        f"{kind}_stopwatches",
        (*_WATCH, *on),
        module="Time Entry",
        owner="member_id",
        indexes=("member_id",),
    )


TICKET_STOPWATCHES = _stopwatches(
    "ticket",
    reference("ticket", required=True),
    Field("ticketMobileGuid", "uuid", "ticket_mobile_guid"),
    reference("serviceStatus", "status"),
    *flags("showNotesInDiscussionFlag", "showNotesInInternalFlag", "showNotesInResolutionFlag"),
    *flags("emailNotesToContactFlag", "emailNotesToResourcesFlag"),
)
ACTIVITY_STOPWATCHES = _stopwatches(
    "activity",
    integer("activityId", required=True),
    Field("activityMobileGuid", "uuid", "activity_mobile_guid"),
)
SCHEDULE_STOPWATCHES = _stopwatches(
    "schedule",
    integer("scheduleId", required=True),
    Field("scheduleMobileGuid", "uuid", "schedule_mobile_guid"),
)
STOPWATCHES = (TICKET_STOPWATCHES, ACTIVITY_STOPWATCHES, SCHEDULE_STOPWATCHES)
NOTES = (SERVICE_NOTES, PROJECT_NOTES)

ALL = (SCHEDULE_ENTRIES, *NOTES, *STOPWATCHES)
