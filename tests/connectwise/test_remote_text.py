import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise.remote_text import LONGEST, cleaned, quoted


@given(st.text(max_size=3000))
def test_remote_text_is_one_short_line_without_hidden_characters(text: str) -> None:
    shown = cleaned(text)
    assert len(shown) <= LONGEST
    assert not any(unicodedata.category(char).startswith("C") for char in shown)
    assert "\n" not in shown
    assert '"' not in shown


def test_what_turns_hides_or_breaks_text_is_taken_out() -> None:
    assert quoted('a\u202eb\u200bc\r\nd"e\x07') == '"abc d\'e"'


def test_long_text_is_clipped_with_a_mark() -> None:
    assert cleaned("x" * 501) == "x" * 499 + "…"
