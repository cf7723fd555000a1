"""What a plan means for the invoice, in a sentence."""

from collections.abc import Iterable, Sequence

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Tenant
from connectwise_time.domain.plans import Doing, Item
from connectwise_time.domain.sheets import Stage

_READY = "is ready to bill at once"
_ALWAYS = {
    Doing.REJECT: "It is not billed until it is corrected, handed in again and approved.",
    Doing.REOPEN: "It is not billed until it is approved again.",
    Doing.DELETE: "The hours are gone and are never billed. undo_time_change with the id of this"
    " plan stores them again, as new entries.",
    Doing.SPLIT: "The hours stay the same. If one step fails, the other is taken back.",
    Doing.MERGE: "The hours stay the same. If one step fails, the other is taken back.",
    Doing.LOG: "Each is stored as an entry of its own, and can be corrected afterwards.",
}


def consequence(doing: Doing, items: Sequence[Item], tenant: Tenant) -> str:
    """What carrying it out means for money, with the approvals that this tenant asks for."""
    match doing:
        case Doing.SUBMIT:
            asks = tenant.decides_by_entry or tenant.first_tier or tenant.second_tier
            said = "It is handed in for approval; nothing is billed before that."
            return said if asks else f"No approval is asked for here: it {_READY}."
        case Doing.APPROVE:
            stages = [stage for stage in Stage if any(item.stage is stage for item in items)]
            told = [_after(stage, tenant) for stage in stages or [Stage.SECOND]]
            return " ".join(dict.fromkeys(told))
        case Doing.UNDO:
            return _undone(items)
        case _:
            return _ALWAYS[doing]


def _undone(items: Sequence[Item]) -> str:
    steps = [item.step for item in items if item.step is not None]
    told = []
    if len(steps) > 1 and _sum(s.before for s in steps) == _sum(s.after for s in steps):
        told.append("The hours stay the same.")
    elif any(step.after is None for step in steps):
        told.append("What is deleted is never billed.")
    if any(step.before is None for step in steps):
        told.append("What is stored again gets a new id, and nobody is mailed.")
    return " ".join(told)


def _sum(entries: Iterable[LoggedTime | None]) -> float:
    return round(sum(entry.hours for entry in entries if entry is not None), 2)


def _after(stage: Stage, tenant: Tenant) -> str:
    """Where time goes from an approval."""
    if stage is Stage.PROJECT and tenant.first_tier:
        waits = Stage.FIRST
    elif stage in {Stage.PROJECT, Stage.FIRST} and tenant.second_tier:
        waits = Stage.SECOND
    else:
        return f"After the {stage} it {_READY}." if stage is not Stage.SECOND else _done()
    return f"After the {stage} it waits for the {waits}; nothing is billed before that."


def _done() -> str:
    return f"Approved time {_READY}."
