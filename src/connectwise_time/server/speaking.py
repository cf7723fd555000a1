"""Say errors aloud: the only place where our errors become what a model reads."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from connectwise_time.errors import TimeDeskError
from connectwise_time.server.text import one_line

_NAME = 40

IN_WORDS = "ticket_in_words"
"""The fault of a ticket that is said in words, where its number is needed."""
_NUMBER = "a whole number. find_tickets finds it by words"


PRACTICE = "SANDBOX: practice data."
"""What a refusal begins with there: it may tell of an entry that nobody has."""


def spoken(error: TimeDeskError, *, sandbox: bool = False) -> str:
    """The problem, which quotes every reason that ConnectWise gave, and what to do."""
    told = f"{error.problem}\n{error.remedy}"
    return f"{PRACTICE}\n{told}" if sandbox else told


def misfit(faults: Sequence[Any], schema: dict[str, Any]) -> str:
    """Why the arguments do not fit, without repeating what was given.

    Args:
        faults: The validator's findings, of which only place and kind are used; a place may have
            a name that whoever calls made up.
        schema: The published schema of the arguments.
    """
    known = schema["properties"]
    lines = []
    for fault in faults:
        place = next((part for part in fault["loc"] if part in known), None)
        inside = known[place].get("items", {}).get("properties") if place is not None else None
        if inside and len(fault["loc"]) > 1:
            lines.append(_inside(fault, inside, beside=known))
        elif place is None:
            lines.append(f"There is an unknown argument. Known are: {', '.join(known)}.")
        elif fault["type"] == "too_long" and known[place].get("type") == "array":
            most = fault["ctx"]["max_length"]
            lines.append(f"{place} has too many: give at most {most} in one call.")
        elif fault["type"] == "missing":
            lines.append(f"{place} is missing: give {_expected(known[place])}.")
        else:
            lines.append(f"{place} does not fit: give {_choice(fault) or _expected(known[place])}.")
    return "Nothing was done. " + " ".join(dict.fromkeys(lines))


def _inside(fault: Any, known: dict[str, Any], *, beside: dict[str, Any]) -> str:
    """What does not fit in one thing of a list, by its place from 1 on."""
    place, at, *rest = fault["loc"]
    which = f"Number {at + 1} of {place}"
    field = rest[0] if rest else None
    if field in known:
        return f"{which}: {field} does not fit: give {_choice(fault) or _expected(known[field])}."
    if field is None:
        return f"{which} does not fit: give an object with some of {', '.join(known)}."
    unknown = one_line(str(field), _NAME)
    if field in beside:
        return f'{which} has an unknown name "{unknown}": it goes beside {place}, for all of them.'
    if meant := get_close_matches(unknown.casefold(), known, n=1):
        return f'{which} has an unknown name "{unknown}": {meant[0]} is meant?'
    return f'{which} has an unknown name "{unknown}". Known are: {", ".join(known)}.'


def _choice(fault: Any) -> str:
    """The words of which it has to be one, also where the schema does not spell them out."""
    if fault["type"] == IN_WORDS:
        return _NUMBER
    known = fault.get("ctx", {}).get("expected", "")
    return f"one of {known.replace(' or ', ', ')}".replace("'", "") if known else ""


def _expected(part: dict[str, Any]) -> str:
    if "enum" in part:
        return f"one of {', '.join(map(str, part['enum']))}"
    if part.get("type") == "array":
        return f"a list, each {_expected(part['items'])}"
    if "anyOf" in part:
        return "a number or a few words"
    kinds = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    kind = kinds.get(part.get("type", ""), "text that is neither empty nor very long")
    bounds = [
        f"{words} {part[key]}"
        for key, words in (
            ("exclusiveMinimum", "over"),
            ("minimum", "from"),
            ("exclusiveMaximum", "under"),
            ("maximum", "at most"),
        )
        if key in part
    ]
    if part.get("type") == "string" and "description" in part:
        kind = f"{kind} ({part['description']})"
    return f"{kind} {' and '.join(bounds)}".strip()
