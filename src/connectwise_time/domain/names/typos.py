"""Typing errors: how many letters are wrong, and whether it is still clear what was meant."""

from dataclasses import dataclass
from functools import lru_cache

from connectwise_time.domain.names.spelling import SMALL_WORDS, Spelt

MOST_ERRORS = 2
_FEWEST_LETTERS = 4
# One wrong letter in a word of four makes another word (John, Joan), and two at the start of a
# longer one its opposite (onboarding, offboarding; senior, junior): these are only offered.
_CLEAR_WITH_ONE, _CLEAR_AT_START, _CLEAR_WITH_TWO, _SAME_START = 5, 6, 8, 3


@dataclass(frozen=True, slots=True)
class Slip:
    """How a name differs from what was typed.

    Attributes:
        letters: Letters that are wrong, missing, too many, or change places with the next.
        clear: Nobody would take it for anything else, so that it need not be asked.
    """

    letters: int = 0
    clear: bool = True


@lru_cache(maxsize=16384)
def slip(typed: str, word: str) -> Slip | None:
    """How one word differs from another; None where it is another word, or has digits."""
    if typed == word:
        return Slip()
    if len(typed) < _FEWEST_LETTERS or len(word) < _FEWEST_LETTERS - 1:
        return None
    if not (typed.isalpha() and word.isalpha()) or abs(len(typed) - len(word)) > MOST_ERRORS:
        return None
    letters = wrong_letters(typed, word)
    if letters > MOST_ERRORS:
        return None
    shorter = min(len(typed), len(word))
    clear = typed[0] == word[0] and shorter >= _CLEAR_WITH_ONE
    clear = clear or (shorter >= _CLEAR_AT_START and _slipped_at_start(typed, word))
    if letters == MOST_ERRORS:
        same_start = typed[:_SAME_START] == word[:_SAME_START]
        clear = same_start and shorter >= _CLEAR_WITH_TWO
    return Slip(letters, clear)


def _slipped_at_start(typed: str, word: str) -> bool:
    """Whether a letter in front is too many or missing, or the first two changed places."""
    swapped = typed[1::-1] == word[:2] and typed[2:] == word[2:]
    return swapped or word in typed[1:] or typed in word[1:]


def wrong_letters(typed: str, word: str) -> int:
    """The fewest letters to change, add, leave out, or swap with a neighbour."""
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def slip_of_words(typed: Spelt, label: Spelt) -> Slip | None:
    """How the words that were typed differ from those of a name, each word from one of its own.

    A word that begins one of the name's is right. None where a word fits nothing.
    """
    if not typed:
        return Slip()
    best: Slip | None = None
    for at, word in enumerate(label):
        here = Slip() if _begins(typed[0], word) else slip(typed[0], word)
        if here is None:
            continue
        rest = slip_of_words(typed[1:], (*label[:at], *label[at + 1 :]))
        if rest is None or here.letters + rest.letters > MOST_ERRORS:
            continue
        whole = Slip(here.letters + rest.letters, here.clear and rest.clear)
        if best is None or (whole.letters, not whole.clear) < (best.letters, not best.clear):
            best = whole
    return best


def _begins(part: str, word: str) -> bool:
    return part.isalpha() and not {part, word} & SMALL_WORDS and word.startswith(part)
