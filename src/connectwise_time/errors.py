"""Every failure that we foresee, as a sentence for whoever can act on it; crashes are not here.

    TimeDeskError
    ├── Refused             the wish cannot be carried out as it was put; nothing was sent
    │   ├── NotFound        it names something that does not exist
    │   ├── Ambiguous       it can be read in several ways: the choices are named
    │   ├── AliasBroken     a name of the house's own stands for what is not to be had
    │   ├── Conflict        it contradicts an earlier wish (an operation id used twice)
    │   │   └── InTheWay    another write on the same work has to end first
    │   └── ReadOnly        this server may not write
    ├── NotConfigured       settings are missing or wrong; the operator acts
    ├── RemoteRefusal       ConnectWise said no and stored nothing
    │   ├── NotAuthorized   who we are was not accepted (401, clientId)
    │   ├── RoleNotValid    the work role does not go with the location (400)
    │   └── NotPermitted    the key's security role lacks a right (403)
    ├── Unavailable         ConnectWise was not reached or did not answer; nothing was written
    │   └── Busy            it asks to be left alone for a while (429), or we leave it alone
    └── OutcomeUnknown      a write went out and its answer was lost

Raised below the server; `server.speaking` is the one place that turns them into MCP errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class TimeDeskError(Exception):
    """A foreseen failure: what is wrong, and what to do next.

    Args:
        problem: One or two sentences about what is wrong, in people's words.
        remedy: What whoever reads it should do next. Required: no error without a next step.
    """

    def __init__(self, problem: str, *, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class Refused(TimeDeskError):
    """The wish cannot be carried out as it was put; nothing was sent."""


class NotFound(Refused):
    """The wish names something that does not exist, or that the key may not see."""


class Ambiguous(Refused):
    """The wish can be read in several ways; the remedy names the choices."""


class AliasBroken(Refused):
    """A name of the house's own stands for something that does not exist, or may not be used."""


class Conflict(Refused):
    """The wish contradicts an earlier one, such as an operation id used for something else."""


class InTheWay(Conflict):
    """Another write on the same work is under way, or it is not known what became of it."""


class ReadOnly(Refused):
    """This server was started read-only."""


class NotConfigured(TimeDeskError):
    """Settings are missing or wrong."""


@dataclass(frozen=True, slots=True)
class RefusalItem:
    """One reason of ConnectWise's, from the `errors` list of its answer.

    Attributes:
        field: The vendor's field name, such as `timeStart`; empty where none was given.
        message: ConnectWise's own sentence, cleaned and clipped.
        code: The vendor's code, such as `MissingRequiredField`; empty where none was given.
    """

    field: str
    message: str
    code: str


class RemoteRefusal(TimeDeskError):
    """ConnectWise refused, and stored nothing.

    Args:
        problem: What ConnectWise refused and why, its own words quoted.
        remedy: What to change.
        status: The HTTP status.
        items: Every nested reason, in ConnectWise's order.
    """

    def __init__(
        self, problem: str, *, remedy: str, status: int, items: Sequence[RefusalItem] = ()
    ) -> None:
        super().__init__(problem, remedy=remedy)
        self.status = status
        self.items = tuple(items)


class NotAuthorized(RemoteRefusal):
    """ConnectWise did not accept who we are: keys, company or clientId."""


class RoleNotValid(RemoteRefusal):
    """The work role of an entry is not valid for its location."""


class NotPermitted(RemoteRefusal):
    """The security role of the key's member lacks a right."""


class Unavailable(TimeDeskError):
    """ConnectWise was not reached, or did not answer a question in time; nothing was written."""


class Busy(Unavailable):
    """ConnectWise takes no more requests for now.

    Args:
        seconds: How long to leave it alone, counted from now.
        sent: A write was sent, and refused for this (429). Otherwise no write was sent.
    """

    def __init__(self, problem: str, *, remedy: str, seconds: float, sent: bool = False) -> None:
        super().__init__(problem, remedy=remedy)
        self.seconds = seconds
        self.sent = sent


class OutcomeUnknown(TimeDeskError):
    """A write was sent and its answer was lost: it may or may not be stored."""
