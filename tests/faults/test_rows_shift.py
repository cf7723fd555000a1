"""F28: rows come and go while a search reads page after page."""

from pathlib import Path

import pytest

from connectwise_time.sandbox.faults import Rows, Rule
from connectwise_time.sandbox.faults.shifting import shift
from support.hours import ENTRIES
from support.promised import DAY, Scene, a_scene

pytestmark = pytest.mark.anyio

MANY = 1400
FEW = 60


def many(scene: Scene, count: int) -> list[int]:
    """So many entries on one day, made by another program; each by its id."""
    first = scene.elsewhere("06:00")
    shift(scene.world.store, Rows(copy=(first,) * (count - 1)))
    scene.foreign |= {row["id"] for row in scene.new()}
    return sorted(scene.foreign)


async def test_f28_totals_count_each_entry_that_stays_once_while_others_come_and_go(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        made = many(scene, MANY)
        # Of each thousand some go, from all pages, read already or not; others come.
        gone = tuple(made[100::50])
        come = gone[:7]  # each once more, with an id above all others
        staying = set(made) - set(gone)
        # Who goes or comes has other hours than who stays: one missing or double would be seen.
        store = scene.world.store
        with store.turn():
            for number in staying:
                store.all("UPDATE time_entries SET actual_hours = 0.25 WHERE id = ?", (number,))
        rule = Rule(Rows(delete=gone, copy=come), "GET", ENTRIES, nth=2)
        scene.faults.add(rule)
        async with scene.somebody() as call:
            answer = await call("search_time", period=f"{DAY}..{DAY}", group_by="day")
        assert scene.faults.befell(rule) == 1
        scene.foreign |= {row["id"] for row in scene.new()}
        least, most = len(staying), len(staying) + len(gone) + len(come)
        assert least <= answer["entries"] <= most
        others = answer["entries"] - len(staying)
        assert answer["hours"] == pytest.approx(0.25 * len(staying) + others)


async def test_f28_a_cursor_shows_each_entry_that_stays_once_while_others_come_and_go(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        made = many(scene, FEW)
        gone: set[int] = set()
        seen: list[int] = []
        async with scene.somebody() as call:
            arguments = {"period": f"{DAY}..{DAY}", "limit": 7}
            for page in range(FEW):
                answer = await call("search_time", **arguments)
                lines = (line.split("\t")[0] for line in call.text.splitlines())
                seen += [int(first) for first in lines if first.isdigit()]
                if "cursor" not in answer:
                    break
                arguments["cursor"] = answer["cursor"]
                # One that was seen goes, one that was not goes, and one comes.
                going = {made[page * 7], made[-1 - page]}
                gone |= going
                shift(scene.world.store, Rows(delete=tuple(going), copy=made[page * 7 + 1]))
                scene.foreign |= {row["id"] for row in scene.new()}
        assert len(seen) == len(set(seen))
        assert set(made) - gone <= set(seen)
