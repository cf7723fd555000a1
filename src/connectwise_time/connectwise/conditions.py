"""Queries built from typed values: the only place that quotes, and nothing is sent or read here.

A value that cannot be quoted beyond doubt never reaches the query. The query then lets more rows
through (a superset), and whoever asked checks the rows on our side. ConnectWise's own rule for
escaping is not public (reference §4), so we use none.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypeAlias

from connectwise_time.connectwise.outgoing import stamp

Value: TypeAlias = bool | int | float | str | datetime | None


class Field(StrEnum):
    """The names that queries may use; there is no other way to name one."""

    ID = "id"
    MEMBER_ID = "member/id"
    CHARGE_TO_ID = "chargeToId"
    CHARGE_TO_TYPE = "chargeToType"
    COMPANY_ID = "company/id"
    WORK_TYPE_ID = "workType/id"
    WORK_ROLE_ID = "workRole/id"
    STATUS = "status"
    BILLABLE_OPTION = "billableOption"
    INVOICE_FLAG = "invoiceFlag"
    NOTES = "notes"
    TIME_START = "timeStart"
    SHEET_ID = "timeSheet/id"
    LAST_UPDATED = "lastUpdated"
    UPDATED_BY = "_info/updatedBy"
    DATE_START = "dateStart"
    DATE_END = "dateEnd"
    SUMMARY = "summary"
    CLOSED_FLAG = "closedFlag"
    OWNER_IDENTIFIER = "owner/identifier"
    RESOURCES = "resources"
    NAME = "name"
    COMPANY_NAME = "company/name"
    IDENTIFIER = "identifier"


# Letters, digits and marks that mean nothing to the grammar or to LIKE, in ASCII, because case
# rules beyond it differ between servers. Quotes, backslashes, % * _ ? [ ] and the rest stay out.
_SAFE = re.compile(r"[A-Za-z0-9 .,@&+:/#-]*", re.ASCII)
_RUN = re.compile(r"[A-Za-z0-9.@&+:/#-]+", re.ASCII)
_LONGEST = 100


def literal(value: Value) -> str | None:
    """The value as the grammar writes it, or None where it cannot be written beyond doubt."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            # Digits, a point and a sign are all that numbers may have: no exponent, no NaN.
            return f"{Decimal(repr(value)):f}" if math.isfinite(value) else None
        case datetime():
            return f"[{stamp(value)}]" if value.tzinfo else None
        case _:
            fits = len(value) <= _LONGEST and _SAFE.fullmatch(value) and value == value.strip()
            return f'"{value}"' if fits else None


def safe_part(text: str) -> str:
    """The longest run of the text that may stand in a query; empty where there is none.

    Whatever contains the text contains the run, so asking for the run loses nothing.
    """
    return max(_RUN.findall(text), key=len, default="")[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Where:
    """Terms that must all hold. A term that cannot be written is left out: see the module."""

    terms: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " and ".join(self.terms)

    def _and(self, term: str) -> Self:
        return type(self)((*self.terms, term))

    def _compare(self, field: Field, sign: str, value: Value) -> Self:
        written = literal(value)
        return self if written is None else self._and(f"{field} {sign} {written}")

    def eq(self, field: Field, value: Value) -> Self:
        """The field is the value."""
        return self._compare(field, "=", value)

    def more(self, field: Field, value: float) -> Self:
        """The field is greater than the value."""
        return self._compare(field, ">", value)

    def at_most(self, field: Field, value: float) -> Self:
        """The field is the value or less."""
        return self._compare(field, "<=", value)

    def within(self, field: Field, bounds: tuple[int, int] | None) -> Self:
        """The field is between the bounds, both inside; left out where there are none."""
        if bounds is None:
            return self
        return self._compare(field, ">=", bounds[0]).at_most(field, bounds[1])

    def since(self, field: Field, instant: datetime) -> Self:
        """The field is at the instant or later; parts of a second are rounded down."""
        return self._compare(field, ">=", instant)

    def before(self, field: Field, instant: datetime) -> Self:
        """The field is before the instant; parts of a second are rounded up."""
        if instant.tzinfo and instant.microsecond:
            instant = instant.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        return self._compare(field, "<", instant)

    def one_of(self, field: Field, values: Iterable[Value]) -> Self:
        """The field is one of the values; left out as a whole if one cannot be written."""
        return self.any_of((field, value) for value in values)

    def among(self, field: Field, ids: Iterable[int]) -> Self:
        """The field is one of the ids."""
        numbers = [int(number) for number in ids]
        if len(numbers) == 1:
            return self.eq(field, numbers[0])
        return self._and(f"{field} in ({','.join(map(str, numbers))})") if numbers else self

    def any_of(self, pairs: Iterable[tuple[Field, Value]]) -> Self:
        """At least one field is its value; left out as a whole if one cannot be written."""
        written = [(field, literal(value)) for field, value in pairs]
        if not written or any(text is None for _, text in written):
            return self
        return self._either([f"{field} = {text}" for field, text in written])

    def contains(self, field: Field, text: str) -> Self:
        """The field contains the text, or at least its longest writable part."""
        part = safe_part(text)
        return self._and(f'{field} contains "{part}"') if part else self

    def any_contains(
        self, pairs: Iterable[tuple[Field, str]], ids: Iterable[tuple[Field, int]] = ()
    ) -> Self:
        """At least one field contains its text, or is one of the ids.

        Left out as a whole if one has no safe part.
        """
        parts = [(field, safe_part(text)) for field, text in pairs]
        if not parts or not all(part for _, part in parts):
            return self
        terms = [f'{field} contains "{part}"' for field, part in parts]
        return self._either([*terms, *(f"{field} = {int(number)}" for field, number in ids)])

    def owned_by(self, identifier: str) -> Self:
        """A ticket's owner is the identifier, or its resources contain it."""
        return self._either(_ownership(identifier)) if _ownership(identifier) else self

    def touched_by(self, identifier: str) -> Self:
        """A ticket is owned by the identifier, or was last updated by it."""
        terms = _ownership(identifier)
        updated = f"{Field.UPDATED_BY} = {literal(identifier)}"
        return self._either([*terms, updated]) if terms else self

    def _either(self, terms: list[str]) -> Self:
        return self._and(terms[0] if len(terms) == 1 else f"({' or '.join(terms)})")


def _ownership(identifier: str) -> list[str]:
    """Terms of which one holds for somebody's tickets; none where they cannot be written."""
    owner, part = literal(identifier), safe_part(identifier)
    if owner is None or not part:
        return []
    mine = f"{Field.OWNER_IDENTIFIER} = {owner}"
    return [mine, f'{Field.RESOURCES} contains "{part}"']
