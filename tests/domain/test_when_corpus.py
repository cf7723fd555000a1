"""The published phrases for time: all that must be read is, and nothing is read silently wrong."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.spans import place
from connectwise_time.domain.when import iso_utc
from connectwise_time.domain.wishes import Times
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import read_date
from connectwise_time.domain.words.durations import read_hours
from connectwise_time.domain.words.periods import read_period
from connectwise_time.errors import Refused

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)  # Friday, 16:05 in New York
TODAY = Calendar(date(2026, 11, 20))
CORPUS = tomllib.loads((Path(__file__).parents[1] / "corpus" / "when.toml").read_text("utf-8"))


def a_date(words: str) -> str:
    day = read_date(words, TODAY)
    if day > TODAY.today:  # as every tool that logs time does
        raise Refused("That day is in the future.", remedy="Log time after the work.")
    return day.isoformat()


def a_time(words: str) -> str:
    span = place(Times(date="yesterday", start=words, hours=1), now=NOW, zone=NEW_YORK)
    return f"{span.start.astimezone(NEW_YORK):%H:%M}"


def a_range(words: str) -> tuple[str, str]:
    span = place(Times(start=words), now=NOW, zone=NEW_YORK)
    begins, ends = (moment.astimezone(NEW_YORK) for moment in (span.start, span.end))
    assert begins.date() == TODAY.today
    return f"{begins:%H:%M}", f"{ends:%H:%M}"


def a_start(words: str) -> str:
    return iso_utc(place(Times(start=words, hours=1), now=NOW, zone=NEW_YORK).start)


def a_span(words: str) -> tuple[str, str]:
    span = place(Times(start=words), now=NOW, zone=NEW_YORK)
    return iso_utc(span.start), iso_utc(span.end)


def a_period(words: str) -> tuple[str, str]:
    period = read_period(words, TODAY)
    return period.since.isoformat(), period.last.isoformat()


READERS: dict[str, Callable[[str], object]] = {
    "dates": a_date,
    "times": a_time,
    "ranges": a_range,
    "instants": a_start,
    "spans": a_span,
    "durations": lambda words: round(read_hours(words), 3),
    "periods": a_period,
}
OF_TWO = ("ranges", "spans", "periods")


@dataclass(frozen=True)
class Case:
    kind: str
    said: str
    read: Callable[[], object]
    fits: frozenset[object]
    may_refuse: bool

    def __str__(self) -> str:
        return f"{self.kind}: {self.said!r}"


def cases() -> Iterator[Case]:
    for kind, reader in READERS.items():
        rows = [(row[0], row[1:], False) for row in CORPUS[kind]["read"]]
        rows += [(row[0], row[1:], True) for row in CORPUS[kind]["either"]]
        rows += [(words, [], True) for words in CORPUS[kind]["refused"]]
        for words, meant, may_refuse in rows:
            fits = frozenset([tuple(meant)] if kind in OF_TWO and meant else meant)
            yield Case(kind, words, partial(reader, words), fits, may_refuse)
    yield from combinations()


def combinations() -> Iterator[Case]:
    for row in CORPUS["whole"]:
        zone = ZoneInfo(row.get("zone", NEW_YORK.key))

        def span(say: dict[str, Any] = row["say"], zone: ZoneInfo = zone) -> tuple[str, str]:
            found = place(Times(**say), now=NOW, zone=zone)
            return iso_utc(found.start), iso_utc(found.end)

        refused = row.get("refused", False)
        fits = frozenset() if refused else frozenset([tuple(row["is"])])
        yield Case("whole", str(row["say"]), span, fits, refused or row.get("either", False))


CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_phrase_is_read_the_one_way_that_everybody_would_or_refused(case: Case) -> None:
    try:
        read = case.read()
    except Refused:
        assert case.may_refuse, f"it has one reading: {set(case.fits)}"
    else:
        assert read in case.fits, "silently wrong"


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 400
    assert len({str(case) for case in CASES}) == len(CASES)
