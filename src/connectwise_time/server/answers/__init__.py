"""The two faces of every answer, made in one place: compact text, and typed facts with that text.

Hosts differ in which of the two reaches the model, so each carries the whole answer.
"""

from connectwise_time.server.answers.entries import (
    BriefEntry,
    BriefWrite,
    outcome_answer,
    shown_answer,
)
from connectwise_time.server.answers.operations import OperationAnswer, standing_answer
from connectwise_time.server.answers.searches import TimeAnswer, time_answer
from connectwise_time.server.answers.sent_back import sent_back_answer
from connectwise_time.server.answers.sheets import (
    ReviewAnswer,
    SheetsAnswer,
    review_answer,
    sheets_answer,
)
from connectwise_time.server.answers.tickets import TicketsAnswer, tickets_answer

__all__ = [
    "BriefEntry",
    "BriefWrite",
    "OperationAnswer",
    "ReviewAnswer",
    "SheetsAnswer",
    "TicketsAnswer",
    "TimeAnswer",
    "outcome_answer",
    "review_answer",
    "sent_back_answer",
    "sheets_answer",
    "shown_answer",
    "standing_answer",
    "tickets_answer",
    "time_answer",
]
