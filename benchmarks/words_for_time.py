"""How libraries read the phrases of tests/corpus/when.toml: right, refused, or silently wrong.

    python -m venv /somewhere && /somewhere/bin/pip install dateparser python-dateutil \
        parsedatetime timefhuman pytimeparse2
    /somewhere/bin/python benchmarks/words_for_time.py

Libraries that are not installed are skipped. Each is told the present and, where it can be, that
the past is meant. Our own grammar is held to the same phrases by tests/domain/test_when_corpus.py.
"""

import importlib
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 20, 16, 5)  # noqa: DTZ001  # libraries differ in what zones they take
CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "when.toml"
Reader = Callable[[str], Any]


def dateparser_reader(library: Any) -> Reader:
    settings = {"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "past"}
    return lambda words: library.parse(words, languages=["en"], settings=settings)


def dateutil_reader(library: Any) -> Reader:
    return lambda words: library.parse(words, default=NOW.replace(hour=0, minute=0))


def parsedatetime_reader(library: Any) -> Reader:
    calendar = library.Calendar()

    def read(words: str) -> datetime | None:
        found, status = calendar.parseDT(words, sourceTime=NOW)
        return found if status else None

    return read


def timefhuman_reader(library: Any) -> Reader:
    past = library.tfhConfig(now=NOW, direction=library.Direction.previous)
    return lambda words: library.timefhuman(words, config=past) or None


def duration_reader(library: Any) -> Reader:
    reader: Reader = library.parse
    return reader


LIBRARIES: dict[str, tuple[Callable[[Any], Reader], tuple[str, ...]]] = {
    "dateparser": (dateparser_reader, ("dates", "times")),
    "dateutil.parser": (dateutil_reader, ("dates", "times")),
    "parsedatetime": (parsedatetime_reader, ("dates", "times")),
    "timefhuman": (timefhuman_reader, ("dates", "times", "ranges")),
    "pytimeparse2": (duration_reader, ("durations",)),
}


def shown(kind: str, value: Any) -> Any:
    """What was read, in the words of the corpus; None for nothing."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if kind == "durations":
        return None if value is None else round(float(value) / 3600, 3)
    if kind == "ranges":
        pair = value if isinstance(value, tuple | list) and len(value) == 2 else (value,)
        return [f"{moment:%H:%M}" if hasattr(moment, "hour") else str(moment) for moment in pair]
    if value is None or not hasattr(value, "strftime"):
        return value and str(value)
    return f"{value:%Y-%m-%d}" if kind == "dates" else f"{value:%H:%M}"


def judged(kind: str, reader: Reader, words: str, fits: list[Any]) -> str:
    try:
        read = shown(kind, reader(words))
    except Exception:  # noqa: BLE001  # whatever a library throws is a refusal
        read = None
    if read is None or read == ["None"]:
        return "refused"
    return "right" if read in fits else "silently wrong"


def measured(reader: Reader, kinds: tuple[str, ...], corpus: dict[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for kind in kinds:
        part = corpus[kind]
        for row in [*part["read"], *part["either"]]:
            counts[judged(kind, reader, row[0], [row[1:]] if kind == "ranges" else row[1:])] += 1
        for words in part["refused"]:
            outcome = judged(kind, reader, words, [])
            counts["rightly refused" if outcome == "refused" else outcome] += 1
    return counts


def main() -> None:
    corpus = tomllib.loads(CORPUS.read_text("utf-8"))
    for name, (make, kinds) in LIBRARIES.items():
        began = time.perf_counter()
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"{name}: not installed, skipped")
            continue
        imported = time.perf_counter() - began
        counts = measured(make(library), kinds, corpus)
        phrases = counts.total()
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
        share = counts["silently wrong"] / phrases
        print(
            f"{name} ({', '.join(kinds)}): {phrases} phrases, {told}; {share:.0%} silently wrong;"
        )
        print(f"    imported in {imported * 1000:.0f} ms", file=sys.stdout)


if __name__ == "__main__":
    main()
