"""What the proxy does to connections, seen by plain sockets and a plain HTTP client."""

import socket

import httpx2
import pytest

from connectwise_time.sandbox.faults import (
    Blackhole,
    CloseIdle,
    Drip,
    Faults,
    Garbage,
    Huge,
    Proxy,
    Refuse,
    ResetAfterCommit,
    ResetBeforeForward,
    ResetBeforeRead,
    Rule,
    Silent,
    Status,
    Truncate,
    WrongLength,
)
from support.hours import (
    ENTRIES,
    an_hour,
    client_of,
    connected,
    everything_from,
    request_of,
    stored,
    wait_until,
)
from support.proxied import Proxied, proxied
from support.served import served

PING = "/time/workTypes"


def posted(behind: Proxied) -> bytes:
    return request_of(behind.origin, "POST", body=an_hour(behind.world))


def asked(behind: Proxied) -> list[tuple[str, int]]:
    return [(line.method, line.status) for line in behind.world.requests]


def test_without_faults_the_proxy_changes_nothing_and_keeps_connections(behind: Proxied) -> None:
    with client_of(behind.origin) as client, client_of(behind.served.origin) as direct:
        for path in (PING, f"{ENTRIES}?pageSize=1000", f"{ENTRIES}/1", f"{ENTRIES}/999999"):
            through, bare = client.get(path), direct.get(path)
            assert through.status_code == bare.status_code
            assert through.text == bare.text.replace(behind.served.origin, behind.origin)
        created = client.post(ENTRIES, json=an_hour(behind.world))
        assert created.status_code == 201
        assert client.delete(f"{ENTRIES}/{created.json()['id']}").status_code == 204
        assert client.head(f"{behind.origin}/login/companyinfo/sandbox").status_code == 200
        chunks = iter([b'{"conditions": ', b'"id = 1"}'])
        kind = {"content-type": "application/json"}
        found = client.post("/service/tickets/search", content=chunks, headers=kind)
        assert found.json() == []
    [passage] = behind.proxy.passages
    assert passage.requests == 8


def test_chunks_and_a_wish_to_close_pass_through(behind: Proxied) -> None:
    behind.faults.add(Rule(Huge("gzip_bomb", size=200_000), "GET", PING))
    with client_of(behind.origin) as client:
        for _ in range(2):
            answer = client.get(PING)
            assert answer.headers["transfer-encoding"] == "chunked"
            assert len(answer.content) == 200_000
        assert len(behind.proxy.passages) == 1
        assert client.get(f"{ENTRIES}/1", headers={"connection": "close"}).status_code == 200
    with connected(behind.origin) as plain:
        request = request_of(behind.origin, path=f"{ENTRIES}/1")
        plain.sendall(request.replace(b"\r\nhost", b"\r\nConnection: close\r\nhost", 1))
        assert everything_from(plain).endswith(b"}")


def test_a_closed_port_refuses_and_opens_again(behind: Proxied) -> None:
    behind.faults.add(Rule(Refuse()))
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            connected(behind.origin)
    behind.faults.clear()
    connected(behind.origin).close()
    assert [line.fault for line in behind.faults.log] == ["refuse"]


def test_a_port_closes_after_two_connections_for_a_while(behind: Proxied) -> None:
    behind.faults.add(Rule(Refuse(seconds=0.05), since=3))
    first, second = connected(behind.origin), connected(behind.origin)
    wait_until(lambda: behind.faults.log)
    with pytest.raises(ConnectionRefusedError):
        connected(behind.origin)
    # Who is connected stays so.
    first.sendall(request_of(behind.origin, path=PING))
    assert first.recv(15) == b"HTTP/1.1 200 OK"
    wait_until(lambda: answers(behind.origin))
    first.close()
    second.close()


def answers(origin: str) -> bool:
    try:
        connected(origin).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_reset_before_reading_leaves_the_sandbox_in_peace(behind: Proxied) -> None:
    behind.faults.add(Rule(ResetBeforeRead(), nth=2))
    with client_of(behind.origin) as client:
        assert client.get(PING).status_code == 200
    with connected(behind.origin) as client:  # it is accepted: this is no refusal
        client.sendall(posted(behind))
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert stored(behind.world) == 0
    assert behind.proxy.passages[1].requests == 0
    with client_of(behind.origin) as client:
        assert client.get(PING).status_code == 200


def test_a_reset_before_forwarding_stores_nothing(behind: Proxied) -> None:
    behind.faults.add(Rule(ResetBeforeForward(), "POST", ENTRIES))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert behind.proxy.passages[0].requests == 1
    assert asked(behind) == []
    assert stored(behind.world) == 0


def test_a_reset_after_the_commit_stores_once_and_answers_nothing(behind: Proxied) -> None:
    behind.faults.add(Rule(ResetAfterCommit(), "POST", ENTRIES, times=1))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert asked(behind) == [("POST", 201)]
    assert stored(behind.world) == 1
    with client_of(behind.origin) as http:
        assert http.post(ENTRIES, json=an_hour(behind.world)).status_code == 201


def test_a_client_sees_a_reset_as_a_read_error(behind: Proxied) -> None:
    behind.faults.add(Rule(ResetAfterCommit(), "POST", ENTRIES))
    with client_of(behind.origin) as client, pytest.raises(httpx2.ReadError):
        client.post(ENTRIES, json=an_hour(behind.world))
    assert stored(behind.world) == 1


@pytest.mark.parametrize("forward", [True, False])
def test_a_blackhole_never_answers(behind: Proxied, *, forward: bool) -> None:
    behind.faults.add(Rule(Blackhole(forward=forward), "POST", ENTRIES))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        wait_until(lambda: behind.faults.log and stored(behind.world) == forward)
        client.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.recv(1)
    assert asked(behind) == [("POST", 201)] * forward


def test_a_blackhole_can_end_with_a_reset(behind: Proxied) -> None:
    behind.faults.add(Rule(Blackhole(seconds=0.02), "POST", ENTRIES))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert stored(behind.world) == 1


@pytest.mark.parametrize("size", [0, 1, 40])
def test_a_truncated_answer_has_its_head_and_so_many_bytes(behind: Proxied, size: int) -> None:
    behind.faults.add(Rule(Truncate(size), "POST", ENTRIES))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        head, _, body = everything_from(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 201")
    assert len(body) == size
    assert stored(behind.world) == 1
    with client_of(behind.origin) as http, pytest.raises(httpx2.RemoteProtocolError):
        http.post(ENTRIES, json=an_hour(behind.world))


def test_a_truncated_answer_can_end_with_a_reset(behind: Proxied) -> None:
    behind.faults.add(Rule(Truncate(10, reset=True)))
    with connected(behind.origin) as client:
        client.sendall(request_of(behind.origin))
        with pytest.raises(ConnectionResetError):
            everything_from(client)


@pytest.mark.parametrize("by", [10, -10])
def test_the_length_is_told_wrong_and_the_body_is_whole(behind: Proxied, by: int) -> None:
    behind.faults.add(Rule(WrongLength(by), nth=2))
    answers = []
    for _ in range(2):
        with connected(behind.origin) as client:
            client.sendall(request_of(behind.origin, path=f"{ENTRIES}/1"))
            answers.append(answer_of(client))
    (right, body), (wrong, same) = answers
    assert wrong == right + by
    assert same[: len(body)] == body
    with client_of(behind.origin) as http:
        assert http.get(f"{ENTRIES}/1").status_code == 200


def answer_of(client: socket.socket) -> tuple[int, bytes]:
    """The content-length that was told, and what came."""
    came = b""
    while b"\r\n\r\n" not in came or not came.endswith(b"}"):
        came += client.recv(1 << 16)
    head, _, body = came.partition(b"\r\n\r\n")
    [told] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    return int(told.partition(b":")[2]), body


def test_a_length_that_is_too_great_ends_in_a_broken_answer(behind: Proxied) -> None:
    behind.faults.add(Rule(WrongLength(1)))
    with client_of(behind.origin) as client, pytest.raises(httpx2.RemoteProtocolError):
        client.post(ENTRIES, json=an_hour(behind.world))
    assert stored(behind.world) == 1


def test_an_answer_drips_byte_by_byte(behind: Proxied) -> None:
    behind.faults.add(Rule(Drip(0.02)))
    with connected(behind.origin) as client:
        client.sendall(request_of(behind.origin))
        came = [client.recv(1 << 16) for _ in range(5)]
    assert came[0] == b"H"
    assert b"HTTP/1.1".startswith(b"".join(came)[:8])
    assert len(b"".join(came)) < 30


def test_a_dripping_answer_is_whole_in_the_end(behind: Proxied) -> None:
    behind.faults.add(Rule(Drip(0.0001, size=64), nth=1))
    with client_of(behind.origin) as client:
        assert client.get(f"{ENTRIES}/1").json() == client.get(f"{ENTRIES}/1").json()
    assert len(behind.proxy.passages) == 1


@pytest.mark.parametrize("forward", [True, False])
def test_garbage_is_no_http_and_the_same_every_time(*, forward: bool) -> None:
    came = []
    for _ in range(2):
        rule = Rule(Garbage(100, forward=forward), "POST")
        with served() as sandbox, proxied(sandbox, rule) as behind:
            with connected(behind.origin) as client:
                client.sendall(posted(behind))
                came.append(everything_from(client))
            assert stored(behind.world) == forward
            with client_of(behind.origin) as http, pytest.raises(httpx2.RemoteProtocolError):
                http.post(ENTRIES, json=an_hour(behind.world))
    assert came[0] == came[1]
    assert len(came[0]) == 100
    assert came[0][:1] == b"\0"


@pytest.mark.parametrize("reset", [True, False])
def test_an_idle_connection_is_closed(behind: Proxied, *, reset: bool) -> None:
    behind.faults.add(Rule(CloseIdle(0.03, reset=reset)))
    with connected(behind.origin) as client:
        client.sendall(request_of(behind.origin, path=f"{ENTRIES}/1"))
        answer_of(client)
        if reset:
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        else:
            assert client.recv(1) == b""


def test_only_a_connection_that_was_used_before_breaks(behind: Proxied) -> None:
    behind.faults.add(Rule(ResetBeforeForward(), "POST", reused=True))
    with client_of(behind.origin) as client:
        assert client.post(ENTRIES, json=an_hour(behind.world)).status_code == 201
        with pytest.raises(httpx2.ReadError):
            client.post(ENTRIES, json=an_hour(behind.world))
        # The next one is a new connection again.
        assert client.post(ENTRIES, json=an_hour(behind.world)).status_code == 201
    assert stored(behind.world) == 2


def test_wire_and_app_fail_together(behind: Proxied) -> None:
    behind.faults.add(Rule(Status(500, committed=True), "POST"), Rule(ResetAfterCommit(), "POST"))
    with client_of(behind.origin) as client, pytest.raises(httpx2.ReadError):
        client.post(ENTRIES, json=an_hour(behind.world))
    assert asked(behind) == [("POST", 500)]
    assert stored(behind.world) == 1


def test_the_sandbox_hears_that_the_client_has_left(behind: Proxied) -> None:
    behind.faults.add(Rule(Silent(), "POST"))
    with connected(behind.origin) as client:
        client.sendall(posted(behind))
        wait_until(lambda: behind.faults.log)
    with client_of(behind.origin) as http:
        assert http.get(PING).status_code == 200


@pytest.mark.parametrize(
    "bytes_sent",
    [b"\x16\x03\x01\x02", b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n", b"x" * 99_999],
)
def test_what_is_no_http_ends_the_connection(behind: Proxied, bytes_sent: bytes) -> None:
    with connected(behind.origin) as client:
        client.sendall(bytes_sent)
        client.shutdown(socket.SHUT_WR)
        assert everything_from(client) == b""


def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    with Proxy(1, Faults()) as first, pytest.raises(OSError, match="in use"):
        Proxy(1, Faults(), port=first.port).__enter__()


def test_a_proxy_before_nothing_closes_the_connection() -> None:
    with Proxy(1, Faults()) as proxy, connected(proxy.origin) as client:
        client.sendall(request_of(proxy.origin))
        assert everything_from(client) == b""
