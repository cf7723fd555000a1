"""What is worth a question before time is stored: guards, each a function of a table. Pure."""

from connectwise_time.domain.checks.facts import Beside, Facts, Thresholds, Timed
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
    "concerns_others",
    "dismissed",
    "findings",
    "foretold",
    "judges",
    "refusal",
    "says_little",
]
