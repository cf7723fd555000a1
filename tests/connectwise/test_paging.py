from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise.paging import Range, ranges, rest_of

PAGE = 10
IDS = st.sets(st.integers(1, 2000), max_size=400)


def fetch(ids: set[int], asked: Range) -> list[int]:
    fitting = [n for n in ids if n > asked.above and (asked.upto is None or n <= asked.upto)]
    return sorted(fitting)[:PAGE]


@given(IDS, IDS, st.integers(-50, 500))
def test_rows_that_stay_come_once_whatever_comes_and_goes(
    ids: set[int], unsteady: set[int], error_in_count: int
) -> None:
    first = fetch(ids, Range(0, None))
    if len(first) < PAGE:
        return
    remaining = max(0, len(ids) - PAGE + error_in_count)
    newest = max(ids)
    found, asked = list(first), 1
    waiting = deque(ranges(first[-1], newest, remaining, PAGE))
    while waiting:
        wanted, asked = waiting.popleft(), asked + 1
        rows = fetch(ids ^ (unsteady - ids if asked % 2 else set()), wanted)
        found += rows
        waiting.extend(rest_of(wanted, len(rows), rows[-1] if rows else 0, newest, PAGE))
    assert len(found) == len(set(found)), "none comes twice"
    assert ids <= set(found), "none is lost"


@given(IDS)
def test_few_more_questions_are_asked_than_there_are_pages(ids: set[int]) -> None:
    ids |= set(range(1, PAGE + 1))
    first = fetch(ids, Range(0, None))
    waiting = deque(ranges(first[-1], max(ids), len(ids) - PAGE, PAGE))
    asked = 0
    while waiting:
        wanted, asked = waiting.popleft(), asked + 1
        rows = fetch(ids, wanted)
        waiting.extend(rest_of(wanted, len(rows), rows[-1] if rows else 0, max(ids), PAGE))
    assert asked <= 3 * (len(ids) // PAGE) + 3


def test_dense_ids_cost_exactly_one_question_a_page() -> None:
    wanted = ranges(1000, 50_000, 49_000)
    assert len(wanted) == 49
    assert wanted[0] == Range(1000, 2000)
    assert wanted[-1] == Range(49_000, None)
    assert rest_of(wanted[-1], 1000, 50_000, 50_000) == []
    assert rest_of(wanted[0], 1000, 2000, 50_000) == []


def test_what_does_not_fill_a_page_is_asked_for_at_once() -> None:
    assert ranges(1000, 90_000, 1000) == [Range(1000, None)]
    assert ranges(1000, 1000, 5000) == [Range(1000, None)]


def test_the_rest_of_a_full_range_is_halved_where_much_may_be_left() -> None:
    assert rest_of(Range(0, 100), 10, 20, 500, PAGE) == [Range(20, 60), Range(60, 100)]
    assert rest_of(Range(0, 100), 10, 90, 500, PAGE) == [Range(90, 100)]
    assert rest_of(Range(0, 100), 9, 20, 500, PAGE) == []
    assert rest_of(Range(0, None), 10, 20, 500, PAGE) == [Range(20, None)]
