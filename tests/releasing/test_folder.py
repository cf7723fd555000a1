"""Where a release goes, nothing is taken away but what an earlier release made there."""

import hashlib
from pathlib import Path

import pytest

from releasing import folder
from releasing.__main__ import main

WHEEL = "connectwise_time-1.2.3-py3-none-any.whl"


def released(into: Path, *names: str, content: str = "made") -> Path:
    """A folder with files, and sums of them."""
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        (into / name).write_text(content, encoding="utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()
    sums = "".join(f"{digest}  {name}\n" for name in names)
    (into / folder.SUMS).write_text(sums, encoding="utf-8")
    return into


def test_an_earlier_release_is_replaced_and_nothing_of_it_stays(tmp_path: Path) -> None:
    out = released(tmp_path / "dist", WHEEL, "connectwise-time-1.2.3.mcpb", content="older")
    made = released(tmp_path / "made", WHEEL.replace("1.2.3", "1.2.4"))
    assert folder.why_not(out) is None
    folder.fill(out, made)
    assert {file.name: file.read_text("utf-8") for file in out.iterdir()} == {
        file.name: file.read_text("utf-8") for file in made.iterdir()
    }
    assert folder.why_not(out) is None


def test_a_folder_that_is_new_or_empty_is_filled(tmp_path: Path) -> None:
    made = released(tmp_path / "made", WHEEL)
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "new" / "below", tmp_path / "empty"):
        assert folder.why_not(out) is None
        folder.fill(out, made)
        assert (out / WHEEL).exists()


@pytest.mark.parametrize(
    "lies_there", ["debian.iso", "connectwise-time-notes.txt", "..", "SHA256SUMS.old", WHEEL]
)
def test_what_a_release_did_not_make_is_in_its_way_and_stays(
    lies_there: str, tmp_path: Path
) -> None:
    out = released(tmp_path / "Downloads", "connectwise-time-1.2.3.mcpb")
    listed = "0" * 64 if lies_there == WHEEL else hashlib.sha256(b"mine").hexdigest()
    if lies_there != "..":
        (out / lies_there).write_text("mine", encoding="utf-8")
    with (out / folder.SUMS).open("a", encoding="utf-8") as sums:
        sums.write(f"{listed}  {lies_there}\n{listed}  ../outside\nno sum\n")
    (tmp_path / "outside").write_text("mine", encoding="utf-8")
    told = folder.why_not(out)
    assert (lies_there == "..") or f"holds what no release made: {lies_there}." in str(told)
    folder.fill(out, released(tmp_path / "made"))
    kept = [tmp_path / "outside", *([] if lies_there == ".." else [out / lies_there])]
    assert [file.read_text("utf-8") for file in kept] == ["mine"] * len(kept)


def test_a_link_is_not_followed_and_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "is a link" in str(folder.why_not(tmp_path / "link"))
    assert "is no folder" in str(folder.why_not(tmp_path / "file"))


@pytest.mark.parametrize("version", ["", "٠.٢.٠", "0.0.0001"])
def test_what_is_no_version_is_refused_by_the_command(
    version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--set-version", version]) == 1
    assert "is no version: give three numbers" in capsys.readouterr().err


def test_an_unpacked_archive_is_told_in_one_sentence_to_be_no_checkout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], tmp_path) == 1
    why = "is no checkout: what is built comes from a commit, so use git clone."
    assert capsys.readouterr().err == f"release: {tmp_path} {why}\n"
