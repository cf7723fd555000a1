"""The bundle as a host installs it: unpacked into a clean folder, started by its own command."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from connectwise_time import __version__
from releasing.locked import to_run
from support import with_uv
from support.node import needs, program
from support.served import served

ROOT = Path(__file__).parents[2]

pytestmark = [needs("mcpb"), pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Installed:
    """A bundle in a folder, and the environment in which its host starts programs."""

    folder: Path
    manifest: dict[str, Any]
    environ: dict[str, str]

    def command(self, typed: dict[str, str]) -> StdioServerParameters:
        """What its host starts, with what the person typed into its form."""
        run = self.manifest["server"]["mcp_config"]
        asked = self.manifest["user_config"]
        known = {name: str(field["default"]) for name, field in asked.items() if "default" in field}
        known |= typed

        def filled(text: str) -> str:
            text = text.replace("${__dirname}", str(self.folder))
            # What was left empty and has no default stays as it stands, as hosts leave it.
            return re.sub(r"\$\{user_config\.(\w+)\}", lambda m: known.get(m[1], m[0]), text)

        return StdioServerParameters(
            command=run["command"],
            args=[filled(argument) for argument in run["args"]],
            env=self.environ | {name: filled(value) for name, value in run["env"].items()},
        )


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    if reason := with_uv.why_not():
        pytest.skip(reason)
    here = tmp_path_factory.mktemp("host")
    packed, unpacked = here / "bundle.mcpb", here / "extension"
    for step in (("pack", ".", str(packed)), ("unpack", str(packed), str(unpacked))):
        command = [*program("mcpb"), *step]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=100)
    manifest = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))
    yield Installed(unpacked, manifest, with_uv.environment(here / "home"))
    shutil.rmtree(here)


@pytest.mark.anyio
async def test_a_bundle_started_on_practice_data_has_the_tools_that_it_names(
    bundle: Installed,
) -> None:
    async with Client(bundle.command({"site": "sandbox"}), mode="auto") as client:
        listed = await client.list_tools()
        named = [tool["name"] for tool in bundle.manifest["tools"]]
        assert [tool.name for tool in listed.tools] == named
        prompts = await client.list_prompts()
        assert [prompt.name for prompt in prompts.prompts] == [
            prompt["name"] for prompt in bundle.manifest["prompts"]
        ]
        found = await client.call_tool("find_tickets", {"text": "mail relay"})
        assert "54321" in str(found.content)
    # What it runs on was tested and audited.
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {package.pin.partition(" ;")[0] for package in to_run(lock)}
    here = (bundle.folder / ".venv").glob("**/site-packages/*.dist-info")
    installed = {info.stem.replace("-", "==").replace("_", "-").lower() for info in here}
    assert f"connectwise-time=={__version__}" in installed
    assert installed - {f"connectwise-time=={__version__}"} <= locked


@pytest.mark.anyio
async def test_a_bundle_reaches_the_site_with_the_keys_that_were_typed(bundle: Installed) -> None:
    with served() as site:
        typed = {
            name.removeprefix("CONNECTWISE_").lower(): value
            for name, value in site.environ().items()
        }
        async with Client(bundle.command(typed), mode="auto") as client:
            found = await client.call_tool("find_tickets", {"text": "mail relay"})
            assert "54321" in str(found.content)
            assert "SANDBOX" not in (client.instructions or "")


def test_a_bundle_shows_the_demo_by_its_own_start_command(bundle: Installed) -> None:
    run = bundle.manifest["server"]["mcp_config"]
    command = [part.replace("${__dirname}", str(bundle.folder)) for part in run["args"]]
    assert command[-1] == "serve"
    done = subprocess.run(
        [run["command"], *command[:-1], "demo"],
        env=bundle.environ,
        cwd=bundle.folder.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert "create_time_entry(ticket=54321" in done.stdout
