"""An hour to log and somebody who logs it, over a socket and with a plain HTTP client."""

import base64
import json
import socket
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from connectwise_time.sandbox import CREDENTIALS, World

BASE = "/v4_6_release/apis/3.0"
ENTRIES = "/time/entries"


def an_hour(world: World, notes: str = "An hour") -> dict[str, Any]:
    """The body of a POST that the sandbox accepts: today's first hour."""
    start = world.now().astimezone(UTC).replace(microsecond=0) - timedelta(hours=1)
    return {
        "chargeToId": 54321,
        "chargeToType": "ServiceTicket",
        "timeStart": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "timeEnd": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "notes": notes,
    }


def stored(world: World, notes: str = "An hour") -> int:
    """How many entries with these notes there are."""
    return sum(entry.get("notes") == notes for entry in world.entries())


def headers_of(name: str = "technician") -> dict[str, str]:
    key = CREDENTIALS[name]
    pair = f"{key.company}+{key.public_key}:{key.private_key}"
    basic = base64.b64encode(pair.encode()).decode()
    return {"authorization": f"Basic {basic}", "clientId": key.client_id}


def client_of(
    origin: str, *, timeout: float = 5, trusting: ssl.SSLContext | bool = True
) -> httpx2.Client:
    """A plain client with the technician's key; nothing of ours is in it."""
    return httpx2.Client(
        base_url=origin + BASE, headers=headers_of(), timeout=timeout, verify=trusting
    )


def http_date(value: str) -> datetime:
    """The moment that an HTTP date stands for."""
    return datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)


def request_of(origin: str, method: str = "GET", path: str = ENTRIES, body: object = None) -> bytes:
    """A request as bytes."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {BASE}{path} HTTP/1.1", f"host: {origin.partition('//')[2]}"]
    lines += [f"{name}: {value}" for name, value in headers_of().items()]
    lines += ["content-type: application/json", f"content-length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content


def connected(origin: str) -> socket.socket:
    """A plain connection."""
    host, port = origin.partition("//")[2].split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def everything_from(connection: socket.socket) -> bytes:
    """What comes until the other side closes.

    Raises:
        ConnectionResetError: It resets instead.
    """
    came = b""
    while part := connection.recv(1 << 16):
        came += part
    return came


def wait_until(happened: Callable[[], object]) -> None:
    """Look every 5 ms whether it happened, for 5 seconds."""
    end = time.monotonic() + 5
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)
