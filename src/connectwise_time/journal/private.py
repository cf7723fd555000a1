"""Who may enter: the journal's folder and files are their owner's alone, and no links lead away.

No file is opened here that is there already: closing it again would take from SQLite the locks
that another connection of this process holds on it (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import stat
from pathlib import Path

from connectwise_time.errors import NotConfigured

_NOBODY_ELSE = 0o077
_SHARED = stat.S_IWOTH | stat.S_ISVTX
_BESIDE = ("-wal", "-shm", "-journal")
HOUSE = "connectwise-time.toml"
"""A person's own file, which may stand beside the journal (`connectwise_time.house`)."""


def secure(file: Path, *, closes: bool = True) -> None:
    """Make the file where it is missing, and keep others from it, its folder and what SQLite adds.

    Args:
        file: The journal's.
        closes: What is there already is closed to others; a mere check leaves that as it is.

    Raises:
        NotConfigured: One of them is a link, or is not what it should be.
        OSError: It cannot be made, or others cannot be kept from it.
    """
    folder = file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink():
        raise NotConfigured(
            "The folder for local files is a symbolic link.",
            remedy="Give the folder itself in CONNECTWISE_TIME_DATA.",
        )
    if _is_open_to_others(folder) and (why := _not_ours(folder, file)):
        raise NotConfigured(
            f"Others may enter the folder for local files, and {why}: it is not closed to them,"
            " and nothing is noted in it.",
            remedy=f"Give another folder than {folder} in CONNECTWISE_TIME_DATA (a new one inside"
            " of it will do), or close that one to others yourself.",
        )
    if closes:
        _make_private(folder, 0o700)
    beside = [file.with_name(file.name + ending) for ending in _BESIDE]
    for each in (file, *(path for path in beside if os.path.lexists(path))):
        if not os.path.lexists(each):
            _make(each)
        if each.is_symlink() or not each.is_file():
            raise NotConfigured(
                f"The journal's file {each.name} is a symbolic link or no ordinary file.",
                remedy=f"Remove {each}, or move it away.",
            )
        if closes:
            _make_private(each, 0o600)


def _make(file: Path) -> None:
    # No file of this process is closed by that: it is new, or another process was faster.
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return


def _make_private(path: Path, mode: int) -> None:
    # Windows has no such bits: there the user's profile is private by its access list.
    if _is_open_to_others(path):
        path.chmod(mode)


def _is_open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & _NOBODY_ELSE)


def _not_ours(folder: Path, file: Path) -> str:
    """Why a folder that others may enter is not ours to close; empty where it is."""
    known = folder.stat()
    if known.st_uid != os.geteuid():
        return "it is somebody else's"
    if known.st_mode & _SHARED:
        return "everybody may write in it"
    strange = _strange(folder, file)
    return f"it holds what is not this program's ({strange})" if strange else ""


def _strange(folder: Path, file: Path) -> str:
    """The name of something in the folder that is not ours; empty where nothing is."""
    # Copies are ours too, and what an editor leaves beside the file that it has open.
    own = (file.name, HOUSE)
    return next((p.name for p in folder.iterdir() if not any(o in p.name for o in own)), "")
