"""What holds of names whatever is said, and whatever there is to choose from."""

import unicodedata
from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from connectwise_time.domain.names.matching import By, Naming, Ways, match
from connectwise_time.domain.names.spelling import words_of
from connectwise_time.errors import Refused

WORDS = (
    *("Remote", "Support", "On", "Site", "Onsite", "After", "Hours", "Level", "Tech", "Engineer"),
    *("Project", "Manager", "Smith", "Smyth", "John", "Joan", "Müller", "Jones", "Contoso", "Ltd"),
    *("and", "The", "1", "2", "10", "PM", "OT", "Overtime", "L2", "GmbH", "O'Neill", "R&D"),
)
ACCENTS = "\u0301\u0308\u0327"


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    usable: bool = True


names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
tables = st.lists(names, min_size=1, max_size=8, unique_by=str.casefold).map(
    lambda found: [Row(number, name) for number, name in enumerate(found, 101)]
)
namings = st.sampled_from(list(Naming))
pieces = st.sampled_from([*WORDS, "remot", "ot", "l2", "jon", "sm", "e", "5", "101", "*", ",", "@"])
texts = st.one_of(st.lists(pieces, max_size=4).map(" ".join), st.text(max_size=25))


def taken(said: str, rows: list[Row], naming: Naming) -> tuple[Row | None, By]:
    ways = Ways[Row]("thing", usable=lambda row: row.usable, naming=naming)
    try:
        found = match(said, rows, ways)
    except Refused:
        return None, By.NOTHING
    return found.row, found.by


@given(texts, tables, namings, st.data())
def test_whatever_is_said_a_usable_row_is_taken_or_it_is_refused(
    said: str, rows: list[Row], naming: Naming, data: st.DataObject
) -> None:
    rows = [Row(row.id, row.name, data.draw(st.booleans())) for row in rows]
    row, _ = taken(said, rows, naming)
    assert row is None or row.usable


@given(tables, namings, st.data())
def test_an_exact_name_always_wins(rows: list[Row], naming: Naming, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(rows))
    found, by = taken(data.draw(st.sampled_from([row.name, row.name.upper()])), rows, naming)
    assert by is By.EXACT
    assert found == row


@given(texts, tables, namings, st.sampled_from(ACCENTS), st.sampled_from(".,;:!()"))
def test_case_accents_and_punctuation_change_nothing(
    said: str, rows: list[Row], naming: Naming, accent: str, mark: str
) -> None:
    # To the letter a name wins over one that only sounds alike, and "," may part two names.
    assume(said.isascii() and "@" not in said and not any(c.isdigit() for c in said))
    assume(len({words_of(row.name) for row in rows}) == len(rows))
    letters = [f"{c}{accent}" if c.isalpha() else c for c in said.swapcase()]
    other = unicodedata.normalize("NFC", "".join(letters)) + mark
    first, _ = taken(said, rows, naming)
    second, _ = taken(other, rows, naming)
    if any(row.name.casefold() == said.strip().casefold() for row in rows):
        assert second in {first, None}
    else:
        assert second == first


@given(texts, tables, namings, st.text("qxyz", min_size=4, max_size=8))
def test_a_row_that_has_nothing_to_do_with_it_changes_nothing(
    said: str, rows: list[Row], naming: Naming, name: str
) -> None:
    assume(not set("qxyz") & set("".join(words_of(said))))
    before, _ = taken(said, rows, naming)
    after, _ = taken(said, [*rows, Row(999, name)], naming)
    assert after == before


@given(texts, tables, namings, names)
def test_one_more_row_makes_a_taken_one_doubtful_or_leaves_it_unless_it_is_meant_more(
    said: str, rows: list[Row], naming: Naming, name: str
) -> None:
    assume(all(row.name.casefold() != name.casefold() for row in rows))
    before, by = taken(said, rows, naming)
    after, then = taken(said, [*rows, Row(999, name)], naming)
    if before is not None and after is not None and after.id != 999:
        assert after == before
    if before is not None and after is not None and after.id == 999:
        assert then <= by


@given(tables, namings, st.data())
def test_the_order_of_rows_changes_nothing(
    rows: list[Row], naming: Naming, data: st.DataObject
) -> None:
    said = data.draw(texts)
    assert taken(said, rows, naming) == taken(said, data.draw(st.permutations(rows)), naming)
