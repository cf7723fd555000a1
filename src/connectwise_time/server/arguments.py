"""The types of tool arguments: each bound and each word of explanation is written once, here.

`create_time_entry` carries the explanations; tools that share an argument use its bare type, since
every explanation is paid for in the model's context.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from connectwise_time.domain.entries import Billable, Mail, Pane
from connectwise_time.domain.reports import GroupBy, Measure
from connectwise_time.server.speaking import IN_WORDS

_LARGEST_ID = 2**31 - 1  # ids are int32 (openapi-time.json)
_LONGEST_NAME = 200
_LONGEST_NOTES = 20_000
_TICKET = re.compile(r"\s*(?:ticket)?\s*#?\s*(\d{1,10})\s*", re.ASCII | re.IGNORECASE)


def _no_boolean(value: Any) -> Any:
    # Python, and so pydantic, takes True for 1: "hours: true" would be an hour.
    if isinstance(value, bool):
        raise ValueError("a boolean is no number")  # noqa: TRY004  # pydantic asks for ValueError
    return value


def _length(value: Any) -> Any:
    """A number as such, also where it comes as text: the same call stays the same call."""
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value, re.ASCII):
        return float(value)
    return _no_boolean(value)


def _as_text(value: Any) -> Any:
    """Words that are but a number, where a program sends it as one: date 20261119, start 1430."""
    return str(value) if type(value) is int else value


def _ticket_number(value: Any) -> Any:
    """A ticket's number as people write it: `#54321`, `ticket 54321`; other words name none."""
    if not isinstance(value, str):
        return _no_boolean(value)
    if found := _TICKET.fullmatch(value):
        return int(found[1])
    raise PydanticCustomError(IN_WORDS, "words")


def _one_as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# The bounds stand before the validator: the other way round they are lost from the schema.
Id = Annotated[int, Field(ge=1, le=_LARGEST_ID), BeforeValidator(_no_boolean)]
Ticket = Annotated[int, Field(ge=1, le=_LARGEST_ID), BeforeValidator(_ticket_number)]
Name = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME), BeforeValidator(_as_text)]
_Text = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)]
Words = Annotated[_Text, BeforeValidator(_as_text)]
Notes = Annotated[str, Field(max_length=_LONGEST_NOTES)]
# What a length may be is judged by the domain, which reads the words (domain/words/durations.py).
Hours = Annotated[Annotated[float, Field(allow_inf_nan=False)] | _Text, BeforeValidator(_length)]
Limit = Annotated[int, Field(ge=0, le=500), BeforeValidator(_no_boolean)]
FewTickets = Annotated[int, Field(ge=1, le=50), BeforeValidator(_no_boolean)]
OperationId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
# Longer by what is added to the id of an operation that another one entails.
AnyOperationId = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9._-]+$")]
FewSheets = Annotated[int, Field(ge=1, le=100), BeforeValidator(_no_boolean)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=1000)]
Reason = Annotated[str, Field(min_length=1, max_length=1_000)]
PlanId = Annotated[str, Field(max_length=200), AfterValidator(str.strip)]
BillableOption = Billable
Panes = list[Pane]
Mails = list[Mail]
Warnings = list[
    Literal[
        "duplicate",
        "overlap",
        "day_total",
        "outside_hours",
        "day_off",
        "holiday",
        "closed_ticket",
        "agreement_ended",
        "weak_notes",
    ]
]
# Where another tool of the same sets explains the words, their names are not paid for twice.
_SOME = WithJsonSchema({"type": "array", "items": {"type": "string"}})
SomePanes = Annotated[Panes, _SOME]
SomeMails = Annotated[Mails, _SOME]
SomeWarnings = Annotated[Warnings, _SOME]
SomeBillable = Annotated[Billable, WithJsonSchema({"type": "string"})]
# Of one of several things: a single word is taken for a list, as it is among arguments.
FewPanes = Annotated[list[Pane], BeforeValidator(_one_as_list)]
FewMails = Annotated[list[Mail], BeforeValidator(_one_as_list)]
Grouping = Annotated[list[GroupBy], Field(max_length=3), BeforeValidator(_one_as_list)]
Measures = Annotated[list[Measure], Field(max_length=4), BeforeValidator(_one_as_list)]
Clearable = Literal[
    "notes",
    "internal_notes",
    "deduct",
    "agreement",
    "work_type",
    "work_role",
    "email_cc",
    "location",
    "department",
]


def said(text: str) -> Any:
    """The explanation of an argument, to be put into its Annotated type."""
    return Field(description=text)
