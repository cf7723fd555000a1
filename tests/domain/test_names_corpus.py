"""The published corpus of names: what people say, and what it means."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectwise_time.domain.names.matching import Naming, Ways, alias_key, match
from connectwise_time.errors import Refused

CORPUS = tomllib.loads((Path(__file__).parents[1] / "corpus" / "names.toml").read_text("utf-8"))
FEWEST = 200


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    identifier: str
    usable: bool


def rows_of(table: dict[str, Any]) -> list[Row]:
    return [
        Row(row["id"], row["name"], row.get("identifier", ""), not row.get("unusable"))
        for row in table["rows"]
    ]


def ways_of(table: dict[str, Any]) -> Ways[Row]:
    return Ways(
        table["what"],
        names=lambda row: (row.name, row.identifier) if row.identifier else (row.name,),
        usable=lambda row: row.usable,
        unusable=table.get("unusable", "is inactive"),
        naming=Naming(table.get("naming", "things")),
    )


def reading(table: dict[str, Any], said: str) -> tuple[int | None, set[int]]:
    """The id that is taken, or the ids that are offered with the refusal."""
    aliases = {alias_key(alias): name for alias, name in table.get("aliases", {}).items()}
    try:
        return match(said, rows_of(table), ways_of(table), aliases).row.id, set()
    except Refused as refusal:
        offered = re.findall(r"(?:^|[:,;.] |whether )(\d+) (?=\w)", refusal.remedy)
        return None, {int(number) for number in offered}


NAMES = [(table, said) for table in CORPUS["list"] for said in table["said"]]


@pytest.mark.parametrize(
    ("table", "said"), [pytest.param(t, s, id=f"{t['name']}: {s}") for t, s in NAMES]
)
def test_a_name_is_read_as_the_corpus_says(table: dict[str, Any], said: str) -> None:
    expected = table["said"][said]
    taken, offered = reading(table, said)
    if isinstance(expected, int):
        assert taken == expected
    else:
        assert taken is None
        assert set(expected) <= offered


def test_the_corpus_is_large_and_no_name_in_it_is_read_as_another() -> None:
    assert len(NAMES) >= FEWEST
    wrong = [
        (table["name"], said, taken)
        for table, said in NAMES
        if (taken := reading(table, said)[0]) is not None and taken != table["said"][said]
    ]
    assert wrong == []


@pytest.mark.parametrize("table", CORPUS["list"], ids=lambda table: table["name"])
def test_every_usable_row_of_the_corpus_is_taken_by_its_whole_name(table: dict[str, Any]) -> None:
    rows = [row for row in rows_of(table) if row.usable]
    for row in rows:
        if [other.name for other in rows].count(row.name) == 1:
            assert reading(table, row.name)[0] == row.id
