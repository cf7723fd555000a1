"""How names are compared: what counts as the same word, whoever writes it (words.md, "Names")."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

Spelt = tuple[str, ...]
"""The words of a name, as they are compared."""

LEGAL_FORMS = frozenset(
    (
        *("ab", "ag", "aps", "bv", "co", "company", "corp", "corporation", "gmbh", "inc"),
        *("incorporated", "kg", "limited", "llc", "llp", "lp", "ltd", "nv", "oy", "plc", "pllc"),
        *("pte", "pty", "pvt", "sa", "sarl", "srl"),
    )
)
SMALL_WORDS = frozenset(("and", "for", "of", "or", "the"))
"""Words that may not stand for longer ones: "and" is no Andrew."""

_QUOTES = re.compile(r"['’‘`´ʼ′\"“”„«»]")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_WRITTEN_AS_ONE = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "&": " and "}
)
_SAME_FORM = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_SAME = {"lvl": "level", "ii": "2", "iii": "3", "iv": "4"}
_COUNTED = frozenset(("level", "tier"))
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_SHORT: dict[str, tuple[Spelt, ...]] = {
    "ah": (("after", "hours"),),
    "engr": (("engineer",),),
    "hd": (("helpdesk",),),
    "jr": (("junior",),),
    "mgmt": (("management",),),
    "mgr": (("manager",),),
    "mgt": (("management",),),
    "mtg": (("meeting",), ("meetings",)),
    "mtgs": (("meetings",),),
    "mtng": (("meeting",), ("meetings",)),
    "ot": (("overtime",), ("over", "time")),
    "pm": (("project", "manager"), ("project", "management")),
    "rmt": (("remote",),),
    "sr": (("senior",),),
    "svc": (("service",), ("services",)),
    "svcs": (("services",),),
    "sysadmin": (("system", "administrator"), ("systems", "administrator")),
    "trng": (("training",),),
    "wknd": (("weekend",),),
}
# Short forms that begin what they stand for: only in a name do they need to be told.
_SHORT_IN_NAMES: dict[str, tuple[Spelt, ...]] = _SHORT | {
    "admin": (("administrator",), ("administration",), ("administrative",)),
    "dev": (("developer",), ("development",)),
    "eng": (("engineer",), ("engineering",)),
    "maint": (("maintenance",),),
    "tech": (("technician",),),
}
_MOST_READINGS = 16


@lru_cache(maxsize=8192)
def words_of(text: str) -> Spelt:
    """The words of a name, without case, accents, quotes and punctuation; numbers are words."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_PLAIN)
    return tuple(_WORD.findall(_QUOTES.sub("", plain)))


_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


@lru_cache(maxsize=8192)
def spellings(name: str) -> tuple[Spelt, ...]:
    """The words of a name in their one spelling; Müller is spelt muller and mueller."""
    plain = canonical(words_of(name))
    composed = unicodedata.normalize("NFC", name).casefold().translate(_GERMAN)
    spelt_out = canonical(words_of(composed))
    return (plain,) if spelt_out == plain else (plain, spelt_out)


@lru_cache(maxsize=8192)
def joined(words: Spelt) -> str:
    """The words written as one, numbers apart: `onsite` is `on site`, 1 2 is not 12."""
    text = ""
    for word in words:
        apart = text[-1:].isdecimal() and word[:1].isdecimal()
        text += f" {word}" if apart else word
    return text


@lru_cache(maxsize=8192)
def canonical(words: Spelt) -> Spelt:
    """The words with one spelling for what people write in several: `L2`, `lvl 2` is `level 2`."""
    found: list[str] = []
    for word in _with_whole_form(words):
        before = found[-1] if found else ""
        if word in _ORDINALS and before.isdecimal():
            continue
        if word.isdecimal() and before == "l":
            found[-1] = "level"
        if before in _COUNTED:
            word = _NUMBERS.get(word, word)  # noqa: PLW2901  # the word in its one spelling
        found.append(_SAME.get(word, word) if found or word == "lvl" else word)
    return tuple(found)


def _with_whole_form(words: Spelt) -> Spelt:
    """The words, with a legal form that was written with points, `l l c`, in one piece."""
    at = len(words)
    while at and len(words[at - 1]) == 1 and not words[at - 1].isdecimal():
        at -= 1
    whole = "".join(words[at:])
    return (*words[:at], whole) if at and whole in LEGAL_FORMS else words


def without_legal_form(words: Spelt) -> tuple[Spelt, frozenset[str]]:
    """A company's name without its endings, and the endings; `GmbH & Co KG` is one."""
    end = len(words)
    while end and (words[end - 1] in LEGAL_FORMS or (end < len(words) and words[end - 1] == "and")):
        end -= 1
    start = 1 if end > 1 and words[0] == "the" else 0
    return words[start:end], frozenset(_SAME_FORM.get(w, w) for w in words[end:]) - {"and"}


def longer_readings(words: Spelt) -> tuple[Spelt, ...]:
    """What is meant where known short forms were said: `OT` is `overtime`."""
    return _replaced(words, _SHORT)


@lru_cache(maxsize=8192)
def label_readings(words: Spelt) -> tuple[Spelt, ...]:
    """A name as it stands, and with its own short forms spelt out: `Level 2 Tech`."""
    return (words, *_replaced(words, _SHORT_IN_NAMES))


def _replaced(words: Spelt, short: dict[str, tuple[Spelt, ...]]) -> tuple[Spelt, ...]:
    if not any(word in short for word in words):
        return ()
    choices = [(*short.get(word, ()), (word,)) for word in words]
    readings = [sum(parts, ()) for parts, _ in zip(product(*choices), range(_MOST_READINGS))]  # noqa: B905  # as many as there are, at most so many
    return tuple(reading for reading in readings if reading != words)


def initials(words: Spelt) -> frozenset[str]:
    """The initials of a name of several words, with and without small words and numbers."""
    telling = tuple(word for word in words if word not in SMALL_WORDS)
    letters = tuple(word for word in telling if not word.isdecimal())
    several = [some for some in (words, telling, letters) if len(some) > 1]
    return frozenset("".join(word[0] for word in some) for some in several)


@lru_cache(maxsize=8192)
def merges(words: Spelt) -> tuple[tuple[Spelt, int], ...]:
    """The words with two or three neighbours written as one, and where that one is.

    Numbers stay apart, as in `joined`: 36 5 is not 365.
    """
    return tuple(
        ((*words[:at], "".join(words[at : at + size]), *words[at + size :]), at)
        for size in (2, 3)
        for at in range(len(words) - size + 1)
        if " " not in joined(words[at : at + size])
    )


@lru_cache(maxsize=8192)
def bound(text: str) -> tuple[tuple[str, str], ...]:
    """Letters and numbers whose order is a name's own: `m3`, `M 3`; of `group 365` it is not."""
    pairs = zip(words_of(text), words_of(text)[1:], strict=False)
    pieces = {
        pair
        for piece in _WRITTEN_AS_ONE.findall(text)
        for pair in zip(words_of(piece), words_of(piece)[1:], strict=False)
    }
    return tuple(
        (one, other)
        for one, other in pairs
        if one.isdecimal() != other.isdecimal()
        and ((one, other) in pieces or any(len(w) == 1 and w.isalpha() for w in (one, other)))
    )
