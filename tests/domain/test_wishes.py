"""What makes two wishes the same one."""

import hashlib
import json
from dataclasses import asdict

from connectwise_time.domain.wishes import Wish, fingerprint

NEWER = {"location", "department", "measured"}
WISH = Wish(ticket=54321, notes="Fixed the relay")


def test_a_wish_without_the_newer_words_is_the_one_that_was_noted_before_there_were_any() -> None:
    said = {name: v for name, v in asdict(WISH).items() if name not in NEWER}
    noted = json.dumps(["log", None, said], sort_keys=True, default=str)
    assert fingerprint("log", WISH) == hashlib.sha256(noted.encode()).hexdigest()


def test_another_location_is_another_wish() -> None:
    others = [Wish(ticket=54321, location="London"), Wish(ticket=54321, department="London")]
    assert len({fingerprint("log", wish) for wish in (*others, Wish(ticket=54321))}) == 3
