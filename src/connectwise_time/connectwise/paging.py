"""Which ranges of ids hold all rows of a large search. Pure; `streaming` does the asking.

Rows are told apart by id, never by page number: a row that comes or goes while we ask shifts every
later page, but no range of ids. Ranges do not overlap, so no row comes twice; each is asked for
until it is empty, so no row is lost.
"""

from dataclasses import dataclass

PAGE = 1000

# Ids of a search are not evenly spread: aiming at a little less than a page keeps most ranges to
# one request each. 920 of 1,000 leaves room for more than two standard deviations.
_AIM = 920


@dataclass(frozen=True, slots=True)
class Range:
    """Ids above `above`, up to and with `upto`; without an end where that is None."""

    above: int
    upto: int | None


def ranges(above: int, newest: int, remaining: int, page: int = PAGE) -> list[Range]:
    """Ranges that together hold all ids above the given one, each about a page.

    Args:
        above: The last id that is already known.
        newest: The highest id that was there.
        remaining: How many rows lie above `above`, as far as is known.
        page: Rows a page.
    """
    span = newest - above
    if span <= 0 or remaining <= page:
        return [Range(above, None)]
    # A range of no more ids than a page holds cannot overflow, however dense it is.
    step = page if remaining >= span else max(page, span * _AIM * page // PAGE // remaining)
    bounds = list(range(above, newest, step))
    return [Range(low, low + step if low != bounds[-1] else None) for low in bounds]


def rest_of(asked: Range, came: int, last: int, newest: int, page: int = PAGE) -> list[Range]:
    """What is left of a range after its first page came, in two halves if there may be much.

    Args:
        asked: The range.
        came: How many rows came.
        last: The id of the last of them.
        newest: The highest id that was there when the search began.
        page: Rows a page.
    """
    if came < page:
        return []
    if asked.upto is None:
        return [] if last >= newest else [Range(last, None)]
    if last >= asked.upto:
        return []
    # As dense as what came, the rest holds this many rows.
    dense = came * (asked.upto - last) / max(1, last - asked.above)
    middle = last + (asked.upto - last) // 2
    if dense <= page or middle <= last:
        return [Range(last, asked.upto)]
    return [Range(last, middle), Range(middle, asked.upto)]
