"""Turn a drawn picture into the PNG that a bundle shows, with a browser that has no window."""

import shutil
import struct
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from pictures.sealing import sealed

SIZE = (1280, 800)
_PAGE = """<!doctype html><meta charset="utf-8"><style>
html,body{margin:0;height:100%;background:linear-gradient(160deg,#dfe8f4,#f3f6fa)}
body{display:flex;align-items:center;justify-content:center}
svg{max-width:92%;max-height:92%;filter:drop-shadow(0 12px 28px rgba(20,40,70,.22))}
</style>"""


def browser() -> str | None:
    """Chromium, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def photographed(program: str, picture: Path) -> None:
    """Write the PNG beside the SVG, sealed with it."""
    photograph = picture.with_suffix(".png")
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_PAGE + picture.read_text(encoding="utf-8"), encoding="utf-8")
        subprocess.run(
            [
                *(program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                f"--window-size={SIZE[0]},{SIZE[1]}",
                f"--user-data-dir={folder}/profile",
                f"--screenshot={photograph}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    photograph.write_bytes(sealed(photograph.read_bytes(), picture))


def size_of(photograph: Path) -> tuple[int, int]:
    """Width and height that a PNG tells of itself."""
    head = photograph.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:24])
    return width, height
