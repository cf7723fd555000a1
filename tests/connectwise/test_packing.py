from itertools import pairwise

import httpx2
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise import purposes
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.packing import LONGEST_URL, packed, spread
from connectwise_time.connectwise.requests import rows

CLOUD = "https://api-na.myconnectwise.net/v4_6_release/apis/3.0"
IDS = st.lists(st.integers(1, 2**31 - 1), max_size=600)


def url(where: Where) -> str:
    return CLOUD + rows("/time/sheets", purposes.READ_SHEETS, where, fields="id,member/id").target


def room(where: Where) -> int:
    return LONGEST_URL - len(url(where))


@given(IDS)
def test_every_id_is_asked_for_once_and_no_url_is_too_long(ids: list[int]) -> None:
    rest = Where().one_of(Field.STATUS, ["Open", "Rejected"])
    queries = list(spread(rest, Field.ID, ids, room))
    asked = [
        int(number)
        for where in queries
        for number in where.terms[-1].removeprefix("id ").strip("in=() ").split(",")
    ]
    assert asked == list(dict.fromkeys(ids))
    assert all(len(url(where)) < 2_000 for where in queries)
    assert all(where.terms[:-1] == rest.terms for where in queries)


@given(IDS, st.integers(-20, 300))
def test_lists_are_full_before_a_new_one_begins(ids: list[int], length: int) -> None:
    parts = list(packed(ids, length))
    assert [number for part in parts for number in part] == list(dict.fromkeys(ids))
    for part, after in pairwise(parts):
        assert len(",".join(map(str, (*part, after[0])))) > length
    assert all(len(part) == 1 or len(",".join(map(str, part))) <= length for part in parts)


def test_what_is_measured_is_what_is_sent() -> None:
    where = Where().eq(Field.STATUS, "Open").among(Field.ID, range(1, 100))
    sent = httpx2.Request("GET", url(where)).url
    assert str(sent) == url(where)
    assert sent.params["conditions"] == str(where)
    assert "(1,2,3," in str(sent)
