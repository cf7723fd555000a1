"""Whether practice data were asked for by a setting, and with whose practice key."""

from collections.abc import Mapping

from connectwise_time.errors import NotConfigured

KEYS = (
    *("technician", "manager", "owner", "project_manager"),
    *("no_approval", "readonly", "api", "catch_up"),
)
"""The practice keys of the sandbox, named here so that the command line imports nothing large."""
WORD = "sandbox"
"""The site that means practice data; a machine of that name is reached as an https URL."""


def practice_key(environ: Mapping[str, str]) -> str | None:
    """Whose practice key `CONNECTWISE_SITE` asks for; None where it names a real site.

    Raises:
        NotConfigured: It asks for a practice key that there is not.
    """
    word, colon, key = environ.get("CONNECTWISE_SITE", "").strip().casefold().partition(":")
    if word.strip() != WORD:
        return None
    if not colon:
        return KEYS[0]
    if key.strip() not in KEYS:
        raise NotConfigured(
            f"CONNECTWISE_SITE is {WORD}, with a practice key that there is not.",
            remedy=f"Set it to {WORD} alone, or to {WORD}: and one of {', '.join(KEYS)}.",
        )
    return key.strip()
