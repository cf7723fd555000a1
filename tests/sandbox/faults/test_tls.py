"""The proxy shows a certificate: a good one serves, a bad one never learns a key."""

from pathlib import Path

import httpx2
import pytest

from connectwise_time.sandbox.faults import ResetAfterCommit, Rule
from support.certificates import Flaw, shown
from support.hours import ENTRIES, an_hour, client_of, stored
from support.proxied import proxied
from support.served import Served


def test_a_good_certificate_serves_and_links_stay_secure(sandbox: Served, tmp_path: Path) -> None:
    good = shown(tmp_path)
    with (
        proxied(sandbox, tls=good.server()) as behind,
        client_of(behind.origin, trusting=good.trusting) as client,
    ):
        assert behind.environ()["CONNECTWISE_SITE"].startswith("https://127.0.0.1:")
        page = client.get(f"{ENTRIES}?pageSize=1")
        assert f"<{behind.origin}/" in page.headers["link"]
        behind.faults.add(Rule(ResetAfterCommit(), "POST"))
        # Python's ssl may tell a reset as an end of file.
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            client.post(ENTRIES, json=an_hour(behind.world))
        assert stored(behind.world) == 1


@pytest.mark.parametrize(
    ("flaw", "said"),
    [("self_signed", "self-signed"), ("expired", "expired"), ("wrong_host", "IP address mismatch")],
)
def test_a_bad_certificate_is_refused_before_a_byte_of_a_request(
    sandbox: Served, tmp_path: Path, flaw: Flaw, said: str
) -> None:
    bad = shown(tmp_path, flaw)
    with (
        proxied(sandbox, tls=bad.server()) as behind,
        client_of(behind.origin, trusting=bad.trusting) as client,
    ):
        with pytest.raises(httpx2.ConnectError, match=said):
            client.get(ENTRIES)
        assert sum(passage.received for passage in behind.proxy.passages) == 0
    assert not sandbox.world.requests
