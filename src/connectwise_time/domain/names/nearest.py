"""Which names are most like a person's words: for the offer that goes with a refusal."""

from collections.abc import Sequence

from connectwise_time.domain.names.said import Names, RowT, Said
from connectwise_time.domain.names.spelling import Spelt, canonical, joined, words_of
from connectwise_time.domain.names.typos import slip


def nearest(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    """The rows, the most alike first."""
    return sorted(
        rows,
        key=lambda row: (-max(likeness(said, n) for n in names(row)), row.name.casefold(), row.id),
    )


def likeness(said: Said, name: str) -> float:
    """How much a name is like what was said; 0 where nothing is alike."""
    label = canonical(words_of(name))
    hits = sum(_likeness_of_word(word, label) for word in said.words)
    wanted, called = _pairs(joined(said.words)), _pairs(joined(label))
    shared = 2 * len(wanted & called) / (len(wanted) + len(called)) if wanted and called else 0.0
    return hits / max(len(said.words), 1) + shared


def _likeness_of_word(word: str, label: Spelt) -> float:
    if any(other.startswith(word) for other in label):
        return 1.0
    if any(slip(word, other) for other in label):
        return 0.8
    return 0.6 if any(_is_short_for(word, other) for other in label) else 0.0


def _is_short_for(word: str, other: str) -> bool:
    """Whether the word has some of the other's letters, in their order: `mtg`, `meeting`."""
    letters = iter(other)
    return word[:1] == other[:1] and all(letter in letters for letter in word)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
