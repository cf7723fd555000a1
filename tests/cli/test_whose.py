"""Whose an operation is: the same site, company and keys, however they are spelt."""

import pytest

from connectwise_time.cli.serving import caller_of, site_of
from connectwise_time.connectwise.auth import is_cloud
from connectwise_time.settings import Settings

SITE = "contoso at https://na.myconnectwise.net"
KEYS = {
    "CONNECTWISE_PUBLIC_KEY": "public-key",
    "CONNECTWISE_PRIVATE_KEY": "private-key",
    "CONNECTWISE_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
}


@pytest.mark.parametrize(
    ("origin", "company", "site"),
    [
        ("https://na.myconnectwise.net", "contoso", SITE),
        ("https://api-na.myconnectwise.net", "contoso", SITE),
        ("https://na.myconnectwise.net:443", "contoso", SITE),
        ("https://api-na.myconnectwise.net:443", "Contoso", SITE),
        ("https://NA.MyConnectWise.net", "CONTOSO", SITE),
        ("HTTPS://na.myconnectwise.net.", " contoso ", SITE),
        ("https://na.myconnectwise.net:8443", "contoso", f"{SITE}:8443"),
        ("https://eu.myconnectwise.net", "contoso", SITE.replace("na.", "eu.")),
        ("https://na.myconnectwise.net", "fabrikam", SITE.replace("contoso", "fabrikam")),
        ("https://api-psa.contoso.com", "contoso", "contoso at https://api-psa.contoso.com"),
        ("http://127.0.0.1:8080", "contoso", "contoso at http://127.0.0.1:8080"),
        ("http://127.0.0.1:80", "contoso", "contoso at http://127.0.0.1"),
        ("https://[::1]:443", "contoso", "contoso at https://[::1]"),
    ],
)
def test_two_spellings_of_one_site_are_one(origin: str, company: str, site: str) -> None:
    assert site_of(origin, company) == site


@pytest.mark.parametrize("host", ["na.myconnectwise.net", "dev.connectwisedev.com", "psa.test"])
def test_the_cloud_is_what_the_client_takes_for_it(host: str) -> None:
    twin = site_of(f"https://api-{host}", "c") == site_of(f"https://{host}", "c")
    assert twin is is_cloud(f"https://{host}")


def caller(**changed: str) -> str:
    site = {"CONNECTWISE_SITE": "na.myconnectwise.net", "CONNECTWISE_COMPANY": "contoso"}
    return caller_of(Settings.from_env({**KEYS, **site, **changed}))


@pytest.mark.parametrize(
    "spelt",
    [
        {"CONNECTWISE_SITE": "https://api-na.myconnectwise.net"},
        {"CONNECTWISE_SITE": "NA.myconnectwise.net:443"},
        {"CONNECTWISE_SITE": "na"},
        {"CONNECTWISE_COMPANY": "Contoso"},
    ],
)
def test_whoever_spells_it_otherwise_is_the_same(spelt: dict[str, str]) -> None:
    assert caller(**spelt) == caller()


@pytest.mark.parametrize(
    "other",
    [
        {"CONNECTWISE_SITE": "eu"},
        {"CONNECTWISE_COMPANY": "fabrikam"},
        {"CONNECTWISE_PUBLIC_KEY": "Public-Key"},
        {"CONNECTWISE_MEMBER": "jdoe"},
    ],
)
def test_another_site_company_key_or_member_is_somebody_else(other: dict[str, str]) -> None:
    assert caller(**other) != caller()
