"""What the house settles for itself beside its ConnectWise: names, and what is worth a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from connectwise_time.domain.checks import Thresholds
from connectwise_time.domain.names.matching import Aliases
from connectwise_time.domain.reports import AGES
from connectwise_time.domain.review import Worth
from connectwise_time.domain.timers import TimerRules


class AliasTable(StrEnum):
    """The lists whose rows may have names of the house's own, as its file calls them."""

    WORK_TYPE = "work_type"
    WORK_ROLE = "work_role"
    CHARGE_CODE = "charge_code"
    MEMBER = "member"
    COMPANY = "company"
    AGREEMENT = "agreement"
    LOCATION = "location"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class ReportRules:
    """What reports take from the house.

    Attributes:
        ages: The last day of each age of time but the last.
    """

    ages: tuple[int, ...] = AGES


@dataclass(frozen=True, slots=True)
class House:
    """What the house's file says; nothing where there is none.

    Attributes:
        aliases: For each list, what each name of the house's own stands for.
        guards: From where on something is worth a question before it is stored.
        findings: From where on something is worth telling of what is stored.
        reports: How reports divide what they tell.
        timers: When a stopwatch counts as forgotten.
    """

    aliases: Mapping[AliasTable, Aliases] = field(default_factory=dict)
    guards: Thresholds = field(default_factory=Thresholds)
    findings: Worth = field(default_factory=Worth)
    reports: ReportRules = field(default_factory=ReportRules)
    timers: TimerRules = field(default_factory=TimerRules)

    def called(self, table: AliasTable) -> Aliases:
        """The house's own names for rows of one list."""
        return self.aliases.get(table, {})
