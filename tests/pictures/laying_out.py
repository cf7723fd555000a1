"""Break what is said into lines that fit: sentences by words, tables by columns."""

from textwrap import wrap

_GAP = 2


def lines_of(text: str, width: int) -> list[str]:
    """The text in lines of at most so many characters; what has tabs is a table."""
    lines: list[str] = []
    table: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            table.append(line.split("\t"))
            continue
        lines += _columns(table, width)
        table = []
        lines += wrap(line, width, subsequent_indent="  ", break_long_words=False) or [""]
    return lines[:-1]


def _columns(table: list[list[str]], width: int) -> list[str]:
    """Rows with their cells below each other; a long cell goes on in the next line."""
    if not table:
        return []
    count = max(map(len, table))
    rows = [[*row, *[""] * (count - len(row))] for row in table]
    wide = [max(len(row[place]) for row in rows) for place in range(count)]
    while sum(wide) + _GAP * (count - 1) > width:
        wide[wide.index(max(wide))] -= 1
    lines = []
    for row in rows:
        cells = [wrap(cell, size) or [""] for cell, size in zip(row, wide, strict=True)]
        for deep in range(max(map(len, cells))):
            parts = [
                (cell[deep] if deep < len(cell) else "").ljust(size + _GAP)
                for cell, size in zip(cells, wide, strict=True)
            ]
            lines.append("".join(parts).rstrip())
    return lines
