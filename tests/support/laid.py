"""What people lay into their checkout beside what we wrote: keys, certificates, journals."""

from pathlib import Path

KEYS = "wJ4cP0-key-that-must-not-travel"
LAID = (
    "own-settings.json",
    "server.pem",
    "server.key",
    "connectwise-time.toml",
    "data/journal.sqlite3",
    "journal.sqlite",
    ".env",
    ".env.local",
    "docs/own-settings.json",
    "docs/how-to/server.pem",
    "skills/time-entries/own-settings.json",
    "assets/server.key",
    "src/server.pem",
    "src/connectwise_time/cli/server.pem",
    "src/connectwise_time/journal/journal.sqlite",
)


def lay(folder: Path) -> tuple[str, ...]:
    """Lay all of them into the folder, each with the keys in it."""
    for name in LAID:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(KEYS, encoding="utf-8")
    return LAID
