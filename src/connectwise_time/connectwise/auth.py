"""Who we are and where ConnectWise is: credentials, the Basic header, hosts and the API's path."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from connectwise_time.errors import NotConfigured

ACCEPT = "application/vnd.connectwise.com+json; version=2025.1"
ON_PREMISE = "/v4_6_release/apis/3.0"
"""The API's path outside the cloud; it works on the cloud too (reference §5)."""

_CLOUD = (".myconnectwise.net", ".connectwisedev.com")
_SHORTEST_SECRET = 4
_CODEBASE = re.compile(r"v\d{1,4}(?:_\d{1,4}){1,3}(?:_release)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API member's keys and the site they belong to.

    Attributes:
        origin: A normalised origin, such as `https://na.myconnectwise.net`.
        company: The company's login name.
    """

    origin: str
    company: str
    public_key: SecretStr
    private_key: SecretStr
    client_id: SecretStr

    def __repr__(self) -> str:
        return f"Credentials(origin={self.origin!r}, company={self.company!r})"

    def secrets(self) -> tuple[bytes, ...]:
        """What must never be seen: the keys, the clientId, and the header made of them."""
        keys = (self.public_key, self.private_key, self.client_id)
        token = self.headers()["Authorization"].removeprefix("Basic ")
        told = (*(key.get_secret_value() for key in keys), token)
        # A key of a letter or two is a test's: hiding it would hide everything.
        return tuple(text.encode() for text in told if len(text) >= _SHORTEST_SECRET)

    def headers(self) -> dict[str, str]:
        """The headers that every call carries (reference §5).

        Raises:
            NotConfigured: The clientId cannot be one.
        """
        client_id = self.client_id.get_secret_value()
        if not client_id.isascii() or not client_id.isprintable():
            raise NotConfigured(
                "The clientId has characters that no clientId has.",
                remedy="Copy it again from developer.connectwise.com: it is a GUID.",
            )
        public, private = self.public_key.get_secret_value(), self.private_key.get_secret_value()
        token = base64.b64encode(f"{self.company}+{public}:{private}".encode()).decode()
        return {
            "Authorization": f"Basic {token}",
            "clientId": client_id,
            "Accept": ACCEPT,
            # gzip only: it is the one coding that we unpack within a bound.
            "Accept-Encoding": "gzip",
            "User-Agent": "connectwise-time",
        }


def is_cloud(origin: str) -> bool:
    """Whether ConnectWise itself hosts the site."""
    return (urlsplit(origin).hostname or "").endswith(_CLOUD)


def api_origin(origin: str) -> str:
    """Where the API of a site answers: cloud hosts have an `api-` twin, others only themselves."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if not is_cloud(origin) or host.startswith("api-"):
        return origin
    return f"{parts.scheme}://api-{parts.netloc}"


def company_info_path(company: str) -> str:
    """Where a cloud site tells the codebase of a company."""
    return f"/login/companyinfo/{quote(company, safe='')}"


def api_path(codebase: str | None) -> str:
    """The API's path for a codebase as the site told it, such as `v2025_1/`.

    The text comes from outside and becomes part of a URL, so anything that does not look like a
    codebase is set aside for the path that works everywhere.
    """
    name = (codebase or "").strip().strip("/")
    return f"/{name}/apis/3.0" if _CODEBASE.fullmatch(name) else ON_PREMISE
