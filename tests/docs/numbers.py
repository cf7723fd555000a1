"""Numbers in prose: each stands in words that a test made from the program, or is found."""

import re
from collections.abc import Iterable

_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
_COUNTED = "|".join((*_WORDS[3:], "thirty", "forty", "fifty", "sixty", "hundred", "thousand"))
_NUMBER = re.compile(rf"(?<![\w.])(?:\d[\d,.]*|(?:{_COUNTED})(?:-\w+)?)(?!\w)", re.IGNORECASE)


def said(number: int) -> str:
    """A number as prose has it: in words up to twenty-nine."""
    if number < len(_WORDS):
        return _WORDS[number]
    assert number < 30
    return f"twenty-{_WORDS[number - 20]}"


def prose(text: str) -> str:
    """Text in one line, without what stands in code or in the address of a link."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "`", text)
    text = re.sub(r"(?<=\])\([^)\s]*\)", "", text)
    return " ".join(text.split())


def of_a_skill(text: str) -> str:
    """A skill without its header, its steps' numbers, what is quoted, and what people say."""
    text = text.split("---\n", 2)[2]
    text = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\|[^|]*\|", "|", text, flags=re.MULTILINE)
    return re.sub(r'"[^"\n]*"', '"', text)


def missing(text: str, phrases: Iterable[str]) -> list[str]:
    """The phrases that the text does not say."""
    told = prose(text)
    return [phrase for phrase in phrases if not _as_it_stands(phrase).search(told)]


def unheld(text: str, phrases: Iterable[str]) -> list[str]:
    """Numbers of the text that stand in none of the phrases, with the words around them."""
    told = prose(text)
    # Long ones first: a short one would take away a part of them.
    for phrase in sorted(phrases, key=len, reverse=True):
        told = _as_it_stands(phrase).sub("…", told)
    return [told[max(0, n.start() - 40) : n.end() + 30] for n in _NUMBER.finditer(told)]


def _as_it_stands(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(prose(phrase))}(?!\w)")
