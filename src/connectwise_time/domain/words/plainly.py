"""One spelling for what people type: case, spaces, dashes, digits and words for small numbers."""

import re
import unicodedata

from connectwise_time.errors import Refused

LONGEST = 100
"""Characters of any words for a time; more is no time, and would only take long to read."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "’‘`´＇"), "'")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FRACTIONS = {ord(sign): f" {text} " for sign, text in (("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"))}
_SIGNS = _FULL_WIDTH | _DASHES | _QUOTES | _FRACTIONS | {ord("⁄"): "/", ord("∶"): ":"}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_NUMBERS = {word: number for number, word in enumerate(_SMALL)} | _TENS
_TENS_AND_ONES = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_SMALL[1:10])})\b")
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")


def plain(words: str) -> str:
    """The words in lower case with ASCII digits, dashes and quotes, and single spaces.

    What has no such spelling stays as it is, and is then refused by whoever reads it. Superscripts
    stay too: 9³⁰ is not 930.

    Raises:
        Refused: They are empty, or longer than any time can be.
    """
    text = words.translate(_SIGNS)
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = " ".join(text.casefold().split()).strip("\ufeff\u200b\u200e\u200f")
    if len(text) > LONGEST:
        raise Refused("That is too long for a time.", remedy="Give only the time, in a few words.")
    return re.sub(r"(?<![.,;!])[.,;!]$", "", text).rstrip()


def with_digits(text: str) -> str:
    """Plain text, with words for numbers up to sixty and ninety as digits: `forty-five` is 45."""
    joined = _TENS_AND_ONES.sub(lambda m: str(_NUMBERS[m[1]] + _NUMBERS[m[2]]), text)
    return _NUMBER_WORD.sub(lambda m: str(_NUMBERS[m[1]]), joined)


def without_vagueness(text: str) -> str:
    """Plain text without the words that make it no other value: `about an hour` is an hour."""
    return re.sub(r"^(?:about|around|approx(?:imately|\.)?|roughly|circa|ca\.|~) *", "", text)
