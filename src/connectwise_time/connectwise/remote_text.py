"""Text that came from outside, made fit to be quoted in our sentences: data, never instructions."""

import unicodedata

LONGEST = 500


def quoted(text: str) -> str:
    """The text in quotation marks, on one line, without what hides or turns text, clipped."""
    return f'"{cleaned(text)}"'


def cleaned(text: str, longest: int = LONGEST) -> str:
    """The text on one line without control, bidi and zero-width characters, clipped.

    Those are Unicode's categories C (control, format, surrogate, private, unassigned); the line
    and paragraph separators are spaces like any other.
    """
    # Cut generously first: a body may have megabytes, and only its beginning is shown.
    shown = "".join(
        " " if char.isspace() else char
        for char in text[: longest * 8]
        if char.isspace() or not unicodedata.category(char).startswith("C")
    )
    line = " ".join(shown.replace('"', "'").split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
