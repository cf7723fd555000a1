"""What breaks on the way to ConnectWise: nothing is sent twice, lost, or believed too easily."""

import resource
import socket
from datetime import timedelta
from pathlib import Path
from time import monotonic

import anyio
import httpx2
import pytest

from connectwise_time.connectwise import connect
from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.entries import Draft, Edit
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.sheets import Stage
from connectwise_time.errors import (
    NotAuthorized,
    NotPermitted,
    OutcomeUnknown,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import (
    CloseIdle,
    Drip,
    Huge,
    Refuse,
    ResetBeforeRead,
    Rule,
    Status,
)
from support.certificates import Flaw, shown
from support.proxied import Proxied, proxied
from support.sandboxes import credentials
from support.served import Served

pytestmark = pytest.mark.anyio
MIB = 1024 * 1024


def a_draft(world: World, number: int = 0) -> Draft:
    """An hour of Jamie's on the open ticket, earlier the higher the number."""
    start = world.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=2 + number)
    member = next(m for m in world.rows("system/members") if m["identifier"] == "jdoe")
    target = Target(TargetKind.SERVICE_TICKET, 54321)
    end = start + timedelta(minutes=30)
    return Draft(target, Named(member["id"], "Jamie Doe"), start, end, notes=f"Hour {number}")


def stored(world: World) -> int:
    """How many of these hours there are."""
    return sum(str(e.get("notes", "")).startswith("Hour ") for e in world.entries())


async def test_f1_a_refused_connection_is_tried_again_and_a_write_was_not_sent(
    behind: Proxied,
) -> None:
    behind.faults.add(Rule(Refuse()))
    means = Means(chance=lambda: 0.5)  # by chance it could ask thrice before the port is open
    site = credentials(origin=behind.origin)
    async with connect(site, dialect="psa", deadline=5, means=means) as client:
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.create(a_draft(behind.world))
        with pytest.raises(Unavailable, match="no connection could be made"):
            await client.entry(1)
        behind.faults.clear()
        behind.faults.add(Rule(Refuse(seconds=0.2)))
        assert await client.entry(1) is not None, "asked again until the port was open"
        await client.create(a_draft(behind.world))
    assert stored(behind.world) == 1


async def test_f2_a_name_that_does_not_exist_fails_in_time_and_nothing_was_sent() -> None:
    nowhere = credentials(origin="https://connectwise.invalid")
    began = monotonic()
    async with connect(nowhere, dialect="psa", deadline=5) as client:
        with pytest.raises(Unavailable, match="no connection could be made"):
            await client.entry(1)
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.delete(1)
    assert monotonic() - began < 10


@pytest.mark.parametrize("flaw", ["self_signed", "expired", "wrong_host"])
async def test_f3_a_bad_certificate_gets_no_byte_of_the_keys_and_is_not_tried_again(
    sandbox: Served, tmp_path: Path, flaw: Flaw
) -> None:
    bad = shown(tmp_path, flaw)
    transport = httpx2.AsyncHTTPTransport(trust_env=False, verify=bad.trusting)
    with proxied(sandbox, tls=bad.server()) as behind:
        async with (
            transport,
            connect(
                credentials(origin=behind.origin), dialect="psa", transport=transport
            ) as client,
        ):
            with pytest.raises(Unavailable, match="certificate was not accepted"):
                await client.entry(1)
            with pytest.raises(Unavailable, match="nothing was sent"):
                await client.delete(1)
        assert len(behind.proxy.passages) <= 2
        assert sum(passage.received for passage in behind.proxy.passages) == 0
    assert not sandbox.world.requests


async def test_f3_a_good_certificate_is_accepted(sandbox: Served, tmp_path: Path) -> None:
    good = shown(tmp_path)
    transport = httpx2.AsyncHTTPTransport(trust_env=False, verify=good.trusting)
    with proxied(sandbox, tls=good.server()) as behind:
        keys = credentials(origin=behind.origin)
        async with transport, connect(keys, dialect="psa", transport=transport) as client:
            assert await client.entry(1) is not None


async def test_f3_a_server_that_hangs_up_during_the_handshake_was_sent_nothing() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        origin = f"https://127.0.0.1:{listening.getsockname()[1]}"

        def hang_up() -> None:
            listening.settimeout(5)
            peer, _ = listening.accept()
            peer.recv(1)
            peer.close()  # with bytes unread: this is a reset

        async with (
            connect(credentials(origin=origin), dialect="psa", deadline=3) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(anyio.to_thread.run_sync, hang_up)
            with pytest.raises(Unavailable, match="nothing was sent"):
                await client.delete(1)


@pytest.mark.parametrize(
    "fault",
    [
        Rule(Drip(seconds=0.05)),
        Rule(Huge("endless", seconds=0.01)),
        Rule(Huge("endless")),
        Rule(Huge("sized")),
        Rule(Huge("gzip_bomb")),
    ],
    ids=["drip", "slow_endless", "endless", "1_GiB", "gzip_bomb"],
)
async def test_f15_an_answer_without_end_costs_neither_time_nor_memory(
    behind: Proxied, fault: Rule
) -> None:
    behind.faults.add(fault)
    async with connect(credentials(origin=behind.origin), dialect="psa", deadline=1) as client:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = monotonic()
        with pytest.raises(Unavailable):
            await client.entry(1)
        with pytest.raises(OutcomeUnknown):
            await client.change(1, Edit(notes="x"))
        assert monotonic() - began < 2 * 1 + 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # in KiB on Linux
    assert grown * 1024 <= 64 * MIB


async def test_f16_keys_that_are_revoked_stop_everything_at_once(sandbox: Served) -> None:
    world = sandbox.world
    async with connect(credentials("owner", sandbox.origin), dialect="psa") as client:
        assert await client.entry(1) is not None
        world.faults.add(Rule(Status(401)))
        before = len(world.faults.log)
        with pytest.raises(NotAuthorized, match="401"):
            await client.approve_sheet(2, Stage.FIRST)
        refused: list[TimeDeskError] = []

        async def decide(sheet: int) -> None:
            with pytest.raises(NotAuthorized) as caught:
                await client.approve_sheet(sheet, Stage.FIRST)
            refused.append(caught.value)

        async with anyio.create_task_group() as group:
            for sheet in range(500):
                group.start_soon(decide, sheet)
        with pytest.raises(NotAuthorized):
            await client.entry(1)
    assert len(refused) == 500
    assert len(world.faults.log) - before <= 2


async def test_f16_of_what_runs_at_once_none_is_sent_after_the_keys_were_refused(
    sandbox: Served,
) -> None:
    world = sandbox.world
    async with connect(credentials("owner", sandbox.origin), dialect="psa") as client:
        world.faults.add(Rule(Status(401)))

        async def decide(sheet: int) -> None:
            with pytest.raises(NotAuthorized):
                await client.approve_sheet(sheet, Stage.FIRST)

        async with anyio.create_task_group() as group:
            for sheet in range(500):
                group.start_soon(decide, sheet)
    assert len(world.faults.log) <= 10, "those that were under way, and no other"


async def test_f16_after_half_a_minute_keys_are_tried_again(sandbox: Served) -> None:
    passed = 0.0
    means = Means(monotonic=lambda: monotonic() + passed)
    keys = credentials(origin=sandbox.origin)
    async with connect(keys, dialect="psa", means=means) as client:
        sandbox.world.faults.add(Rule(Status(401), times=1))
        for _ in range(2):
            with pytest.raises(NotAuthorized):
                await client.entry(1)
        passed = 31.0
        assert await client.entry(1) is not None


async def test_f17_a_right_that_lacks_for_one_of_many_stops_only_that_one(
    sandbox: Served,
) -> None:
    world = sandbox.world
    sheets = [row["id"] for row in world.rows("time/sheets")]
    for sheet in sheets:
        world.set_field("time/sheets", sheet, status="PendingApproval")
    for entry in world.entries():
        world.set_field("time/entries", entry["id"], status="PendingApproval")
    full = sorted({entry["timeSheet"]["id"] for entry in world.entries()})
    one = full[3]
    world.faults.add(Rule(Status(403), "POST", "/time/sheets/*/approve", ids=(one,)))
    refused: list[int] = []
    async with connect(credentials("owner", sandbox.origin), dialect="psa") as client:

        async def decide(sheet: int) -> None:
            try:
                await client.approve_sheet(sheet, Stage.FIRST)
            except NotPermitted:
                refused.append(sheet)

        async with anyio.create_task_group() as group:
            for sheet in full:
                group.start_soon(decide, sheet)
    assert refused == [one]
    waiting = {r["id"] for r in world.rows("time/sheets") if r["status"] == "PendingApproval"}
    assert waiting & set(full) == {one}


async def test_f33_connections_that_are_closed_while_idle_leave_no_write_open(
    behind: Proxied,
) -> None:
    behind.faults.add(Rule(CloseIdle(seconds=0.1)))
    async with connect(credentials(origin=behind.origin), dialect="psa") as client:
        created = await client.create(a_draft(behind.world))
        number = created.entry.id
        assert number is not None
        for turn in range(200):  # each is a write, and a question on the pooled connections
            await client.change(number, Edit(notes=f"Hour {turn}"))
            if turn % 20 == 0:
                await anyio.sleep(0.12)  # idle for longer than the far side waits
    assert stored(behind.world) == 1


PORTAL = Status(200, body="html")
PROXY = Status(407, body="html")


@pytest.mark.parametrize("fault", [PORTAL, PROXY], ids=["portal", "proxy"])
async def test_f34_a_portals_page_is_no_data_and_no_success(sandbox: Served, fault: Status) -> None:
    world = sandbox.world
    world.faults.add(Rule(fault))
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        with pytest.raises((Unavailable, RemoteRefusal)) as read:
            await client.entry(1)
        with pytest.raises((Unavailable, RemoteRefusal)):
            await client.work_types()
        with pytest.raises((OutcomeUnknown, RemoteRefusal)) as written:
            await client.create(a_draft(world))
        with pytest.raises((OutcomeUnknown, RemoteRefusal)):
            await client.delete(1)
    for said in (str(read.value), str(written.value)):
        assert "<" not in said, "a page is not quoted"
    assert stored(world) == 0


async def test_a_connection_that_is_reset_before_it_is_read_leaves_a_write_open(
    behind: Proxied,
) -> None:
    behind.faults.add(Rule(ResetBeforeRead()))
    async with connect(credentials(origin=behind.origin), dialect="psa") as client:
        with pytest.raises(OutcomeUnknown):
            await client.create(a_draft(behind.world))
    assert stored(behind.world) == 0
