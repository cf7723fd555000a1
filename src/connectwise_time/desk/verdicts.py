"""What is said where an operation cannot go on, and where a failure leaves it."""

from zoneinfo import ZoneInfo

from connectwise_time.domain.operations import REPEATABLE, Operation, State, said
from connectwise_time.errors import (
    Conflict,
    InTheWay,
    NotFound,
    OutcomeUnknown,
    Refused,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)


def still_open(operation: Operation, zone: ZoneInfo | None = None) -> TimeDeskError:
    """It may or may not be stored; its time is told in a zone, where one is given."""
    if operation.state in REPEATABLE or operation.state is State.SENDING:
        return InTheWay(
            f"Operation {operation.id} is under way in another call.",
            remedy=f'Wait a moment, then ask check_operation("{operation.id}").',
        )
    perhaps = ", ".join(map(str, operation.others))
    suspects = f" Perhaps it is entry {perhaps}, changed since." if perhaps else ""
    return OutcomeUnknown(
        f"ConnectWise was told to {said(operation.work, zone)}, and its answer was lost: it may"
        f" or may not be stored. It is looked for.{suspects}",
        remedy="Do not log it again. In some minutes check_operation"
        f'("{operation.id}") tells what became of it.',
    )


def absent(operation: Operation) -> Unavailable:
    """It was lost, and is certainly not stored."""
    return Unavailable(
        f"It was lost on its way ({said(operation.work)}), and reading back shows that it is not"
        " stored.",
        remedy=f'Repeat the call with operation_id="{operation.id}".',
    )


def in_the_way(known: Operation, wanted: Operation) -> InTheWay:
    """Another one on the same work is unresolved."""
    mine = known.caller == wanted.caller
    whose = f"operation {known.id}" if mine else "an operation with other keys"
    return InTheWay(
        f"It is not known yet what became of {whose} on the same work ({said(known.work)})."
        " Nothing was written.",
        remedy=f'First ask check_operation("{known.id}").'
        if mine
        else "Try again in some minutes.",
    )


def other_content() -> Conflict:
    """The id belongs to another wish."""
    return Conflict(
        "This operation_id was used for something else.",
        remedy="Leave operation_id out, or repeat the first call exactly.",
    )


def undone_since(operation: Operation, plan: str) -> Conflict:
    """It was done before, and nothing is left of it."""
    return Conflict(
        f"This had been done before ({said(operation.work)}), and was undone since by plan {plan}."
        " Nothing was written now.",
        remedy="To do it again, call again without operation_id, or with a new one.",
    )


def state_after(error: Exception) -> State:
    """Where an operation stands whose sending failed so."""
    match error:
        case RemoteRefusal() | NotFound():
            return State.REJECTED
        case Unavailable() | Refused():
            return State.NOT_SENT
        case _:
            return State.UNKNOWN  # also what nobody foresaw: something may have been sent


def why(error: Exception) -> str:
    """A failure in a sentence, without what nobody foresaw."""
    return error.problem if isinstance(error, TimeDeskError) else type(error).__name__
