"""What is worth a question before time is stored: guards, each a function of a table. Pure."""

from connectwise_time.domain.checks.clashes import clashing
from connectwise_time.domain.checks.facts import (
    Beside,
    Facts,
    Thresholds,
    Timed,
    days_of,
    stretch_of,
    stretches,
)
from connectwise_time.domain.checks.findings import Finding, dismissed, foretold, refusal
from connectwise_time.domain.checks.table import (
    GUARDS,
    WARNINGS,
    Guard,
    concerns_others,
    findings,
    judges,
)
from connectwise_time.domain.checks.words import says_little

__all__ = [
    "GUARDS",
    "WARNINGS",
    "Beside",
    "Facts",
    "Finding",
    "Guard",
    "Thresholds",
    "Timed",
    "clashing",
    "concerns_others",
    "days_of",
    "dismissed",
    "findings",
    "foretold",
    "judges",
    "refusal",
    "says_little",
    "stretch_of",
    "stretches",
]
