"""A release is refused for what would be wrong in it, and says what to do."""

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from releasing import auditing, changelog, versions
from releasing.inventory import completed
from releasing.locked import to_build, to_run
from releasing.pins import pinned

ROOT = Path(__file__).parents[2]
LOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing, see #7.\n"


def copied(folder: Path) -> Path:
    """The places in which a version stands, alone in a folder."""
    places = ["manifest.json", "server.json", versions.SOURCE]
    places += [str(path.relative_to(ROOT)) for path in ROOT.glob("skills/*/SKILL.md")]
    places += [str(path.relative_to(ROOT)) for path in ROOT.glob(".claude-plugin/*.json")]
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / place, folder / place)
    return folder


def test_every_place_says_the_version_of_the_package() -> None:
    assert versions.disagreeing(ROOT) == []


def test_a_version_is_set_in_all_places_and_changes_nothing_else(tmp_path: Path) -> None:
    root = copied(tmp_path)
    before = {path: path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}
    old = versions.version_of(root)
    versions.set_version(root, "98.76.54")
    assert versions.version_of(root) == "98.76.54"
    assert versions.disagreeing(root) == []
    for path, text in before.items():
        assert path.read_text("utf-8").replace("98.76.54", old) == text
        assert "98.76.54" in path.read_text("utf-8")


def test_each_file_that_says_another_version_is_named(tmp_path: Path) -> None:
    root = copied(tmp_path)
    source = root / versions.SOURCE
    source.write_text('__version__ = "9.0.0"\n', encoding="utf-8")
    (root / "server.json").write_text("{}", encoding="utf-8")
    faults = versions.disagreeing(root)
    assert any(f.startswith("manifest.json says") and f.endswith("9.0.0.") for f in faults)
    assert "server.json says no version." in faults
    skills = len(list(ROOT.glob("skills/*/SKILL.md")))
    assert sum("SKILL.md" in fault for fault in faults) == skills


@pytest.mark.parametrize(
    "version", ["1", "1.2", "v1.2.3", "1.2.3-beta", "1.2.3\n", "latest", "", "٠.٢.٠", "0.0.0001"]
)
def test_what_is_no_version_is_not_written_anywhere(version: str, tmp_path: Path) -> None:
    root = copied(tmp_path)
    with pytest.raises(ValueError, match="is no version"):
        versions.set_version(root, version)
    assert versions.version_of(root) == versions.version_of(ROOT)


@pytest.mark.parametrize(
    ("log", "fault"),
    [
        (LOG, "has no section for 1.2.3"),
        (LOG.replace("Unreleased]", "1.2.3]"), "tells no date"),
        (LOG.replace("Unreleased]", "1.2.3] - 2026-02-30"), "tells no date"),
        (LOG.replace("Unreleased]", "1.2.3] - 2026-11-22"), None),
        ("## [1.2.3] - 2026-11-22\n\n## [1.2.2] - 2026-11-01\n\n- A thing.\n", "tells no change"),
    ],
)
def test_the_changelog_has_to_tell_what_changed_and_when(log: str, fault: str | None) -> None:
    told = changelog.fault_of(log, "1.2.3")
    assert told is None if fault is None else fault in str(told)


def test_what_was_unreleased_gets_a_heading_once() -> None:
    log = LOG.replace("### Added", "To become 1.2.3.\n\n### Added")
    headed = changelog.headed(log, "1.2.3", date(2026, 11, 22))
    assert "To become" not in headed
    assert changelog.fault_of(headed, "1.2.3") is None
    assert headed.startswith("# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-22\n")
    assert changelog.headed(headed, "1.2.3", date(2026, 12, 1)) == headed


WELL = {"name": "anyio", "version": "4.16.0", "vulns": []}
SKIPPED = {"name": "mcp", "skip_reason": "Dependency not found on PyPI"}
BAD = {"name": "h11", "version": "0.1", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (None, "Not audited: the service of vulnerabilities was not reached."),
        # pip-audit says of this one that no vulnerabilities were found.
        ([WELL, SKIPPED], "Not audited: the service of vulnerabilities does not know 1 of 2"),
        ([WELL, SKIPPED, BAD], "Known to be vulnerable: h11 0.1 (CVE-1, CVE-2)"),
        ([WELL], None),
    ],
)
def test_only_an_audit_of_every_package_counts(
    found: list[dict[str, Any]] | None, fault: str | None
) -> None:
    told = auditing.judged(None if found is None else {"dependencies": found})
    assert told is None if fault is None else fault in str(told)


def test_the_lock_is_read_without_what_only_builds() -> None:
    packages = to_run((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    names = {package.name for package in packages}
    assert {"mcp", "httpx2", "pydantic", "tzdata"} <= names
    assert "flit-core" not in names
    assert all("--hash=sha256:" in package.text for package in packages)
    # What wants a package is one itself, so that all of them hang together.
    assert {who for package in packages for who in package.wanted_by} <= names | {
        "connectwise-time"
    }


def test_uv_is_held_to_the_locked_versions() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    # Where this fails: scripts/lock
    assert pinned(project, lock) == project
    held = tomllib.loads(project)["tool"]["uv"]
    assert len(held["constraint-dependencies"]) == len(to_run(lock))
    assert [package.name for package in to_build(lock)] == ["flit-core"]
    assert held["build-constraint-dependencies"] == [to_build(lock)[0].pin]
    assert "hash" not in str(held)


def test_the_versions_of_another_lock_replace_those_that_stand_there() -> None:
    lock = (
        "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:0\n    # via connectwise-time\n"
        "c==3 \\\n    --hash=sha256:2\n    # via connectwise-time (pyproject.toml:build)\n"
    )
    before = '[tool.uv]\nconstraint-dependencies = [\n  "a==0",\n]\n'
    before += "build-constraint-dependencies = [\n]\n[next]\n"
    assert tomllib.loads(pinned(before, lock)) == {
        "tool": {
            "uv": {
                "constraint-dependencies": ["a==1 ; sys_platform == 'win32'"],
                "build-constraint-dependencies": ["c==3"],
            }
        },
        "next": {},
    }


def test_the_bill_of_materials_says_which_package_needs_which() -> None:
    lock = (
        "a==1 \\\n    --hash=sha256:0\n    # via connectwise-time (pyproject.toml)\n"
        "b==2 ; sys_platform == 'win32' \\\n    --hash=sha256:1\n    # via\n    #   a\n"
        "    #   connectwise-time (pyproject.toml)\n"
        "c==3 \\\n    --hash=sha256:2\n    # via connectwise-time (pyproject.toml:build)\n"
    )
    components = [{"name": name, "bom-ref": f"ref-{name}"} for name in "ab"]
    bill = {
        "metadata": {"component": {"name": "connectwise-time", "bom-ref": "root"}},
        "components": components,
    }
    done = completed(bill, to_run(lock), "1.2.3")
    assert done["metadata"]["component"]["version"] == "1.2.3"
    assert sorted(done["dependencies"], key=json.dumps) == [
        {"ref": "ref-a", "dependsOn": ["ref-b"]},
        {"ref": "ref-b", "dependsOn": []},
        {"ref": "root", "dependsOn": ["ref-a", "ref-b"]},
    ]
