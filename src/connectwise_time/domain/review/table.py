"""The table of rules by which a sheet is looked over, in the order in which they are told."""

from connectwise_time.domain.review.after_hours import AFTER_HOURS
from connectwise_time.domain.review.agreement_ended import AGREEMENT_ENDED
from connectwise_time.domain.review.crosses_days import CROSSES_DAYS
from connectwise_time.domain.review.deadline import DEADLINE_NEAR, DEADLINE_PASSED
from connectwise_time.domain.review.duplicates import DUPLICATES
from connectwise_time.domain.review.empty_sheet import EMPTY_SHEET
from connectwise_time.domain.review.facts import Rule
from connectwise_time.domain.review.late_entry import LATE_ENTRY
from connectwise_time.domain.review.locked_entries import LOCKED_ENTRIES
from connectwise_time.domain.review.missing_notes import MISSING_NOTES
from connectwise_time.domain.review.missing_time import MISSING_TIME
from connectwise_time.domain.review.not_billed import NOT_BILLED
from connectwise_time.domain.review.overlaps import OVERLAPS
from connectwise_time.domain.review.rejected_entries import REJECTED_ENTRIES
from connectwise_time.domain.review.travel_alone import TRAVEL_ALONE
from connectwise_time.domain.review.weak_notes import WEAK_NOTES

RULES: tuple[Rule, ...] = (
    EMPTY_SHEET,
    REJECTED_ENTRIES,
    MISSING_NOTES,
    MISSING_TIME,
    DUPLICATES,
    OVERLAPS,
    WEAK_NOTES,
    CROSSES_DAYS,
    AFTER_HOURS,
    NOT_BILLED,
    AGREEMENT_ENDED,
    TRAVEL_ALONE,
    LATE_ENTRY,
    LOCKED_ENTRIES,
    DEADLINE_PASSED,
    DEADLINE_NEAR,
)
