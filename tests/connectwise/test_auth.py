import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from connectwise_time.connectwise import Credentials, auth
from connectwise_time.errors import NotConfigured


def keys(origin: str = "https://na.myconnectwise.net", client_id: str = "guid") -> Credentials:
    return Credentials(origin, "acme", SecretStr("pub"), SecretStr("hush"), SecretStr(client_id))


def test_every_call_carries_the_keys_the_client_id_and_the_version() -> None:
    headers = keys().headers()
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"acme+pub:hush").decode()
    assert headers["clientId"] == "guid"
    assert headers["Accept"].startswith("application/vnd.connectwise.com+json; version=")


@pytest.mark.parametrize("client_id", ["gu\nid", "güid"])
def test_a_client_id_that_no_header_can_carry_is_the_operators_to_correct(client_id: str) -> None:
    with pytest.raises(NotConfigured, match="GUID"):
        keys(client_id=client_id).headers()


def test_no_secret_is_shown() -> None:
    shown = f"{keys()!r} {keys()}"
    assert not any(secret in shown for secret in ("pub", "hush", "guid"))


@pytest.mark.parametrize(
    ("origin", "api"),
    [
        ("https://na.myconnectwise.net", "https://api-na.myconnectwise.net"),
        ("https://api-eu.myconnectwise.net", "https://api-eu.myconnectwise.net"),
        ("https://staging.connectwisedev.com", "https://api-staging.connectwisedev.com"),
        ("https://psa.example.com", "https://psa.example.com"),
        ("https://x.myconnectwise.net.example.com", "https://x.myconnectwise.net.example.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_cloud_hosts_have_an_api_twin_and_others_only_themselves(origin: str, api: str) -> None:
    assert auth.api_origin(origin) == api


@pytest.mark.parametrize(
    ("codebase", "path"),
    [
        ("v2025_1/", "/v2025_1/apis/3.0"),
        ("v4_6_release/", "/v4_6_release/apis/3.0"),
        ("v2026_12", "/v2026_12/apis/3.0"),
        ("../evil", auth.ON_PREMISE),
        ("v2025_1/../x", auth.ON_PREMISE),
        ("@evil.example/", auth.ON_PREMISE),
        ("", auth.ON_PREMISE),
        (None, auth.ON_PREMISE),
    ],
)
def test_a_codebase_becomes_a_path_only_if_it_looks_like_one(
    codebase: str | None, path: str
) -> None:
    assert auth.api_path(codebase) == path


@given(st.text(max_size=30))
def test_no_codebase_leads_elsewhere(text: str) -> None:
    path = auth.api_path(text)
    assert path.endswith("/apis/3.0")
    assert path.count("/") == 3
    assert ".." not in path


def test_a_company_is_quoted_in_its_path() -> None:
    assert auth.company_info_path("a/b?c") == "/login/companyinfo/a%2Fb%3Fc"
