"""Settings from the environment, read once into a frozen value; all faults are said at once."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, SecretStr

from connectwise_time.errors import NotConfigured

Dialect = Literal["auto", "psa", "documented"]
Confirm = Literal["ask", "plan"]
Toolset = Literal["log", "review", "approve", "report", "catch_up"]

_REGIONS = frozenset({"na", "eu", "au", "aus", "za"})
_REQUIRED = ("SITE", "COMPANY", "PUBLIC_KEY", "PRIVATE_KEY", "CLIENT_ID")
_OPTIONAL = (
    "TIME_FILE",
    *("MEMBER", "TIMEZONE", "DIALECT", "READ_ONLY", "TIME_DATA"),
    *("CONFIRM", "ALLOW_SELF_APPROVAL", "APPROVER", "HORIZON", "TOOLSETS"),
)
NAMES = tuple(f"CONNECTWISE_{name}" for name in (*_REQUIRED, *_OPTIONAL))
"""Every setting, by its name in the environment."""
TOOLSETS: frozenset[Toolset] = frozenset(get_args(Toolset))
"""Every set of tools; `docs/reference/settings.md` tells what is in each."""
# The last label begins with a letter: 2852039166 and 0xa9fea9fe are addresses in disguise.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_LEFT_EMPTY = re.compile(r"\$\{user_config\.[^{}]*\}")
# Longer than any request that ConnectWise is known to finish (a guess: reliability §7).
_HORIZON, _LONGEST_HORIZON = 180.0, 3600.0
_DATA = "~/.local/share/connectwise-time"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})
_REMEDY = (
    "Set them in the environment of this program (docs/reference/settings.md tells where to find"
    " each), or try it without a ConnectWise: connectwise-time serve --sandbox, or"
    " CONNECTWISE_SITE=sandbox."
)


class Settings(BaseModel):
    """How to reach ConnectWise, and as whom.

    Attributes:
        origin: Scheme, host and port, such as `https://na.myconnectwise.net`.
        company: The company that one logs in with.
        member: Identifier of who "me" is; None for the member whose key it is.
        zone: IANA name of "me"'s time zone; None for the member's own.
        read_only: Nothing may be written.
        data: Folder for local files.
        house: The house's file, where it is named; None for the usual one in the data folder.
        confirm: What moves money is done when the person who was asked agrees (`ask`), or, where
            a client cannot ask, also when its plan is named in a second call (`plan`).
        self_approval: People may decide about their own time.
        approver: Identifier of the member for whom the keys decide; None for the keys' own.
        horizon: Seconds after which a write whose answer was lost can no longer arrive.
        toolsets: Which tools there are.
    """

    model_config = ConfigDict(frozen=True)

    origin: str
    company: str
    public_key: SecretStr
    private_key: SecretStr
    client_id: SecretStr
    member: str | None = None
    zone: str | None = None
    dialect: Dialect = "auto"
    read_only: bool = False
    data: Path
    house: Path | None = None
    confirm: Confirm = "plan"
    self_approval: bool = False
    approver: str | None = None
    horizon: float = _HORIZON
    toolsets: frozenset[Toolset] = TOOLSETS

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read `CONNECTWISE_*`.

        Raises:
            NotConfigured: Something is missing or wrong; all of it is named, no value is shown.
        """
        said = _said(environ)
        faults = [f"CONNECTWISE_{name} is not set" for name in _REQUIRED if name not in said]
        _refuse(faults + _wrong(said))
        return cls(
            origin=origin_of(said["SITE"]),
            company=said["COMPANY"],
            public_key=SecretStr(said["PUBLIC_KEY"]),
            private_key=SecretStr(said["PRIVATE_KEY"]),
            client_id=SecretStr(said["CLIENT_ID"]),
            **optional_settings(environ),
        )


def optional_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings that need not be given, with their defaults.

    Raises:
        NotConfigured: One of them is wrong.
    """
    said = _said(environ)
    _refuse(_wrong({"TIME_DATA": _DATA} | said))
    return {
        "member": said.get("MEMBER"),
        "zone": said.get("TIMEZONE"),
        "dialect": said.get("DIALECT", "auto").casefold(),
        "read_only": said.get("READ_ONLY", "").casefold() in _YES,
        "data": _path(said.get("TIME_DATA", _DATA)),
        "house": _path(said["TIME_FILE"]) if "TIME_FILE" in said else None,
        "confirm": said.get("CONFIRM", "plan").casefold(),
        "self_approval": said.get("ALLOW_SELF_APPROVAL", "").casefold() in _YES,
        "approver": said.get("APPROVER"),
        "horizon": float(said.get("HORIZON", _HORIZON)),
        "toolsets": _toolsets(said.get("TOOLSETS", "all")),
    }


def _said(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix("CONNECTWISE_"): value.strip()
        for name, value in environ.items()
        # A bundle host leaves "${user_config.member}" where its user left a field empty. Any other
        # placeholder, such as "${env:RO}", is a wish that did not arrive, and is refused.
        if name in NAMES and value.strip() and not _LEFT_EMPTY.fullmatch(value.strip())
    }


def unknown_names(environ: Mapping[str, str]) -> list[str]:
    """What looks like a setting and is none, such as a misspelt one."""
    return sorted(n for n in environ if n.startswith("CONNECTWISE_") and n not in NAMES)


def _refuse(faults: list[str]) -> None:
    if faults:
        raise NotConfigured(f"{'; '.join(faults)}.", remedy=_REMEDY)


def origin_of(site: str) -> str:
    """The origin that a site means: a host, a cloud region such as `eu`, or an https URL.

    Raises:
        ValueError: It is no such thing, or would send keys over plain http.
    """
    if not site.isascii() or not site.isprintable() or " " in site:
        raise ValueError("is no host and no https URL")
    if site.casefold() in _REGIONS:
        site = f"{site.casefold()}.myconnectwise.net"
    try:
        parts = urlsplit(site if "://" in site else f"https://{site}")
        host, port = parts.hostname or "", parts.port
    except ValueError:  # its text would show what was set
        raise ValueError("is no host and no https URL") from None
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise ValueError("is no host and no https URL")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a host only, without user, query or fragment")
    if parts.path.strip("/"):
        raise ValueError("must be a host only, without a path")
    if not (_NAME.fullmatch(host) or _is_address(host)):
        raise ValueError("is no valid host name")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError("must use https: plain http is for this machine only")
    if _is_no_site(host):
        raise ValueError("is an address on which no ConnectWise can be")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _is_no_site(host: str) -> bool:
    # Addresses of cloud metadata services and the like: keys must never go there.
    if not _is_address(host):
        return False
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_link_local or address.is_multicast or address.is_unspecified


def _wrong(said: Mapping[str, str]) -> list[str]:
    """What is wrong with what is set, without showing a value."""
    checks: dict[str, Callable[[str], object]] = {
        "SITE": _site,
        "COMPANY": _company,
        "PUBLIC_KEY": _ascii,
        "PRIVATE_KEY": _ascii,
        "CLIENT_ID": _ascii,
        "TIMEZONE": _zone,
        "DIALECT": _dialect,
        "READ_ONLY": _yes_or_no,
        "CONFIRM": _confirm,
        "ALLOW_SELF_APPROVAL": _yes_or_no,
        "HORIZON": _seconds,
        "TOOLSETS": _toolsets,
        "TIME_DATA": _path,
        "TIME_FILE": _path,
    }
    # A key with somebody's placeholder in it must not be sent, nor a wish in it be missed.
    unfilled = {name for name, value in said.items() if "${" in value}
    wrong = [
        f"CONNECTWISE_{n} holds a placeholder that was not filled in" for n in sorted(unfilled)
    ]
    for name, check in checks.items():
        if name in said and name not in unfilled:
            try:
                check(said[name])
            except ValueError as fault:
                wrong.append(f"CONNECTWISE_{name} {fault}")
    return wrong


def _site(value: str) -> None:
    # Who asked for practice data must not have keys sent to a host of that name.
    if value.casefold().partition(":")[0] == "sandbox":
        raise ValueError("means practice data, which no keys are for")
    origin_of(value)


def _company(value: str) -> None:
    if not re.fullmatch(r"[\w.-]+", value):
        raise ValueError("is no company id: it is the one that you log in with")


def _ascii(value: str) -> None:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("has characters that no key has: copy it again")


def _path(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError(
            "begins with a home folder that there is not: give all of the path"
        ) from None


def _zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no IANA time zone, such as America/New_York") from None


def _dialect(value: str) -> None:
    if value.casefold() not in ("auto", "psa", "documented"):
        raise ValueError("must be auto, psa or documented")


def _confirm(value: str) -> None:
    if value.casefold() not in ("ask", "plan"):
        raise ValueError("must be ask or plan")


def _yes_or_no(value: str) -> None:
    if value.casefold() not in _YES | _NO:
        raise ValueError("must be 1 or 0")


def _seconds(value: str) -> None:
    try:
        fits = 1 <= float(value) <= _LONGEST_HORIZON
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("must be a number of seconds from 1 to 3600")


def _toolsets(value: str) -> frozenset[str]:
    named = frozenset(name.strip().casefold() for name in value.split(","))
    if not named <= TOOLSETS | {"all"}:
        raise ValueError(f"must be all, or some of {', '.join(get_args(Toolset))}")
    return TOOLSETS if "all" in named else named
