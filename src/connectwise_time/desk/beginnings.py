"""Which words and names fit what somebody has typed so far. Nothing is asked here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectwise_time.domain.names.exact import exactly
from connectwise_time.domain.names.fits import begins, in_parts
from connectwise_time.domain.names.said import Names, Naming, Row, RowT, Said, take_apart
from connectwise_time.domain.names.spelling import Spelt, spellings

MOST = 100
"""Values of one offer: more is not allowed by the protocol, nor looked through by anybody."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be meant, the likeliest first.

    Attributes:
        values: At most `MOST`.
        more: There are others.
    """

    values: tuple[str, ...] = ()
    more: bool = False

    @classmethod
    def of(cls, values: Sequence[str], *, more: bool = False) -> "Offer":
        """As many of the values as may be offered; `more` where there are others anyhow."""
        return cls(tuple(values[:MOST]), more or len(values) > MOST)


def one_name(row: Row) -> Iterable[str]:
    """Rows that are called by their name alone."""
    return (row.name,)


def worded(typed: str, words: Iterable[str]) -> Offer:
    """The words that begin so, then those with a word inside that does, in their order."""
    plain = " ".join(typed.casefold().split())
    there = list(words)
    fits = [word for word in there if word.casefold().startswith(plain)]
    fits += [word for word in there if word not in fits and f" {plain}" in f" {word.casefold()}"]
    return Offer.of(fits)


def named(
    typed: str,
    rows: Sequence[RowT],
    *,
    names: Names[RowT] = one_name,
    naming: Naming = Naming.THINGS,
    own: str | None = None,
) -> Offer:
    """The names of the rows that fit, those that begin so first.

    A name fits as in a call (docs/reference/names.md), but for typing errors; one letter is enough.

    Args:
        typed: What was typed; of nothing all fit.
        rows: What there is to choose from.
        names: What each is called.
        naming: What kind of things they are.
        own: What it stands for as a name of the house's own.
    """
    said = take_apart(typed, naming)
    fits = _fitting(said, rows, names) if typed.strip() else list(rows)
    if own:
        fits += [r for r in exactly(take_apart(own, naming), rows, names) if r not in fits]
    fits.sort(key=lambda row: (not _is_first(said, row, names), row.name.casefold(), row.id))
    called = Counter(row.name for row in rows)
    return Offer.of([r.name if called[r.name] == 1 else f"{r.id} {r.name}" for r in fits])


def _fitting(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    if not said.words:
        return []
    fits = {row.id for row in (*exactly(said, rows, names), *in_parts(said, rows, names))}
    return [row for row in rows if row.id in fits or _is_begun(said.words, row, names)]


def _is_begun(words: Spelt, row: RowT, names: Names[RowT]) -> bool:
    """Whether a name may become what is typed: of the last word more may follow, "of" is "off"."""
    *whole, last = words
    # As it is offered where two have one name: with its id in front.
    called = (*names(row), f"{row.id} {row.name}")
    labels = [label for name in called for label in spellings(name)]
    return any(
        begins(words, label)
        or any(
            word.startswith(last) and begins(tuple(whole), (*label[:at], *label[at + 1 :]))
            for at, word in enumerate(label)
        )
        for label in labels
    )


def _is_first(said: Said, row: RowT, names: Names[RowT]) -> bool:
    labels = [label for name in names(row) for label in spellings(name) if label]
    return any(label[0].startswith(said.words[:1]) for label in labels)
