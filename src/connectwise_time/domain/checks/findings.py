"""What a guard found, and how it is said: everything at once, with what to pass to go on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from connectwise_time.domain.checks.facts import Timed
from connectwise_time.domain.operations import DUPLICATE
from connectwise_time.errors import Conflict, Refused


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice with its values, to be told only if it can be passed as it is.

    Attributes:
        says: The choice.
        planned: The entry as it would be then; None where that is another one.
        kind: Of several of a kind, only the first that can be passed is told; empty for all.
    """

    says: str
    planned: Timed | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a guard noticed.

    Attributes:
        name: The guard's, which is the word for `accept`.
        says: What is odd, in a sentence or two.
        choices: What may be meant instead, each with its concrete values.
        hard: It cannot be accepted: ConnectWise, or sense, forbids it.
        offers: Choices that are still to be judged.
        brief: What is odd, in few words, for whoever accepted it.
    """

    name: str
    says: str
    choices: tuple[str, ...] = ()
    hard: bool = False
    offers: tuple[Offer, ...] = ()
    brief: str = ""

    @property
    def told(self) -> str:
        """The finding with its choices, as a notice."""
        choices = "; ".join(choice.rstrip(".") for choice in self.choices)
        return f"{self.says} Choices: {choices}." if choices else self.says


def refusal(found: Sequence[Finding], accepted: Collection[str]) -> Refused | None:
    """Why nothing is stored, all of it in one; None where everything found was accepted.

    Args:
        found: What the guards found.
        accepted: Names of warnings that a person has dismissed.
    """
    hard = [finding for finding in found if finding.hard]
    warnings = [f for f in found if not f.hard and f.name not in accepted]
    if hard:
        return _stopped(hard, warnings)
    return _warned(warnings, found, accepted) if warnings else None


def _stopped(hard: Sequence[Finding], warnings: Sequence[Finding]) -> Refused:
    says = " ".join(finding.says for finding in hard)
    besides = "".join(f"\nBesides, {finding.name}: {finding.told}" for finding in warnings)
    steps = dict.fromkeys(choice for finding in hard for choice in finding.choices)
    return Refused(f"{says} Nothing was written.{besides}", remedy=" ".join(steps))


def _warned(
    warnings: Sequence[Finding], found: Sequence[Finding], accepted: Collection[str]
) -> Conflict:
    passed = _accepting(found, accepted)
    fresh = [finding.name for finding in warnings]
    if fresh == [DUPLICATE]:
        return Conflict(
            f"Possible duplicate. {warnings[0].says} Nothing was written.",
            remedy=f"If it is meant a second time, call again with {passed}.",
        )
    lines = "\n".join(f"{finding.name}: {finding.told}" for finding in warnings)
    return Conflict(
        f"Nothing was written.\n{lines}",
        remedy=f"Ask the person. To store it as it is, call again with {passed}.",
    )


def foretold(found: Sequence[Finding], accepted: Collection[str]) -> list[str]:
    """What a preview tells of warnings: one line, with all that would have to be accepted."""
    warnings = [f for f in found if not f.hard and f.name not in accepted]
    if not warnings:
        return []
    named = len(warnings) > 1
    told = " ".join(f"{f.name}: {f.told}" if named else f.told for f in warnings)
    return [f"It will be refused without {_accepting(found, accepted)}: {told}"]


def dismissed(found: Sequence[Finding], accepted: Collection[str]) -> list[str]:
    """What was found and stored all the same, in one line."""
    told = [f.brief or f.says.rstrip(".") for f in found if not f.hard and f.name in accepted]
    return [f"Accepted: {'; '.join(told)}."] if told else []


def _accepting(found: Sequence[Finding], accepted: Collection[str]) -> str:
    """In the order of the table, with what was accepted before: it can be passed as it is."""
    noticed = [finding.name for finding in found if not finding.hard]
    names = dict.fromkeys([*sorted(set(accepted) - set(noticed)), *noticed])
    listed = ",".join(f'"{name}"' for name in names)
    return f"accept=[{listed}]"
