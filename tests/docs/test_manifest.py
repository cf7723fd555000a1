"""The bundle's manifest agrees with the server, the settings and the package."""

import json
import os
import re
import struct
from typing import Any

import pytest
from pydantic import SecretStr

from connectwise_time import __version__
from connectwise_time.cli.command import main
from connectwise_time.cli.practice import practice_key
from connectwise_time.domain.operations import KEPT
from connectwise_time.errors import NotConfigured
from connectwise_time.settings import Settings
from docs.pages import ROOT, published, settings_known

FILE = ROOT / "manifest.json"
MANIFEST: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ASKED: dict[str, Any] = MANIFEST["user_config"]
RUN: dict[str, Any] = MANIFEST["server"]["mcp_config"]


def environ(given: dict[str, str]) -> dict[str, str]:
    """The environment that a host makes of what was typed into its form."""
    typed = {name: str(field["default"]) for name, field in ASKED.items() if "default" in field}
    typed |= given
    return {
        name: re.sub(r"\$\{user_config\.(\w+)\}", lambda m: typed.get(m[1], m[0]), value)
        for name, value in RUN["env"].items()
    }


REQUIRED = {
    "site": "na.myconnectwise.net",
    "company": "acme",
    "public_key": "p",
    "private_key": "q",
    "client_id": "c",
}

UNLESS = "Needed unless the site is sandbox."


def compare(part: str, now: list[dict[str, Any]], lines: list[str]) -> None:
    """That part of the manifest is what the server says now; with SNAP it is written so."""
    if os.environ.get("SNAP"):
        before, _, rest = FILE.read_text(encoding="utf-8").partition(f'  "{part}": [\n')
        after = rest.partition("\n  ],\n")[2]
        new = "\n".join([f'{before}  "{part}": [', *lines, "  ],", after])
        FILE.write_text(new, encoding="utf-8")
        return
    assert MANIFEST[part] == now, "scripts/snap writes it anew"


@pytest.mark.anyio
async def test_the_tools_are_the_servers_in_its_order_and_words() -> None:
    server = await published()
    tools = [{"name": name, "description": server.in_short(name)} for name in server.tools]
    lines = [
        f'    {{ "name": "{tool["name"]}", "description": {json.dumps(tool["description"])} }}'
        for tool in tools
    ]
    compare("tools", tools, ",\n".join(lines).splitlines())


@pytest.mark.anyio
async def test_the_prompts_are_the_servers_in_its_order_and_words() -> None:
    server = await published()
    prompts = [
        {
            "name": name,
            "description": prompt.description,
            "arguments": server.arguments(name),
            "text": server.texts[name],
        }
        for name, prompt in server.prompts.items()
    ]
    lines = json.dumps({"prompts": prompts}, indent=2, ensure_ascii=False).splitlines()[2:-2]
    compare("prompts", prompts, lines)
    assert MANIFEST["prompts_generated"] is False


def test_name_version_and_licence_are_the_packages() -> None:
    assert MANIFEST["name"] == "connectwise-time"
    assert MANIFEST["version"] == __version__
    assert MANIFEST["license"] == "MIT"
    assert MANIFEST["compatibility"]["runtimes"]["python"] == ">=3.11"
    assert "nofficial" in MANIFEST["description"]


def test_every_setting_is_asked_for_and_reaches_the_server() -> None:
    assert set(RUN["env"]) == settings_known()
    asked = {
        value.removeprefix("${user_config.").removesuffix("}") for value in RUN["env"].values()
    }
    assert asked == set(ASKED)
    for name, field in ASKED.items():
        assert RUN["env"][f"CONNECTWISE_{name.upper()}"] == f"${{user_config.{name}}}"
        assert field["title"]
        assert field["description"]


def test_exactly_the_secrets_are_kept_secret() -> None:
    secrets = {n for n, f in Settings.model_fields.items() if f.annotation is SecretStr}
    assert {name for name, field in ASKED.items() if field.get("sensitive")} == secrets


def test_it_says_on_which_platforms_it_runs_and_which_was_not_tried() -> None:
    assert MANIFEST["compatibility"]["platforms"] == ["darwin", "win32", "linux"]
    told = "It was not tried on Windows yet."
    assert told in MANIFEST["long_description"]


def test_nothing_that_was_typed_appears_on_the_command_line() -> None:
    assert "user_config" not in json.dumps([RUN["command"], RUN["args"]])


def test_the_command_serves_and_its_entry_point_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ROOT / MANIFEST["server"]["entry_point"]).exists()
    assert RUN["command"] == "uv"
    assert RUN["args"][:4] == ["run", "--no-dev", "--directory", "${__dirname}"]
    ran: list[Any] = []
    monkeypatch.setattr("connectwise_time.cli.command._run", ran.append)
    main(RUN["args"][5:])
    assert RUN["args"][4] == "connectwise-time"
    assert ran[0].command == "serve"
    assert ran[0].sandbox is False


def test_a_site_is_required_and_the_rest_unless_it_is_the_sandbox() -> None:
    required = {name for name, field in ASKED.items() if field.get("required")}
    assert required == {"site"}
    told = {name for name, field in ASKED.items() if UNLESS in field["description"]}
    assert {"site", *told} == set(REQUIRED)
    assert practice_key(environ({"site": "sandbox"})) == "technician"
    with pytest.raises(NotConfigured) as refused:
        Settings.from_env(environ({"site": "na"}))
    for name in told:
        assert f"CONNECTWISE_{name.upper()} is not set" in refused.value.problem


def test_what_was_left_empty_counts_as_not_set() -> None:
    # Without a default a host leaves "${user_config.…}" in the value.
    typed = environ(REQUIRED)
    assert "${" not in "".join(typed.values())
    bare = {f"CONNECTWISE_{name.upper()}": value for name, value in REQUIRED.items()}
    assert Settings.from_env(typed) == Settings.from_env(bare)


@pytest.mark.parametrize(("typed", "meant"), [("true", True), ("false", False)])
def test_a_ticked_box_is_understood(typed: str, meant: bool) -> None:  # noqa: FBT001  # a table
    ticked = {**REQUIRED, "read_only": typed, "allow_self_approval": typed}
    understood = Settings.from_env(environ(ticked))
    assert (understood.read_only, understood.self_approval) == (meant, meant)


def size_of(picture: str) -> tuple[int, int]:
    content = (ROOT / picture).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def test_the_icon_is_there_in_the_size_that_hosts_recommend() -> None:
    assert size_of(MANIFEST["icon"]) == (512, 512)


def test_pictures_of_real_answers_are_there_and_can_be_read() -> None:
    assert len(MANIFEST["screenshots"]) >= 2
    for picture in MANIFEST["screenshots"]:
        width, height = size_of(picture)
        assert (width >= 1000, height >= 600) == (True, True)


def test_the_statement_on_privacy_tells_how_long_things_are_kept() -> None:
    page = (ROOT / "docs" / "explanation" / "privacy.md").read_text(encoding="utf-8")
    for told in (page, MANIFEST["long_description"]):
        assert f"{KEPT.days} days" in told
    assert "`docs/explanation/privacy.md`" in MANIFEST["long_description"]
