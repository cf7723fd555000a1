"""Every command of ours that a page shows can be run as it is written there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import ROOT, code_blocks, every_page, inline_code, name_of, read, sections
from support.served import served

KEYS = ROOT / "docs" / "how-to" / "api-keys.md"
# Where the scripts put it, and where people's own environments have it on Windows.
CHECKOUT = re.compile(
    r'(?:^|[\s;"(])(?:"?(?:\$PWD|/path/to/connectwise-time)/)?\.venv[/\\](?:bin|Scripts)[/\\]$'
)
PLUGIN = json.loads((ROOT / ".claude-plugin" / "plugin.json").read_text(encoding="utf-8"))
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
OPTIONS = "demo|doctor|sandbox|serve|--version"
CALL = re.compile(rf'connectwise-time(?:\.exe)?"?(?= (?:{OPTIONS})\b)')
# Where a page has it installed by one of these, its name alone is enough.
INSTALLED = ("uv tool install .", "pip install .")
# A reference speaks of the command by its name, and a decision too.
NAMED = ("docs/reference/", "docs/decisions/")


def by_uv(server: dict[str, list[str] | str]) -> str:
    """How a host starts our command by uv, with the folder left open."""
    line = " ".join([str(server["command"]), *server["args"]])
    return line.removesuffix("connectwise-time serve")


def calls(page: Path) -> list[tuple[str, str]]:
    """What stands before our command, and the line, in blocks and, guides alone, in sentences."""
    blocks = [text for kind, text in code_blocks(page) if kind in {"sh", "powershell"}]
    lines = [line for text in blocks for line in text.splitlines()]
    if not name_of(page).startswith(NAMED):
        lines += inline_code(page)
    return [(line[: match.start()], line) for line in lines for match in CALL.finditer(line)]


@pytest.mark.parametrize("page", [page for page in every_page() if calls(page)], ids=name_of)
def test_a_command_is_found_where_the_page_says_that_it_is(page: Path) -> None:
    starts = [
        by_uv(PLUGIN["mcpServers"]["time"]).replace("${CLAUDE_PLUGIN_ROOT}", "FOLDER"),
        by_uv(MANIFEST["server"]["mcp_config"]).replace("${__dirname}", "FOLDER"),
    ]
    for before, line in calls(page):
        if CHECKOUT.search(before):
            continue
        if re.sub(r"/path/to/\S+", "FOLDER", before) in starts:
            continue
        assert not before.strip(), f"{name_of(page)} shows {line}"
        installs = "\n".join([read(page), *_of_rows(page)])
        assert any(way in installs for way in INSTALLED), f"{name_of(page)} shows {line}"


def _of_rows(page: Path) -> list[str]:
    """The pages of installing to which a row leads that names the command alone."""
    rows = re.findall(r"^\|.*`connectwise-time .*\|$", read(page), re.MULTILINE)
    return [
        read(page.parent / target) for row in rows for target in re.findall(r"\((\w+\.md)\)", row)
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the page shows a POSIX shell")
def test_the_doctor_reads_the_file_of_settings_as_the_page_has_it_made(tmp_path: Path) -> None:
    make, file, check = [text for kind, text in code_blocks(KEYS) if kind == "sh"]
    home, checkout = tmp_path / "home", tmp_path / "checkout"
    home.mkdir()
    (checkout / ".venv").mkdir(parents=True)
    (checkout / ".venv" / "bin").symlink_to(Path(sys.executable).parent)

    def run(lines: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-ec", lines],
            cwd=checkout,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(make)
    [made] = home.iterdir()
    assert made.stat().st_mode & 0o777 == 0o600
    with served() as site:
        own = site.environ()
        written = re.sub(
            r"^(\w+)='.*'$", lambda each: f"{each[1]}='{own[each[1]]}'", file, flags=re.MULTILINE
        )
        assert written.count("\n") == 5
        made.write_text(written, encoding="utf-8")
        told = run(check + 'test -z "$CONNECTWISE_PRIVATE_KEY"')
    assert "accepted, of member jdoe" in told


def test_the_page_of_removing_has_a_way_for_each_way_of_installing() -> None:
    page = ROOT / "docs" / "how-to" / "remove.md"
    text = read(page)
    assert list(sections(page)) == [
        "First, see that nothing is open",
        "Take it away from the assistant",
        "Delete what lies on this machine",
        "Revoke the key",
    ]
    for told in (
        *("uninstall", "claude mcp remove connectwise-time", "marketplace remove"),
        *("the bundle", "`pip uninstall connectwise-time`", "`uv tool uninstall connectwise-time`"),
        *("`uv.lock`", "`uv cache clean`", "`.venv`", "~/.local/share/connectwise-time"),
    ):
        assert told in text, told
    # Whoever is told to write a file of keys is told to delete it.
    [kept] = set(re.findall(r"~/\.connectwise-time\.env", read(KEYS)))
    assert f"rm {kept}" in text
    assert "(../how-to/remove.md)" in read(ROOT / "docs" / "explanation" / "privacy.md")
