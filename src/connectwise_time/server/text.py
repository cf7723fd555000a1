"""Put text from ConnectWise where it cannot pass for ours: cleaned, on one line, clipped."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Categories with no ink: controls, bidi marks, zero-width and tag characters, separators."""


def cleaned(text: str) -> str:
    """Without characters that hide or reorder text; line breaks and tabs stay."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in _HIDDEN else " " for c in text
    ).strip()


def one_line(text: str, most: int | None = None) -> str:
    """Cleaned, on one line, and clipped to `most` characters."""
    line = " ".join(cleaned(text).split())
    if most is not None and len(line) > most:
        return line[: max(most - 1, 0)] + "…"
    return line


def number(value: float) -> str:
    """Hours and money as people write them: at most two decimals, none where there are none."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: What stands above it.
        cells: Its cells, from top to bottom.
        least: How far its cells are clipped first; None for numbers, which are never clipped.
        shared: Whether a cell that all rows share may be said once, above the table. Not for
            what people write, which could pass for our own words there.
    """

    heading: str
    cells: Sequence[str]
    least: int | None = None
    shared: bool = True


_LEAST_OF_ALL = 4
_SHARED_CELL = 80


def table(columns: Sequence[Column], budget: int, *, all_rows: str = "All rows") -> str:
    """Cells separated by tabs, within `budget` characters; what all rows share is said once.

    Args:
        columns: Equally long columns. Clipping starts with whichever column is widest.
        budget: The most characters of the table.
        all_rows: What the rows are called above the table.
    """
    rows = len(columns[0].cells) if columns else 0
    if not rows:
        return ""
    same = [column for column in columns if rows > 1 and _is_shared(column)]
    said = [f"{c.heading}: {one_line(c.cells[0], _SHARED_CELL)}" for c in same if c.cells[0]]
    varying = [
        replace(column, cells=[one_line(cell) for cell in column.cells])
        for column in columns
        if column not in same
    ]
    head = [f"{all_rows}: {'; '.join(said)}"] if said else []
    head.append("\t".join(column.heading for column in varying))
    room = budget - sum(len(line) + 1 for line in head) - rows * len(varying)
    widths = _widths(varying, room)
    lines = [
        "\t".join(
            one_line(column.cells[i], width) for column, width in zip(varying, widths, strict=True)
        ).rstrip("\t")
        for i in range(rows)
    ]
    return "\n".join([*head, *lines])


def _is_shared(column: Column) -> bool:
    if len(set(column.cells)) > 1:
        return False
    return column.shared or not column.cells[0]


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """How wide each column may be: clipped to what it asks for first, then to hardly anything."""
    widths = [max(map(len, column.cells), default=0) for column in columns]
    for floor in (None, _LEAST_OF_ALL):
        least = [
            width if column.least is None else min(width, floor or column.least)
            for width, column in zip(widths, columns, strict=True)
        ]
        while _used(columns, widths) > room:
            spare = [width - low for width, low in zip(widths, least, strict=True)]
            widest = max(range(len(widths)), key=spare.__getitem__)
            if spare[widest] <= 0:
                break
            widths[widest] -= max(1, spare[widest] // 8)
    return widths


def _used(columns: Sequence[Column], widths: Sequence[int]) -> int:
    return sum(
        min(len(cell), width)
        for column, width in zip(columns, widths, strict=True)
        for cell in column.cells
    )
