from pathlib import Path

import pytest

from connectwise_time.errors import NotConfigured
from connectwise_time.settings import (
    NAMES,
    TOOLSETS,
    Settings,
    optional_settings,
    origin_of,
    unknown_names,
)

GOOD = {
    "CONNECTWISE_SITE": "na.myconnectwise.net",
    "CONNECTWISE_COMPANY": "acme",
    "CONNECTWISE_PUBLIC_KEY": "canary-public",
    "CONNECTWISE_PRIVATE_KEY": "canary-private",
    "CONNECTWISE_CLIENT_ID": "canary-client",
}


def test_five_settings_are_enough() -> None:
    settings = Settings.from_env({**GOOD, "PATH": "/bin"})
    assert settings.origin == "https://na.myconnectwise.net"
    assert settings.private_key.get_secret_value() == "canary-private"
    assert (settings.member, settings.zone, settings.dialect) == (None, None, "auto")
    assert settings.read_only is False
    assert settings.data.name == "connectwise-time"


def test_no_secret_is_in_a_repr() -> None:
    assert "canary" not in repr(Settings.from_env(GOOD))


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.from_env(GOOD).company = "other"


def test_all_that_is_missing_or_wrong_is_said_at_once_and_no_value_is_shown() -> None:
    wrong = {
        "CONNECTWISE_SITE": "http://canary.example",
        "CONNECTWISE_PRIVATE_KEY": "canary-private",
        "CONNECTWISE_DIALECT": "canary",
        "CONNECTWISE_READ_ONLY": "canary",
        "CONNECTWISE_TIMEZONE": "canary",
    }
    with pytest.raises(NotConfigured) as refusal:
        Settings.from_env(wrong)
    text = str(refusal.value)
    named = ("COMPANY", "PUBLIC_KEY", "CLIENT_ID", "SITE", "DIALECT", "READ_ONLY", "TIMEZONE")
    assert all(f"CONNECTWISE_{name}" in text for name in named)
    assert "--sandbox" in text
    assert "canary" not in text


def test_what_is_empty_or_left_by_a_bundle_host_counts_as_not_set() -> None:
    environ = {
        **GOOD,
        "CONNECTWISE_MEMBER": " ",
        "CONNECTWISE_TIMEZONE": "${user_config.timezone}",
        "CONNECTWISE_READ_ONLY": "false",
    }
    settings = Settings.from_env(environ)
    assert (settings.member, settings.zone, settings.read_only) == (None, None, False)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [
        *("x${user_config.canary}", "${user_config.canary}${canary}", "${canary"),
        *(
            "${env:canary}",
            "${input:canary}",
            "${canary}",
            " ${canary:-} ",
            "${userXconfig.canary}",
        ),
    ],
)
def test_what_a_host_did_not_fill_in_is_refused_by_name_and_never_sent(
    name: str, value: str
) -> None:
    with pytest.raises(NotConfigured) as refused:
        Settings.from_env({**GOOD, name: value})
    assert refused.value.problem == f"{name} holds a placeholder that was not filled in."


@pytest.mark.parametrize("name", ["READ_ONLY", "CONFIRM", "TOOLSETS", "ALLOW_SELF_APPROVAL"])
def test_practice_data_do_not_open_what_an_unfilled_wish_would_have_closed(name: str) -> None:
    with pytest.raises(NotConfigured, match=f"CONNECTWISE_{name} holds a placeholder"):
        optional_settings({f"CONNECTWISE_{name}": "${env:canary}"})


@pytest.mark.parametrize("name", NAMES[:5])
def test_a_key_for_which_a_host_left_its_placeholder_is_missing(name: str) -> None:
    with pytest.raises(NotConfigured, match=f"{name} is not set"):
        Settings.from_env({**GOOD, name: "${user_config.canary}"})


def test_what_may_be_set_is_read() -> None:
    environ = {
        "CONNECTWISE_MEMBER": "jdoe",
        "CONNECTWISE_TIMEZONE": "Europe/London",
        "CONNECTWISE_DIALECT": "Documented",
        "CONNECTWISE_READ_ONLY": "1",
        "CONNECTWISE_TIME_DATA": "/tmp/x",  # noqa: S108  # never opened here
        "CONNECTWISE_TIME_FILE": "/tmp/x/house.toml",  # noqa: S108  # never opened here
        "CONNECTWISE_CONFIRM": "Ask",
        "CONNECTWISE_ALLOW_SELF_APPROVAL": "1",
        "CONNECTWISE_APPROVER": "msmith",
        "CONNECTWISE_HORIZON": "90",
        "CONNECTWISE_TOOLSETS": "Log, review",
    }
    assert set(environ) <= set(NAMES)
    assert optional_settings(environ) == {
        "member": "jdoe",
        "zone": "Europe/London",
        "dialect": "documented",
        "read_only": True,
        "data": Path("/tmp/x"),  # noqa: S108  # never opened here
        "house": Path("/tmp/x/house.toml"),  # noqa: S108  # never opened here
        "confirm": "ask",
        "self_approval": True,
        "approver": "msmith",
        "horizon": 90.0,
        "toolsets": {"log", "review"},
    }


@pytest.mark.parametrize(
    "value", ["all", "ALL", "", "log,all", "log,review,approve,report,catch_up"]
)
def test_all_sets_of_tools_can_be_said_in_several_ways(value: str) -> None:
    assert optional_settings({"CONNECTWISE_TOOLSETS": value})["toolsets"] == TOOLSETS


@pytest.mark.parametrize("value", ["logs", "log;review", "log,", ",", "none"])
def test_a_set_of_tools_that_there_is_not_is_refused_with_those_that_there_are(value: str) -> None:
    with pytest.raises(NotConfigured) as refused:
        optional_settings({"CONNECTWISE_TOOLSETS": value})
    said = "CONNECTWISE_TOOLSETS must be all, or some of log, review, approve, report, catch_up."
    assert refused.value.problem == said


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("na.myconnectwise.net", "https://na.myconnectwise.net"),
        ("EU", "https://eu.myconnectwise.net"),
        ("api-au.myconnectwise.net", "https://api-au.myconnectwise.net"),
        ("https://psa.example.com/", "https://psa.example.com"),
        ("https://psa.example.com:8443", "https://psa.example.com:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost:8765", "http://localhost:8765"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_a_site_is_a_host_a_region_or_an_https_url(site: str, origin: str) -> None:
    assert origin_of(site) == origin


@pytest.mark.parametrize(
    "site",
    [
        "http://psa.example.com",
        "ftp://psa.example.com",
        "https://user@psa.example.com",
        "https://user:pw@psa.example.com",
        "https://psa.example.com/login",
        "https://psa.example.com?x=1",
        "https://psa.example.com#x",
        "https://169.254.169.254",
        "https://0.0.0.0",
        "https://ps a.example.com",
        "https://psa.example.com:99999",
        "https://psa.example.com:canary",
        "https://[canary]",
        "https://2852039166",
        "https://0xa9fea9fe",
        "https://169.254.43518",
        "https://[::ffff:169.254.169.254]",
        "na.myconnectwise.net\n.evil.com",
        "https://...",
        "https://-",
        "https://",
        "a_b.example.com\nX: y",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
    ],
)
def test_a_site_to_which_keys_must_not_go_is_refused(site: str) -> None:
    with pytest.raises(NotConfigured) as refusal:
        Settings.from_env({**GOOD, "CONNECTWISE_SITE": site})
    assert "canary" not in str(refusal.value)


@pytest.mark.parametrize("name", ["PUBLIC_KEY", "PRIVATE_KEY", "CLIENT_ID"])
def test_a_key_with_characters_that_no_header_carries_is_refused(name: str) -> None:
    with pytest.raises(NotConfigured, match=f"CONNECTWISE_{name} has characters"):
        Settings.from_env({**GOOD, f"CONNECTWISE_{name}": "gé\n"})


def test_a_misspelt_setting_is_noticed() -> None:
    assert unknown_names({**GOOD, "CONNECTWISE_READONLY": "1"}) == ["CONNECTWISE_READONLY"]


@pytest.mark.parametrize("company", ["a b", "a+b", "a:b", "a/b", "a\nb"])
def test_a_company_that_would_change_the_credentials_is_refused(company: str) -> None:
    with pytest.raises(NotConfigured, match="COMPANY"):
        Settings.from_env({**GOOD, "CONNECTWISE_COMPANY": company})


@pytest.mark.parametrize("name", ["CONNECTWISE_TIME_DATA", "CONNECTWISE_TIME_FILE"])
def test_a_home_folder_that_there_is_not_is_told(name: str) -> None:
    with pytest.raises(NotConfigured, match=f"{name} begins with a home folder") as refused:
        Settings.from_env(GOOD | {name: "~nobody-of-that-name/here"})
    assert "nobody" not in str(refused.value)
