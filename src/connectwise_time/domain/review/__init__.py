"""A sheet looked over, by rules that are each a module with a name, a reason and a remedy. Pure."""

from connectwise_time.domain.review.facts import Around, Day, Rule, Worth
from connectwise_time.domain.review.late_entry import delay_of
from connectwise_time.domain.review.reviewing import Finding, Review, review
from connectwise_time.domain.review.table import RULES

__all__ = [
    "RULES",
    "Around",
    "Day",
    "Finding",
    "Review",
    "Rule",
    "Worth",
    "delay_of",
    "review",
]
