"""Practice data by a setting: the same as by `serve --sandbox`, and only where it is asked for."""

import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

from connectwise_time.cli.command import main
from connectwise_time.cli.doctor import doctor
from connectwise_time.cli.practice import KEYS, practice_key
from connectwise_time.cli.serving import serve
from connectwise_time.errors import NotConfigured
from connectwise_time.sandbox import CREDENTIALS
from connectwise_time.settings import Settings

OWN_KEYS = {
    "CONNECTWISE_COMPANY": "acme",
    "CONNECTWISE_PUBLIC_KEY": "canary-public",
    "CONNECTWISE_PRIVATE_KEY": "canary-private",
    "CONNECTWISE_CLIENT_ID": "canary-client",
}


@pytest.mark.parametrize(
    ("site", "key"),
    [
        ("sandbox", "technician"),
        (" Sandbox ", "technician"),
        ("sandbox:manager", "manager"),
        ("SANDBOX: Catch_Up", "catch_up"),
        *((f"sandbox:{key}", key) for key in KEYS),
        ("", None),
        ("na.myconnectwise.net", None),
        ("sandbox.example.com", None),
        ("sandbox.example.com:8443", None),
        ("https://sandbox", None),
        ("https://sandbox:8443", None),
        ("sandboxes", None),
        ("my-sandbox", None),
        ("sandbox.lan", None),
        ("sandbox-psa.example.com", None),
        ("https://sandbox-manager", None),
        ("sandbox\u200b", "technician"),
        ("\uff33andbox\u00a0", "technician"),
    ],
)
def test_practice_data_are_meant_by_one_word_and_no_host(site: str, key: str | None) -> None:
    assert practice_key({"CONNECTWISE_SITE": site}) == key


@pytest.mark.parametrize(
    "site",
    [
        *("sandbox/", "sandbox#", "sandbox?", "sandbox.", "SANDBOX-manager", "sandbox.manager"),
        *("sandbox/manager", "sandbox manager", "sandbox=owner", "sandbox_catch-up", "sandbox-eu"),
        *("sandboxmanager", "sandbox-:manager", "sandbox;canary"),
    ],
)
def test_what_is_nearly_the_word_is_refused_and_sends_no_keys_anywhere(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {**OWN_KEYS, "CONNECTWISE_SITE": site}
    with pytest.raises(NotConfigured, match="nearly sandbox") as refused:
        serve(environ, sandbox=False)
    assert "Set it to sandbox, or to sandbox: and one of technician" in refused.value.remedy
    assert "https://" in refused.value.remedy
    assert "canary" not in str(refused.value)
    assert doctor(environ) == 1
    assert "nearly sandbox" in capsys.readouterr().out


def test_without_a_site_no_practice_data_are_meant() -> None:
    assert practice_key({}) is None
    assert practice_key({"CONNECTWISE_SITE": "${user_config.site}"}) is None


def test_the_keys_that_can_be_named_are_the_sandboxs() -> None:
    assert set(KEYS) == set(CREDENTIALS)


@pytest.mark.parametrize("key", ["", "canary", "8765", "manager:owner"])
def test_a_practice_key_that_there_is_not_is_refused_with_the_choices(
    key: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTWISE_SITE", f"sandbox:{key}")
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "CONNECTWISE_SITE is sandbox" in said
    assert all(name in said for name in KEYS)
    assert "canary" not in said
    assert main(["doctor"]) == 1
    assert ", ".join(KEYS) in capsys.readouterr().out


@pytest.mark.parametrize("site", ["sandbox", "Sandbox:manager"])
def test_own_keys_are_never_made_ready_for_a_host_of_that_name(site: str) -> None:
    with pytest.raises(NotConfigured, match="CONNECTWISE_SITE means practice data"):
        Settings.from_env({**OWN_KEYS, "CONNECTWISE_SITE": site})


@pytest.mark.parametrize(
    ("site", "who"), [("sandbox", "Jamie Doe"), ("sandbox:manager", "Morgan Smith")]
)
@pytest.mark.anyio
async def test_a_server_with_that_site_is_on_practice_data_as_whom_it_names(
    site: str, who: str, tmp_path: Path
) -> None:
    # Own keys beside it are ignored, as with --sandbox.
    data = tmp_path / "own"
    environ = {**OWN_KEYS, "CONNECTWISE_SITE": site, "CONNECTWISE_TIME_DATA": str(data)}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "connectwise_time", "serve"], env=environ
    )
    async with Client(server) as client:
        assert "SANDBOX" in (client.instructions or "")
        answer = await client.call_tool("search_time", {"member": "me", "period": "last month"})
    assert answer.is_error is False
    assert answer.structured_content is not None
    assert answer.structured_content["sandbox"] is True
    [text] = [part.text for part in answer.content if isinstance(part, TextContent)]
    assert "SANDBOX" in text
    assert who in text
    assert not data.exists(), "practice data got into a person's journal"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose practice key a server was started with, instead of a server."""
    keys: list[str] = []

    def note(_environ: dict[str, str], key: str, _port: int | None) -> int:
        keys.append(key)
        return 0

    monkeypatch.setattr("connectwise_time.cli.serving._serve_on_sandbox", note)
    return keys


@pytest.mark.parametrize(
    ("site", "options", "key"),
    [
        ("sandbox:owner", "", "owner"),
        ("sandbox:owner", "--sandbox", "technician"),
        ("sandbox:owner", "--sandbox --as manager", "manager"),
        ("sandbox:owner", "--as manager", "manager"),
        ("sandbox:owner", "--as technician", "technician"),
        ("sandbox", "--as manager", "manager"),
        ("na", "--sandbox", "technician"),
        ("na", "--sandbox --as api", "api"),
        ("", "--sandbox", "technician"),
    ],
)
def test_the_option_is_stronger_than_the_setting(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, site: str, options: str, key: str
) -> None:
    for name, value in (OWN_KEYS | {"CONNECTWISE_SITE": site}).items():
        monkeypatch.setenv(name, value)
    assert main(["serve", *options.split()]) == 0
    assert asked == [key]


@pytest.mark.parametrize("key", KEYS)
def test_a_practice_key_for_a_real_site_is_a_wrong_call(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    for name, value in (OWN_KEYS | {"CONNECTWISE_SITE": "na"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        main(["serve", "--as", key])
    assert (end.value.code, asked) == (2, [])


def test_whose_time_an_api_member_logs_is_said_by_the_setting_and_of_others_by_the_sandbox(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environ = {"CONNECTWISE_MEMBER": "msmith", "CONNECTWISE_TIME_DATA": str(tmp_path)}
    assert doctor({**environ, "CONNECTWISE_SITE": "sandbox:api"}) == 0
    assert "me is Morgan Smith" in capsys.readouterr().out
    assert doctor({**environ, "CONNECTWISE_SITE": "sandbox"}) == 0
    assert "me is Jamie Doe" in capsys.readouterr().out


def test_other_settings_are_judged_on_practice_data_too() -> None:
    wrong = {"CONNECTWISE_SITE": "sandbox", "CONNECTWISE_TOOLSETS": "logs"}
    with pytest.raises(NotConfigured, match="CONNECTWISE_TOOLSETS must be"):
        serve(wrong, sandbox=False)
    assert doctor(wrong) == 1


def test_the_doctor_examines_practice_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environ = {"CONNECTWISE_SITE": "sandbox:manager", "CONNECTWISE_TIME_DATA": str(tmp_path)}
    assert doctor(environ) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok") for line in lines), lines
    assert "SANDBOX: practice data, with the key of manager" in lines[0]
    assert "me is Morgan Smith" in "".join(lines)
    assert list(tmp_path.iterdir()) == []
