"""Whether practice data were asked for by a setting, and with whose practice key."""

import re
import unicodedata
from collections.abc import Mapping

from connectwise_time.errors import NotConfigured

KEYS = (
    *("technician", "manager", "owner", "project_manager"),
    *("no_approval", "readonly", "api", "catch_up"),
)
"""The practice keys of the sandbox, named here so that the command line imports nothing large."""
WORD = "sandbox"
"""The site that means practice data; a machine of that name is reached as an https URL."""


_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
_KEY = "|".join(key.replace("_", "[_-]?") for key in KEYS)
# Alone, with punctuation behind it, with a practice key behind any, or one label that no dot ends.
_NEARLY = re.compile(rf"{WORD}(?:\W*|[\W_]*(?:{_KEY})\W*|[^\w.:][^.]*)")


def is_meant(environ: Mapping[str, str]) -> bool:
    """Whether `CONNECTWISE_SITE` asks for practice data, with whatever key."""
    return _site(environ).partition(":")[0].strip() == WORD


def practice_key(environ: Mapping[str, str]) -> str | None:
    """Whose practice key `CONNECTWISE_SITE` asks for; None where it names a real site.

    Raises:
        NotConfigured: It asks for a practice key that there is not, or for nothing clearly.
    """
    site = _site(environ)
    if not is_meant(environ):
        if _NEARLY.fullmatch(site):
            # Keys must not go to a host of that name from somebody who meant practice data.
            raise NotConfigured(
                f"CONNECTWISE_SITE is nearly {WORD}, which means practice data.",
                remedy=f"Set it to {WORD}, or to {WORD}: and one of {', '.join(KEYS)}; a host of"
                " that name is given as a URL (https://…).",
            )
        return None
    _, colon, key = site.partition(":")
    if not colon:
        return KEYS[0]
    if key.strip() not in KEYS:
        raise NotConfigured(
            f"CONNECTWISE_SITE is {WORD}, with a practice key that there is not.",
            remedy=f"Set it to {WORD} alone, or to {WORD}: and one of {', '.join(KEYS)}.",
        )
    return key.strip()


def _site(environ: Mapping[str, str]) -> str:
    """What is set, as it looks: wide letters are letters, and what cannot be seen is not there."""
    site = unicodedata.normalize("NFKC", environ.get("CONNECTWISE_SITE", ""))
    seen = (c if unicodedata.category(c) not in _INVISIBLE else " " for c in site)
    return "".join(seen).strip().casefold()
