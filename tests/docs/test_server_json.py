"""What the registry of MCP servers is told agrees with the package, its settings and the bundle."""

import json
import re
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator

from connectwise_time import __version__
from connectwise_time.cli.command import main
from connectwise_time.settings import Confirm, Dialect, Settings
from docs.pages import README, ROOT, read, settings_known

SERVER: dict[str, Any] = json.loads(read(ROOT / "server.json"))
MANIFEST: dict[str, Any] = json.loads(read(ROOT / "manifest.json"))
[PACKAGE] = SERVER["packages"]
SET: dict[str, dict[str, Any]] = {
    variable["name"]: variable for variable in PACKAGE["environmentVariables"]
}
REQUIRED = {
    "CONNECTWISE_SITE": "na.myconnectwise.net",
    "CONNECTWISE_COMPANY": "acme",
    "CONNECTWISE_PUBLIC_KEY": "p",
    "CONNECTWISE_PRIVATE_KEY": "q",
    "CONNECTWISE_CLIENT_ID": "c",
}


EXCERPT: dict[str, Any] = json.loads(read(ROOT / "tests" / "docs" / "server_excerpt.schema.json"))


def faults_of(server: dict[str, Any]) -> list[str]:
    return [fault.message for fault in Draft7Validator(EXCERPT).iter_errors(server)]


def test_it_keeps_the_excerpt_that_we_made_of_the_registrys_schema() -> None:
    Draft7Validator.check_schema(EXCERPT)
    assert faults_of(SERVER) == []


@pytest.mark.parametrize(
    "wrong",
    [
        *({"runtimeHint": "banana"}, {"registryType": "npm"}, {"transport": {"type": "sse"}}),
        *({"version": "latest"}, {"fileSha256": "0"}, {"packageArguments": [{"value": "serve"}]}),
    ],
    ids=str,
)
def test_what_is_not_so_in_it_is_found(wrong: dict[str, Any]) -> None:
    assert faults_of({**SERVER, "packages": [{**PACKAGE, **wrong}]})


def test_the_readme_says_whose_it_is() -> None:
    # The registry looks for this line in the page of the package.
    assert re.findall(r"<!-- mcp-name: (\S+) -->", read(README)) == [SERVER["name"]]
    assert 'readme = "README.md"' in read(ROOT / "pyproject.toml")


def test_name_and_version_are_the_packages() -> None:
    assert PACKAGE["identifier"] == MANIFEST["name"] == SERVER["name"].partition("/")[2]
    assert SERVER["version"] == PACKAGE["version"] == __version__
    assert SERVER["title"] == MANIFEST["display_name"]


def test_every_setting_is_told_in_the_words_of_the_bundle() -> None:
    asked = MANIFEST["user_config"]
    assert set(SET) == settings_known()
    for name, variable in SET.items():
        field = asked[name.removeprefix("CONNECTWISE_").lower()]
        assert variable["description"] == field["description"]
        assert variable.get("isRequired", False) == field.get("required", False)
        assert variable.get("isSecret", False) == field.get("sensitive", False)


def test_what_it_tells_of_defaults_and_choices_is_true() -> None:
    defaults = {name: told["default"] for name, told in SET.items() if "default" in told}
    assert Settings.from_env(REQUIRED | defaults) == Settings.from_env(REQUIRED)
    assert SET["CONNECTWISE_DIALECT"]["choices"] == list(get_args(Dialect))
    assert sorted(SET["CONNECTWISE_CONFIRM"]["choices"]) == sorted(get_args(Confirm))


def test_its_command_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []
    monkeypatch.setattr("connectwise_time.cli.command._run", ran.append)
    main([argument["value"] for argument in PACKAGE["packageArguments"]])
    assert ran[0].command == "serve"
