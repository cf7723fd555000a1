"""The keys that open the sandbox. Demo secrets: public and worthless."""

from typing import NamedTuple

COMPANY = "sandbox"
CLIENT_ID = "00000000-demo-4000-8000-sandbox00000"


class Credential(NamedTuple):
    """What a client sends: Basic company+public_key:private_key, and the clientId header."""

    company: str
    public_key: str
    private_key: str
    client_id: str


def _demo(name: str) -> Credential:
    return Credential(COMPANY, f"demo-{name}-public", f"demo-{name}-not-a-secret", CLIENT_ID)


CREDENTIALS: dict[str, Credential] = {
    name: _demo(name)
    for name in (
        "technician",
        "manager",
        "api",
        "readonly",
        "no_approval",
        "project_manager",
        "owner",
        "catch_up",
    )
}

# Whose key it is: identifiers of the demo company's members.
KEY_HOLDERS: dict[str, str] = {
    "technician": "jdoe",
    "manager": "msmith",
    "api": "timebot",
    "readonly": "rwatts",
    "no_approval": "dpatch",
    "project_manager": "phart",
    "owner": "nbrooks",
    "catch_up": "qokafor",
}
