"""Time sheets, in ConnectWise: read, handed in, decided about."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from connectwise_time.domain.sheets import Rights, SheetSearch, Stage, Step, TimeSheet
from connectwise_time.errors import TimeDeskError


class Sheets(Protocol):
    """Reads time sheets and decides about them. See `Backend`."""

    async def rights(self) -> Rights:
        """What the keys may do to time; None for each right that ConnectWise does not tell."""
        ...

    async def project_approvers(self, projects: Collection[int]) -> Mapping[int, int | None]:
        """Who approves a project's time before everybody else, by project id.

        None for a project that has no such person, or that these keys may not see.
        """
        ...

    async def sheet(self, number: int) -> TimeSheet | None:
        """One time sheet by id."""
        ...

    async def sheets(self, search: SheetSearch) -> Sequence[TimeSheet]:
        """All sheets that fit, each once, by id. One without a member or days is left out."""
        ...

    async def trail(self, entry: int) -> Sequence[Step]:
        """The audit trail of an entry, oldest first; empty where these keys may not see it."""
        ...

    # Each of the following may be given `within`: the most seconds for its write, where that is
    # less than a write gets anyhow. Nothing is read back: the desk verifies.

    async def submit(self, sheet: int, *, within: float | None = None) -> None:
        """Hand a sheet in, once."""
        ...

    async def approve_sheet(self, sheet: int, stage: Stage, *, within: float | None = None) -> None:
        """Give one approval to what waits for it in a sheet, once (psa only)."""
        ...

    async def approve_entries(
        self, entries: Sequence[int], *, within: float | None = None
    ) -> Mapping[int, TimeDeskError | None]:
        """Approve just these entries, once and together (documented only).

        Answers why not, for each that was refused. What the answer does not name is told as
        `OutcomeUnknown`; what befalls a whole request is told for each of its entries.
        """
        ...

    async def write_internal_notes(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Replace an entry's internal notes, once, without reading it back."""
        ...

    async def reject_sheet(self, sheet: int, *, within: float | None = None) -> None:
        """Send a sheet back, once (psa only). ConnectWise has no place for a reason."""
        ...

    async def reject_entry(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Send one entry back, once, with its internal notes replaced.

        Where that takes two writes, the notes come first: an entry whose notes could not be
        written is not rejected.

        Raises:
            RemoteRefusal: Also when this ConnectWise is too old to reject single entries.
        """
        ...

    async def reverse(self, sheet: int, *, within: float | None = None) -> None:
        """Take a sheet one step back, once (psa only)."""
        ...
