from datetime import date

import pytest

from connectwise_time.domain.models import Agreement

FIRST, LAST = date(2026, 6, 1), date(2026, 8, 31)
SUMMER = Agreement(1, "Summer", since=FIRST, until=LAST)
EXPIRED = Agreement(1, "Expired", active=False, since=FIRST, until=LAST)


@pytest.mark.parametrize(
    ("agreement", "day", "covers"),
    [
        (Agreement(1, "Open"), date(2026, 11, 20), True),
        (SUMMER, date(2026, 5, 31), False),
        (SUMMER, date(2026, 6, 1), True),
        (SUMMER, date(2026, 8, 31), True),
        (SUMMER, date(2026, 9, 1), False),
        (EXPIRED, date(2026, 7, 1), True),
        (Agreement(1, "Inactive", active=False), date(2026, 7, 1), False),
        (Agreement(1, "Cancelled", cancelled=date(2026, 7, 1)), date(2026, 6, 30), True),
        (Agreement(1, "Cancelled", cancelled=date(2026, 7, 1)), date(2026, 7, 1), False),
    ],
    ids=lambda value: value.name if isinstance(value, Agreement) else str(value),
)
def test_an_agreement_covers_the_days_on_which_it_runs(
    agreement: Agreement, day: date, *, covers: bool
) -> None:
    assert agreement.covers(day) is covers
