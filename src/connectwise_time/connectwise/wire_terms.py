"""ConnectWise's shapes of what decides about billing: parts of agreements, boards, projects."""

from connectwise_time.connectwise.wire import Ref, Wire


class AgreementWorkType(Wire):
    """How an agreement bills one work type: only that is of interest here, not its rate."""

    id: int | None = None
    work_type: Ref | None = None
    bill_time: str | None = None


class Exclusion(Wire):
    """A work type, or a work role, that an agreement does not cover."""

    id: int | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None


class BoardDefaults(Wire):
    """What a board brings to time that is logged on its tickets."""

    id: int | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None
    bill_time: str | None = None
    location: Ref | None = None
    department: Ref | None = None


class ProjectDefaults(Wire):
    """What a project brings to time that is logged on its tickets."""

    id: int | None = None
    agreement: Ref | None = None
    bill_time: str | None = None
    location: Ref | None = None
    department: Ref | None = None
