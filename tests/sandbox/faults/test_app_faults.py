"""What the sandbox's app does when it is told to go wrong, seen by a plain client on a socket."""

import threading
import zlib
from datetime import timedelta

import httpx2
import pytest

from connectwise_time.sandbox import World, build_sandbox
from connectwise_time.sandbox.faults import (
    Faults,
    Huge,
    LateCommit,
    OddAnswer,
    Rows,
    Rule,
    Silent,
    Slow,
    Status,
)
from support.hours import (
    BASE,
    ENTRIES,
    an_hour,
    client_of,
    connected,
    headers_of,
    http_date,
    request_of,
    stored,
    wait_until,
)
from support.served import Served, served

MIB = 1 << 20


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("committed", [False, True])
def test_a_status_comes_before_or_after_the_commit(
    sandbox: Served, client: httpx2.Client, *, code: int, committed: bool
) -> None:
    sandbox.world.faults.add(Rule(Status(code, committed=committed), "POST", ENTRIES, times=1))
    answer = client.post(ENTRIES, json=an_hour(sandbox.world))
    assert answer.status_code == code
    assert answer.json()["code"]
    assert stored(sandbox.world) == committed
    assert sandbox.world.requests[-1].status == code
    # The rule has done what it was to do.
    assert client.post(ENTRIES, json=an_hour(sandbox.world)).status_code == 201


@pytest.mark.parametrize("said", [3, "-5", "soon", "86400", ""])
def test_retry_after_is_sent_as_it_is_given(
    sandbox: Served, client: httpx2.Client, said: int | str
) -> None:
    sandbox.world.faults.add(Rule(Status(429, retry_after=said)))
    assert client.get("/time/workTypes").headers["retry-after"] == str(said)


def test_retry_after_can_be_a_date_or_not_there(sandbox: Served, client: httpx2.Client) -> None:
    sandbox.world.faults.add(Rule(Status(503, retry_date=60), nth=1), Rule(Status(429)))
    before = sandbox.world.now()
    told = http_date(client.get(ENTRIES).headers["retry-after"])
    assert timedelta(seconds=60) <= told - before < timedelta(seconds=63)
    assert "retry-after" not in client.get(ENTRIES).headers


@pytest.mark.parametrize(
    ("body", "kind", "begins"),
    [("json", "application/json", "{"), ("html", "text/html", "<!DOCTYPE"), ("text", "text/", "B")],
)
def test_a_status_carries_json_a_page_or_text(
    sandbox: Served, client: httpx2.Client, body: str, kind: str, begins: str
) -> None:
    sandbox.world.faults.add(Rule(Status(502, body=body)))  # type: ignore[arg-type]  # a parameter
    answer = client.get(ENTRIES)
    assert answer.headers["content-type"].startswith(kind)
    assert answer.text.startswith(begins)


def test_a_portal_answers_200_with_a_page_to_everything(
    sandbox: Served, client: httpx2.Client
) -> None:
    sandbox.world.faults.add(Rule(Status(200, body="html")))
    assert "<html" in client.post(ENTRIES, json=an_hour(sandbox.world)).text
    info = httpx2.get(f"{sandbox.origin}/login/companyinfo/sandbox")
    assert (info.status_code, info.headers["content-type"][:9]) == (200, "text/html")
    assert stored(sandbox.world) == 0


def test_a_key_is_revoked_from_the_third_request_on(sandbox: Served, client: httpx2.Client) -> None:
    sandbox.world.faults.add(Rule(Status(401), since=3))
    assert [client.get(ENTRIES).status_code for _ in range(5)] == [200, 200, 401, 401, 401]


def test_chosen_ids_are_forbidden(sandbox: Served, client: httpx2.Client) -> None:
    sandbox.world.faults.add(Rule(Status(403), "GET", "/time/entries/*", ids=(2, 3)))
    codes = [client.get(f"{ENTRIES}/{key}").status_code for key in (1, 2, 3, 4, 22)]
    assert [code == 403 for code in codes] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ("truncated", lambda a: a.content.startswith(b'{"id":') and not a.content.endswith(b"}")),
        ("empty", lambda a: a.content == b"" and a.headers["content-length"] == "0"),
        ("without_id", lambda a: "id" not in a.json() and a.json()["notes"] == "An hour"),
        ("wrong_type", lambda a: "json" not in a.headers["content-type"] and a.json()["id"]),
        ("html", lambda a: "<html" in a.text and "text/html" in a.headers["content-type"]),
        ("null", lambda a: a.json() is None),
        ("wrong_shape", lambda a: a.json() == ["done"]),
    ],
)
def test_an_odd_answer_is_201_and_the_entry_is_stored(
    sandbox: Served, client: httpx2.Client, how: str, wrong: object
) -> None:
    assert callable(wrong)
    sandbox.world.faults.add(Rule(OddAnswer(how), "POST", ENTRIES))  # type: ignore[arg-type]  # same
    answer = client.post(ENTRIES, json=an_hour(sandbox.world))
    assert answer.status_code == 201
    assert wrong(answer)
    assert stored(sandbox.world) == 1


def test_an_answer_without_a_body_has_nothing_to_make_odd(
    sandbox: Served, client: httpx2.Client
) -> None:
    key = client.post(ENTRIES, json=an_hour(sandbox.world)).json()["id"]
    sandbox.world.faults.add(Rule(OddAnswer("html")))
    assert client.delete(f"{ENTRIES}/{key}").status_code == 204


def test_a_sized_body_is_as_long_as_it_says(sandbox: Served, client: httpx2.Client) -> None:
    sandbox.world.faults.add(Rule(Huge("sized", size=3 * MIB + 7)))
    answer = client.get(ENTRIES)
    assert len(answer.content) == int(answer.headers["content-length"]) == 3 * MIB + 7
    assert answer.json()["id"] == 1


def test_a_bomb_is_small_on_the_wire_and_huge_in_the_hand(
    sandbox: Served, client: httpx2.Client
) -> None:
    sandbox.world.faults.add(Rule(Huge("gzip_bomb", size=8 * MIB), "POST", ENTRIES))
    with client.stream("POST", ENTRIES, json=an_hour(sandbox.world)) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) < 8 * MIB / 500
    assert len(zlib.decompress(raw, wbits=31)) == 8 * MIB
    assert stored(sandbox.world) == 1


@pytest.mark.parametrize("how", ["sized", "endless"])
def test_a_body_without_end_ends_when_the_client_leaves(sandbox: Served, how: str) -> None:
    sandbox.world.faults.add(Rule(Huge(how), "GET", ENTRIES))  # type: ignore[arg-type]  # a parameter
    with client_of(sandbox.origin) as client:
        got = 0
        with client.stream("GET", ENTRIES) as answer:
            for part in answer.iter_raw():
                got += len(part)
                if got > MIB:
                    break
        assert answer.headers.get("content-length") == ("1073741824" if how == "sized" else None)
        # The next one is served as ever.
        assert client.get("/time/workTypes").status_code == 200


@pytest.mark.parametrize("committed", [True, False])
def test_a_slow_answer_is_right_and_late(
    sandbox: Served, client: httpx2.Client, *, committed: bool
) -> None:
    sandbox.world.faults.add(Rule(Slow(0.05, committed=committed), "POST", ENTRIES))
    answer = client.post(ENTRIES, json=an_hour(sandbox.world))
    assert answer.status_code == 201
    assert answer.elapsed >= timedelta(seconds=0.05)
    assert stored(sandbox.world) == 1


@pytest.mark.parametrize("committed", [True, False])
def test_silence_lasts_until_the_client_leaves(sandbox: Served, *, committed: bool) -> None:
    sandbox.world.faults.add(Rule(Silent(committed=committed), "POST", ENTRIES))
    with connected(sandbox.origin) as client:
        client.sendall(request_of(sandbox.origin, "POST", body=an_hour(sandbox.world)))
        wait_until(lambda: sandbox.world.faults.log)
        client.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.recv(1)
    assert stored(sandbox.world) == committed


def test_a_late_commit_happens_when_so_many_requests_have_come(
    sandbox: Served, client: httpx2.Client
) -> None:
    world = sandbox.world
    world.faults.add(Rule(LateCommit(after_requests=2, code=504), "POST", ENTRIES, times=1))
    assert client.post(ENTRIES, json=an_hour(world)).status_code == 504
    assert (stored(world), len(world.faults.late)) == (0, 1)
    seen = []
    for _ in range(3):
        found = client.get(ENTRIES, params={"pageSize": 1000, "orderBy": "id desc"}).json()
        seen.append(sum(entry.get("notes") == "An hour" for entry in found))
    assert seen == [0, 1, 1]
    assert [line.fault for line in world.faults.log if line.where == "late"] == ["late_commit 201"]


def test_a_late_commit_happens_by_the_clock_with_nobody_asking(sandbox: Served) -> None:
    world, happened = sandbox.world, threading.Event()
    world.faults.late.on_commit = happened.set
    world.faults.add(Rule(LateCommit(after_seconds=0.05, code=500), "POST", ENTRIES))
    with client_of(sandbox.origin) as client:
        assert client.post(ENTRIES, json=an_hour(world)).status_code == 500
    assert happened.wait(5)
    assert stored(world) == 1


def test_a_late_commit_without_an_answer_happens_when_the_test_says_so(sandbox: Served) -> None:
    world = sandbox.world
    world.faults.add(Rule(LateCommit(), "POST", ENTRIES))
    with connected(sandbox.origin) as client:
        client.sendall(request_of(sandbox.origin, "POST", body=an_hour(world)))
        wait_until(lambda: len(world.faults.late))
        client.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.recv(1)
    world.faults.clear()  # ends the rule, not what it has begun
    assert stored(world) == 0
    world.faults.commit_late()
    assert stored(world) == 1
    world.faults.commit_late()
    assert stored(world) == 1


def test_what_is_late_when_the_world_ends_never_happens() -> None:
    with served() as sandbox, client_of(sandbox.origin) as client:
        late = LateCommit(after_seconds=60, code=504)
        sandbox.world.faults.add(Rule(late, "POST", ENTRIES))
        assert client.post(ENTRIES, json=an_hour(sandbox.world)).status_code == 504
        assert len(sandbox.world.faults.late) == 1
    assert len(sandbox.world.faults.late) == 0
    wait_until(lambda: not any(isinstance(t, threading.Timer) for t in threading.enumerate()))


def test_a_late_request_can_be_refused_late(sandbox: Served, client: httpx2.Client) -> None:
    sandbox.world.faults.add(Rule(LateCommit(code=504), "POST", ENTRIES))
    client.post(ENTRIES, json={**an_hour(sandbox.world), "chargeToId": 999_999})
    sandbox.world.faults.commit_late()
    assert sandbox.world.faults.log[-1].fault == "late_commit 400"


def test_rows_shift_between_two_pages(sandbox: Served) -> None:
    everything = [entry["id"] for entry in sandbox.world.entries()]
    shift = Rows(delete=everything[0], copy=everything[1])
    sandbox.world.faults.add(Rule(shift, "GET", ENTRIES, query="page=2"))
    with httpx2.Client(base_url=sandbox.origin + BASE, headers=headers_of("manager")) as manager:
        pages = [
            [row["id"] for row in manager.get(f"{ENTRIES}?pageSize=10&page={page}").json()]
            for page in (1, 2)
        ]
    # What was the first row of the second page has slipped onto the first, and is never seen.
    assert pages[0] == everything[:10]
    assert pages[1][0] == everything[11]
    now = [entry["id"] for entry in sandbox.world.entries()]
    assert len(now) == len(everything)
    assert set(now) - set(everything) == {max(now)}


@pytest.mark.anyio
async def test_faults_also_work_without_a_socket() -> None:
    world = World.open()
    app = build_sandbox(world, faults=Faults(Rule(Status(503, committed=True), "POST")))
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url=f"http://sandbox.test{BASE}",
        headers=headers_of(),
    ) as client:
        answer = await client.post(ENTRIES, json=an_hour(world))
    assert (answer.status_code, stored(world)) == (503, 1)
    assert [line.fault for line in world.faults.log] == ["status"]
    world.close()
