import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest

from connectwise_time.errors import TimeDeskError

if TYPE_CHECKING:
    from connectwise.conftest import Clock, OpenClient, Vendor

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
INFO = {"version": "v2025.1"}
AT_ONE = {"date": "Mon, 16 Nov 2026 13:00:00 GMT"}
PAGE = "<html>log in</html>"


async def test_the_time_is_told_once_a_success_told_it_and_goes_on_from_there(
    open_client: "OpenClient", vendor: "Vendor", clock: "Clock"
) -> None:
    vendor.on("GET", "/system/info", httpx2.Response(200, json=INFO, headers=AT_ONE))
    async with open_client(dialect="psa") as client:
        assert (client.told_time(), client.present()) == (None, NOON)
        await client.tenant()
        clock.seconds += 90
        assert client.told_time() == client.present() == NOON + timedelta(hours=1, seconds=90)


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json=INFO),
        httpx2.Response(200, json=INFO, headers={"date": "Mon, 01 Jan 0001 00:00:00 GMT"}),
        httpx2.Response(200, json=INFO, headers={"date": "Fri, 31 Dec 9999 23:59:59 GMT"}),
        httpx2.Response(200, text=PAGE, headers=AT_ONE),
        httpx2.Response(302, text=PAGE, headers=AT_ONE),
        httpx2.Response(401, json={"message": "no"}, headers=AT_ONE),
        httpx2.Response(504, json={"message": "late"}, headers=AT_ONE),
    ],
    ids=str,
)
async def test_what_may_come_from_a_gateway_tells_no_time(
    open_client: "OpenClient", vendor: "Vendor", answer: httpx2.Response
) -> None:
    vendor.on("GET", "/system/info", answer)
    async with open_client(dialect="psa") as client:
        with contextlib.suppress(TimeDeskError):
            await client.tenant()
        assert (client.told_time(), client.clock_skew()) == (None, None)
        assert abs(client.present() - NOON) < timedelta(minutes=1)
