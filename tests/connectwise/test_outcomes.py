import ssl

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise.outcomes import (
    Answered,
    Failure,
    Fate,
    failure_of,
    fate,
    may_ask_again,
)

EVENTS = st.sampled_from(Failure) | st.builds(Answered, st.integers(100, 599), st.booleans())
PROVEN_NOT_SENT = {Failure.QUEUED, Failure.CONNECT, Failure.INSECURE, Failure.POOL}


@given(EVENTS)
def test_only_a_whole_success_is_done_and_only_proof_says_not_stored(
    event: Answered | Failure,
) -> None:
    outcome = fate(event)
    if isinstance(event, Failure):
        assert outcome is (Fate.NOT_SENT if event in PROVEN_NOT_SENT else Fate.UNKNOWN)
    else:
        assert (outcome is Fate.DONE) == (200 <= event.status < 300 and event.complete)
        refusing = 300 <= event.status < 500 and event.status != 408
        assert (outcome is Fate.REFUSED) == refusing


@pytest.mark.parametrize("status", [100, 408, 500, 502, 503, 504, 599])
def test_a_write_that_ends_so_may_or_may_not_be_stored(status: int) -> None:
    assert fate(Answered(status)) is Fate.UNKNOWN


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 415, 422, 429])
def test_a_write_that_ends_so_is_not_stored(status: int) -> None:
    assert fate(Answered(status)) is Fate.REFUSED


@given(EVENTS)
def test_a_question_is_repeated_where_that_may_help(event: Answered | Failure) -> None:
    if isinstance(event, Answered):
        assert may_ask_again(event) == (event.status in {429, 502, 503, 504})
    else:
        passing = {Failure.CONNECT, Failure.POOL, Failure.TIMEOUT, Failure.BROKEN}
        assert may_ask_again(event) == (event in passing)


def bad_certificate() -> Exception:
    error = httpx2.ConnectError("x")
    error.__cause__ = OSError()
    error.__cause__.__context__ = ssl.SSLCertVerificationError()
    return error


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (httpx2.ConnectError("x"), Failure.CONNECT),
        (bad_certificate(), Failure.INSECURE),
        (httpx2.ConnectTimeout("x"), Failure.CONNECT),
        (httpx2.PoolTimeout("x"), Failure.POOL),
        (httpx2.ReadTimeout("x"), Failure.TIMEOUT),
        (httpx2.WriteTimeout("x"), Failure.TIMEOUT),
        (TimeoutError(), Failure.TIMEOUT),
        (httpx2.ReadError("x"), Failure.BROKEN),
        (httpx2.WriteError("x"), Failure.BROKEN),
        (httpx2.RemoteProtocolError("x"), Failure.BROKEN),
        (httpx2.LocalProtocolError("x"), Failure.OTHER),
        (ValueError(), Failure.OTHER),
    ],
)
def test_errors_of_the_http_library_say_how_an_exchange_failed(
    error: Exception, failure: Failure
) -> None:
    assert failure_of(error) is failure
