"""Put text from ConnectWise where it cannot pass for ours: cleaned, on one line, clipped."""

import unicodedata
from collections.abc import Sequence

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


Column = tuple[str, Sequence[str], int]
"""A heading, the cells, and how far the cells may be clipped when the table is too large."""


def table(columns: Sequence[Column], budget: int) -> str:
    """Cells separated by tabs, within `budget` characters; what all rows share is said once.

    Args:
        columns: Equally long columns. Clipping starts with whichever column is widest.
        budget: The most characters of the table.
    """
    rows = len(columns[0][1]) if columns else 0
    if not rows:
        return ""
    same, varying = [], []
    for heading, cells, least in columns:
        if rows > 1 and len(set(cells)) == 1:
            if cells[0]:
                same.append(f"{heading}: {cells[0]}")
        else:
            varying.append((heading, [one_line(cell) for cell in cells], least))
    head = [f"All rows: {'; '.join(same)}"] if same else []
    head.append("\t".join(heading for heading, _, _ in varying))
    room = budget - sum(len(line) + 1 for line in head) - rows * len(varying)
    widths = _widths(varying, room)
    lines = [
        "\t".join(
            one_line(cells[i], width) for (_, cells, _), width in zip(varying, widths, strict=True)
        ).rstrip("\t")
        for i in range(rows)
    ]
    return "\n".join([*head, *lines])


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    widths = [max(map(len, cells), default=0) for _, cells, _ in columns]
    while True:
        used = sum(
            sum(min(len(cell), width) for cell in cells)
            for (_, cells, _), width in zip(columns, widths, strict=True)
        )
        if used <= room:
            return widths
        spare = [width - least for width, (_, _, least) in zip(widths, columns, strict=True)]
        widest = max(range(len(widths)), key=spare.__getitem__)
        if spare[widest] <= 0:
            return widths
        widths[widest] -= max(1, spare[widest] // 8)
