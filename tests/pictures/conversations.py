"""What people say in the pictures, and what is called for it; what is answered is the server's."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a person says, and the calls that an assistant makes for it.

    Attributes:
        sentence: The person's words.
        calls: Tools with their arguments, in order.
        agrees: What the person answers where the host asks; empty where it does not.
    """

    sentence: str
    calls: tuple[tuple[str, dict[str, Any]], ...]
    agrees: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One picture.

    Attributes:
        name: The file's name, without its ending.
        title: What is to be seen, for those who cannot see it.
        who: Whose assistant it is, as people say it.
        key: Whose practice key is used.
        parts: What is said, in order.
    """

    name: str
    title: str
    who: str
    key: str
    parts: tuple[Asked, ...]


_RELAY = "Renewed the certificate of the relay and tested sending."
_DOWN = "The relay was down again."

CONVERSATIONS = (
    Conversation(
        "log-an-hour",
        "A technician says what was done, and the hour is logged.",
        "Jamie, technician",
        "technician",
        (
            Asked(
                "Which ticket was the mail relay of Contoso again?",
                (("find_tickets", {"text": "contoso mail relay"}),),
            ),
            Asked(
                "Log an hour and a half on it, remote. I renewed the certificate of the relay"
                " and tested sending.",
                (
                    (
                        "create_time_entry",
                        {
                            "ticket": 54321,
                            "hours": "an hour and a half",
                            "work_type": "remote",
                            "notes": _RELAY,
                        },
                    ),
                ),
            ),
        ),
    ),
    Conversation(
        "which-one",
        "Words with two meanings are refused with the choices; then the hour is logged.",
        "Jamie, technician",
        "technician",
        (
            Asked(
                "An hour on 54321 from half past two, emergency: the relay was down again.",
                (
                    (
                        "create_time_entry",
                        {
                            "ticket": 54321,
                            "start": "14:30",
                            "hours": 1,
                            "work_type": "emergency",
                            "notes": _DOWN,
                        },
                    ),
                ),
            ),
            Asked(
                "Remote. I did not leave my desk.",
                (
                    (
                        "create_time_entry",
                        {
                            "ticket": 54321,
                            "start": "14:30",
                            "hours": 1,
                            "work_type": "emergency remote",
                            "notes": _DOWN,
                        },
                    ),
                ),
            ),
        ),
    ),
    Conversation(
        "approve-a-week",
        "A manager sees what waits, reads the plan that the host shows, and agrees.",
        "Morgan, service manager",
        "manager",
        (
            Asked("Whose time waits for me?", (("list_approvals", {}),)),
            Asked(
                "Approve Jamie's week.",
                (("approve_entries", {"timesheets": [2]}),),
                agrees="Yes, approve it.",
            ),
        ),
    ),
    Conversation(
        "missing-time",
        "What is missing of a week is found, and suggested from what was left behind.",
        "Quinn, technician",
        "catch_up",
        (
            Asked(
                "Did I forget something last week?",
                (("find_missing_time", {"period": "last week"}),),
            ),
            Asked("What was I doing then?", (("draft_time", {"period": "last week"}),)),
        ),
    ),
)
