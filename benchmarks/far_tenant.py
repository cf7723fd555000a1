"""A tenant of canned rows, 200 ms away: what it costs is the client's affair, not this server's.

    far_tenant.py ROWS SECONDS: prints its address, ends when standard input does.

It answers just what a search over all time entries asks: a page of rows by id, the newest id,
and the count. The rows are encoded once; ids have gaps, as a real tenant's have.
"""

import json
import re
import sys
from bisect import bisect_right
from urllib.parse import parse_qs

import anyio
from starlette.types import Receive, Scope, Send

from connectwise_time.sandbox import input_ended, serve_sandbox

_BOUND = re.compile(r"\bid (>=|>|<=|<) (\d+)")


def row(number: int) -> dict[str, object]:
    """A time entry with the fields that a search asks for (`fields=`), and no others."""
    day, minute = 1 + number % 28, number % 60
    return {
        "id": number,
        "company": {"id": number % 40, "name": f"Company {number % 40}"},
        "chargeToId": 50_000 + number % 3_000,
        "chargeToType": "ServiceTicket",
        "member": {"id": number % 60, "name": f"Member {number % 60}"},
        "workType": {"id": 5, "name": "Remote"},
        "workRole": {"id": 2, "name": "Level 2 Tech"},
        "timeStart": f"2026-{1 + number % 11:02}-{day:02}T14:{minute:02}:00Z",
        "timeEnd": f"2026-{1 + number % 11:02}-{day:02}T15:{minute:02}:00Z",
        "actualHours": 1,
        "hoursDeduct": 0,
        "billableOption": "Billable",
        "invoiceFlag": False,
        "status": "Open",
        "ticket": {"id": 50_000 + number % 3_000, "summary": f"Ticket {number % 3_000}"},
    }


class FarTenant:
    """Answers GETs of time entries."""

    def __init__(self, rows: int, seconds: float) -> None:
        self._seconds = seconds
        self._ids = [number + number // 7 for number in range(1, rows + 1)]
        self._rows = [json.dumps(row(number)).encode() for number in self._ids]

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        if scope["type"] != "http":
            return
        await anyio.sleep(self._seconds)
        query = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        body = self._answer(str(scope["path"]), query)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, path: str, query: dict[str, str]) -> bytes:
        low, high = self._range(query.get("conditions", ""))
        if path.endswith("/count"):
            return json.dumps({"count": high - low}).encode()
        size = int(query.get("pageSize", "25"))
        if "desc" in query.get("orderBy", ""):
            low = max(low, high - size)
        return b"[" + b",".join(self._rows[low : min(high, low + size)]) + b"]"

    def _range(self, conditions: str) -> tuple[int, int]:
        low, high = 0, len(self._ids)
        for sign, number in _BOUND.findall(conditions):
            behind = bisect_right(self._ids, int(number) - (sign in (">=", "<")))
            if sign.startswith(">"):
                low = max(low, behind)
            else:
                high = min(high, behind)
        return low, high


if __name__ == "__main__":
    tenant = FarTenant(int(sys.argv[1]), float(sys.argv[2]))
    serve_sandbox(
        tenant,
        on_ready=lambda port: print(f"http://127.0.0.1:{port}", flush=True),
        until=input_ended,
    )
