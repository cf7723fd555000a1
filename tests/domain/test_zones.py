import pytest

from connectwise_time.domain.zones import zone_named


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("America/New_York", "America/New_York"),
        ("Eastern Standard Time", "America/New_York"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("GMT Standard Time", "Europe/London"),
        ("GMT-5/Eastern Time: US & Canada", "America/New_York"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(UTC) Coordinated Universal Time", "UTC"),
    ],
)
def test_names_that_connectwise_stores_are_understood(name: str, key: str) -> None:
    zone = zone_named(name)
    assert zone is not None
    assert zone.key == key


@pytest.mark.parametrize("name", ["", "EST", "GMT-5", "headquarters", "../../etc/passwd", "A/B"])
def test_a_name_that_does_not_tell_when_clocks_change_is_not_understood(name: str) -> None:
    assert zone_named(name) is None
