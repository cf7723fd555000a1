"""Who calls, and what that member may do: Basic keys, clientId and security levels."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from connectwise_time.sandbox.credentials import CREDENTIALS, KEY_HOLDERS
from connectwise_time.sandbox.errors import Refusal, forbidden
from connectwise_time.sandbox.store import Row, Store, phrase

RATES_MODULE = "Billing View Time"

Verb = Literal["add", "edit", "delete", "inquire"]


@dataclass(frozen=True)
class Caller:
    """The member whose key was sent."""

    member: Row
    levels: Mapping[tuple[str, str], str]

    @property
    def id(self) -> int:
        """The member's id."""
        return int(self.member["id"])

    @property
    def identifier(self) -> str:
        """The member's identifier, e.g. jdoe."""
        return str(self.member["identifier"])

    def level(self, module: str, verb: Verb) -> str:
        """None, My or All: how far this member's role reaches."""
        return self.levels.get((module, verb), "None")

    @property
    def sees_rates(self) -> bool:
        """Whether this member's role shows hourly rates and amounts of time (§5 [C])."""
        return self.level(RATES_MODULE, "inquire") != "None"

    def must(self, module: str, verb: Verb, owner: int | None = None) -> None:
        """Refuse with 403 unless the member's role lets it (connectwise-api.md §5, §6)."""
        level = self.level(module, verb) if module else "All"
        if level == "All" or (level == "My" and owner in {None, self.id}):
            return
        raise forbidden()


def caller_of(store: Store, headers: Mapping[str, str]) -> Caller:
    """The caller, or the vendor's 401 (connectwise-api.md §6: bad keys, missing clientId)."""
    name = _key_name(headers.get("authorization", ""))
    if name is None:
        raise Refusal(401, "Unauthorized", "UserNotAuthenticated")
    if not headers.get("clientid", "").strip():
        message = "The clientId header is missing. Each call needs a registered clientId."
        raise Refusal(401, "ConnectWiseApi", message)
    member = store.first("members", identifier=KEY_HOLDERS[name])
    if member is None or member["inactive_flag"]:
        raise Refusal(401, "Unauthorized", "UserNotAuthenticated")
    return Caller(member, _levels(store, int(member["id"])))


def _key_name(header: str) -> str | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        sent = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    for name, key in CREDENTIALS.items():
        expected = f"{key.company}+{key.public_key}:{key.private_key}".encode()
        if hmac.compare_digest(sent, expected):
            return name
    return None


def _levels(store: Store, member: int) -> dict[tuple[str, str], str]:
    columns = "module_function_name, add_level, edit_level, delete_level, inquire_level"
    rows = store.all(
        phrase("SELECT", columns, "FROM security_levels WHERE member_id = ?"), (member,)
    )
    return {
        (module, verb): level
        for module, *levels in rows
        for verb, level in zip(("add", "edit", "delete", "inquire"), levels, strict=True)
    }
