"""What every journal promises: one in memory, one in a file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from connectwise_time.desk.ports import Journal
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.operations import AGAIN, Operation, State, Work
from connectwise_time.journal.database import Database
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.journal.operations import DiskJournal
from support.operations import (
    CHANGE,
    DAY,
    MAIL,
    MINUTE,
    SECOND,
    SENT,
    done,
    later,
)
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

NOBODY: frozenset[str] = frozenset()
UNRESOLVED = [State.SENDING, State.UNKNOWN]
REPEATABLE = [State.REJECTED, State.NOT_SENT, State.ABSENT]


@pytest.fixture(params=["in memory", "in a file"])
def journal(request: pytest.FixtureRequest, folder: Path) -> Iterator[Journal]:
    if request.param == "in memory":
        yield MemoryJournal()
        return
    database = Database(folder)
    yield DiskJournal(database)
    database.close()


async def noted(journal: Journal, *operations: Operation) -> None:
    """Begun, and ended as they stand."""
    for operation in operations:
        begun = replace(operation, state=State.SENDING, outcome=None, ended=None, due=None)
        assert await journal.begin(begun, beside=NOBODY) is None
        assert await journal.end(operation) == operation


def standing(state: State, operation: Operation = SENT) -> Operation:
    return done(operation) if state is State.DONE else replace(operation, state=state)


async def test_what_was_begun_is_found_as_it_was_by_its_caller_only(journal: Journal) -> None:
    assert await journal.begin(SENT, beside=NOBODY) is None
    assert await journal.find("jamie", "first") == SENT
    assert await journal.find("jamie", "second") is None
    assert await journal.find("morgan", "first") is None


async def test_nobody_is_shown_anything_of_another_callers(journal: Journal) -> None:
    await noted(journal, replace(standing(State.UNKNOWN), due=NOW))
    assert await journal.open("morgan") == []
    assert await journal.same_call("morgan", SENT.fingerprint) == []
    own = replace(SENT, caller="morgan", work=later(60))
    assert await journal.begin(own, beside=NOBODY) is None
    assert await journal.find("morgan", "first") == own
    assert await journal.find("jamie", "first") == replace(standing(State.UNKNOWN), due=NOW)


@pytest.mark.parametrize("state", State)
async def test_the_same_id_is_sent_again_only_after_proof_that_it_is_not_stored(
    journal: Journal, state: State
) -> None:
    before = standing(state)
    await noted(journal, before)
    again = replace(SENT, attempt=2, began=NOW + MINUTE)
    may_be_sent = state in REPEATABLE
    assert await journal.begin(again, beside=NOBODY) == (None if may_be_sent else before)
    assert await journal.find("jamie", "first") == (again if may_be_sent else before)


@pytest.mark.parametrize("state", State)
async def test_an_id_is_never_used_for_something_else(journal: Journal, state: State) -> None:
    await noted(journal, standing(state))
    other = replace(SENT, fingerprint="another wish", work=later(60), attempt=2)
    assert await journal.begin(other, beside=NOBODY) == standing(state)
    assert await journal.find("jamie", "first") == standing(state)


@pytest.mark.parametrize("state", UNRESOLVED)
@pytest.mark.parametrize("work", [SENT.work, CHANGE], ids=["a new entry", "a change"])
async def test_work_is_not_sent_while_the_same_is_unresolved(
    journal: Journal, state: State, work: Work
) -> None:
    first = replace(standing(state), work=work)
    await noted(journal, first)
    second = replace(SENT, id="second", caller="morgan", work=work, fingerprint="other words")
    assert await journal.begin(second, beside=frozenset({"first"})) == first
    assert await journal.find("morgan", "second") is None
    elsewhere = replace(second, site="another company")
    assert await journal.begin(elsewhere, beside=NOBODY) is None


async def test_a_call_without_an_id_is_not_sent_while_the_same_call_is_unresolved(
    journal: Journal,
) -> None:
    long_ago = replace(standing(State.UNKNOWN), began=NOW - 40 * DAY)
    await noted(journal, long_ago)
    same_words = replace(SENT, id="second", work=later(3), minted=True)
    assert await journal.begin(same_words, beside=NOBODY) == long_ago
    named = replace(same_words, minted=False)
    assert await journal.begin(named, beside=NOBODY) is None


@pytest.mark.parametrize(
    ("second", "is_refused"),
    [
        (replace(SENT, id="second"), True),
        (replace(SENT, id="second", caller="morgan", fingerprint="other words"), True),
        (replace(SENT, id="second", seen=frozenset({900})), False),
        (replace(SENT, id="second", seen=frozenset({901})), True),
        (replace(SENT, id="second", began=NOW + 9 * DAY), True),
        (replace(SENT, id="second", work=later(3), minted=True, began=NOW + AGAIN), True),
        (replace(SENT, id="second", work=later(3), minted=True, began=NOW + 2 * AGAIN), False),
        (replace(SENT, id="second", work=later(3)), False),
        (replace(SENT, id="second", work=later(3), minted=True), True),
        (replace(SENT, id="second", work=later(3), minted=True, fingerprint="other"), False),
        (replace(SENT, id="second", work=later(3), minted=True, caller="morgan"), False),
        (replace(SENT, id="second", site="another company", minted=True), False),
        (replace(SENT, id="second", work=CHANGE, minted=True), False),
    ],
    ids=[
        "the same work",
        "the same work of another caller",
        "the same work, its entry seen",
        "the same work, another entry seen",
        "the same work, days later",
        "the same call ten minutes later",
        "the same call more than ten minutes later",
        "other work with an id",
        "other work by the same call",
        "other work by another call",
        "other work by the same words of somebody else",
        "elsewhere",
        "a change",
    ],
)
async def test_what_seems_to_repeat_what_was_done_is_in_its_way(
    journal: Journal, second: Operation, *, is_refused: bool
) -> None:
    await noted(journal, done(SENT))
    came = await journal.begin(second, beside=NOBODY)
    assert came == (done(SENT) if is_refused else None)
    kept = await journal.find(second.caller, "second")
    assert kept == (None if is_refused else second)


async def test_what_somebody_looked_at_is_not_in_the_way(journal: Journal) -> None:
    await noted(journal, done(SENT))
    second = replace(SENT, id="second", minted=True)
    assert await journal.begin(second, beside=frozenset({"first"})) is None


async def test_only_a_repeated_change_that_mails_is_refused(journal: Journal) -> None:
    await noted(journal, done(replace(SENT, work=CHANGE, minted=True)))
    again = replace(SENT, id="second", work=CHANGE, minted=True)
    assert await journal.begin(again, beside=NOBODY) is None
    mailed = done(replace(SENT, id="third", work=MAIL, minted=True, fingerprint="mail it"))
    await journal.end(replace(again, state=State.REJECTED))
    await noted(journal, mailed)
    again = replace(SENT, id="fourth", work=MAIL, minted=True, fingerprint="mail it")
    assert await journal.begin(again, beside=NOBODY) == mailed


async def test_its_own_record_is_told_before_others_in_its_way(journal: Journal) -> None:
    earlier = replace(done(SENT, 901), id="a", caller="abe", began=NOW - SECOND)
    own = replace(done(SENT), seen=frozenset({901}))
    lost = replace(SENT, id="b", caller="abe", fingerprint="other", seen=frozenset({900, 901}))
    await noted(journal, earlier, own, lost)
    assert await journal.begin(SENT, beside=NOBODY) == own


async def test_one_of_fifty_calls_at_once_begins_it(journal: Journal) -> None:
    in_its_way: list[Operation | None] = []

    async def begin() -> None:
        in_its_way.append(await journal.begin(SENT, beside=NOBODY))

    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(begin)
    assert sorted(in_its_way, key=lambda known: known is None) == [*[SENT] * 49, None]


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
async def test_what_is_resolved_stays_so_unless_it_turns_out_to_be_stored(
    journal: Journal, before: State, after: State
) -> None:
    await noted(journal, standing(before))
    goes_back = (before, after) == (State.UNKNOWN, State.SENDING)
    is_news = (before in UNRESOLVED or after in {State.DONE, before}) and not goes_back
    looked = replace(standing(after), looks=3)
    assert await journal.end(looked) == (looked if is_news else standing(before))
    assert await journal.find("jamie", "first") == (looked if is_news else standing(before))


@pytest.mark.parametrize("late", State)
async def test_an_older_attempt_says_nothing_about_a_newer_one(
    journal: Journal, late: State
) -> None:
    await noted(journal, standing(State.ABSENT))
    again = replace(SENT, attempt=2, began=NOW + 5 * MINUTE)
    assert await journal.begin(again, beside=NOBODY) is None
    assert await journal.end(standing(late)) == again
    assert await journal.find("jamie", "first") == again


async def test_what_is_to_be_read_back_comes_the_most_urgent_first(journal: Journal) -> None:
    soon = replace(SENT, id="soon", state=State.UNKNOWN, due=NOW + SECOND)
    sweep = replace(done(SENT), id="sweep", work=later(1), due=NOW + 3 * MINUTE)
    dead = replace(SENT, id="dead", work=later(2), state=State.SENDING, due=NOW)
    closed = replace(standing(State.REJECTED), id="closed", work=later(3))
    others = replace(soon, caller="morgan", work=later(4))
    await noted(journal, sweep, soon, closed, dead, others)
    assert await journal.open("jamie") == [dead, soon, sweep]
    assert await journal.end(replace(soon, state=State.ABSENT, due=None)) is not None
    assert [each.id for each in await journal.open("jamie")] == ["dead", "sweep"]


async def test_what_the_same_call_did_comes_newest_first(journal: Journal) -> None:
    lost = replace(SENT, id="lost", state=State.UNKNOWN, began=NOW - 40 * DAY)
    old = replace(done(SENT), id="old", work=later(1), began=NOW - SECOND)
    just = replace(done(SENT), id="just", work=later(2), began=NOW)
    newest = replace(done(SENT), id="newest", work=later(3), began=NOW + SECOND)
    refused = replace(standing(State.REJECTED), id="no", work=later(4))
    other = replace(done(SENT), id="other", work=later(5), fingerprint="another wish")
    await noted(journal, lost, old, newest, just, refused, other)
    found = await journal.same_call("jamie", SENT.fingerprint)
    assert [each.id for each in found] == ["newest", "just", "old", "lost"]


async def test_entries_that_other_operations_made_are_taken_and_not_those_that_they_changed(
    journal: Journal,
) -> None:
    mine = replace(done(SENT, 1), began=NOW - DAY)
    others = replace(done(SENT, 2), id="second", caller="morgan", fingerprint="x")
    elsewhere = replace(done(SENT, 3), id="third", site="another company")
    on_other_work = replace(done(SENT, 4), id="fourth", work=later(1))
    lost = replace(standing(State.UNKNOWN), id="fifth", work=later(2))
    await noted(journal, mine, replace(others, seen=frozenset({1})), elsewhere)
    await noted(journal, on_other_work, lost)
    changed = replace(SENT, id="sixth", work=CHANGE, state=State.DONE)
    await noted(journal, changed)
    among = [*range(1, 10), CHANGE.number]
    assert await journal.taken(mine, among) == {2, 4}
    assert await journal.taken(replace(SENT, id="new"), among) == {1, 2, 4}
    assert await journal.taken(lost, [1, 3]) == {1}
    assert await journal.taken(lost, []) == frozenset()


async def test_whether_marks_are_kept_is_remembered_for_each_site(journal: Journal) -> None:
    assert await journal.echoes("here") is None
    await journal.note_echo("here", echoes=True)
    await journal.note_echo("there", echoes=False)
    assert (await journal.echoes("here"), await journal.echoes("there")) == (True, False)
    await journal.note_echo("here", echoes=False)
    assert await journal.echoes("here") is False


@pytest.mark.parametrize("state", State)
async def test_an_operation_is_kept_for_thirty_five_days(journal: Journal, state: State) -> None:
    kept = standing(state)
    await noted(journal, kept)
    new = replace(SENT, id="new", fingerprint="x", work=later(60), began=NOW + 35 * DAY)
    assert await journal.begin(new, beside=NOBODY) is None
    assert await journal.find("jamie", "first") == kept


@pytest.mark.parametrize("state", State)
async def test_a_file_forgets_what_is_older_unless_it_is_unresolved(
    database: Database, state: State
) -> None:
    journal = DiskJournal(database)  # one that runs all the time
    kept = standing(state)
    await noted(journal, kept)
    new = replace(SENT, id="new", fingerprint="x", work=later(60), began=NOW + 35 * DAY + SECOND)
    assert await journal.begin(new, beside=NOBODY) is None
    assert await journal.find("jamie", "first") == (kept if state in UNRESOLVED else None)


async def test_memory_is_bounded_but_for_what_is_unresolved() -> None:
    journal = MemoryJournal(most=2)
    lost = [replace(SENT, id=f"lost {n}", fingerprint=f"{n}", work=later(n)) for n in range(3)]
    await noted(journal, *[replace(each, state=State.UNKNOWN) for each in lost[:2]])
    await noted(journal, done(replace(SENT, id="done", work=later(10))))
    assert await journal.find("jamie", "done") is not None
    assert await journal.begin(lost[2], beside=NOBODY) is None
    assert await journal.find("jamie", "done") is None
    assert [await journal.find("jamie", each.id) is not None for each in lost] == [True] * 3


async def test_a_wrong_date_does_not_make_a_journal_forget_what_is_done(journal: Journal) -> None:
    await noted(journal, done(SENT))
    fifty_years = NOW + 50 * 365 * DAY
    shown = Moment(here=NOW + MINUTE, there=fifty_years, process="two", seconds=0)
    misled = replace(SENT, id="misled", work=later(60), began=fifty_years, sent=shown)
    assert await journal.begin(misled, beside=NOBODY) is None
    assert await journal.find("jamie", "first") == done(SENT)
