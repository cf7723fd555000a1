"""Where to find things in the demo company on the Friday of the tests, 2026-11-20."""

from connectwise_time.sandbox import World

# Sheets, by whose and which week: this one, the last, the one before.
JAMIES_BILLED, JAMIES_LAST, JAMIES_WEEK = 1, 2, 7
MORGANS_LAST = 3
JOHNS_PROJECT, JOHNS_LAST, JOHNS_WEEK = 12, 4, 10
JOANS_PROJECT, JOANS_LAST, JOANS_WEEK = 11, 5, 8
OLIVIAS_LAST, OLIVIAS_WEEK = 6, 9
QUINNS_LAST = 13
# On John's sheet with project time: what waits for Paula, and what for Morgan.
FOR_PAULA, FOR_MORGAN = (68, 71), (69, 72)

ONE_APPROVAL = ("PendingApproval", "ApprovedByTierOne", "ReadyToBill")
SECOND_APPROVAL = ("ApprovedByTierOne", "ApprovedByTierTwo", "ReadyToBill")


def tiers(world: World, *, first: bool, second: bool) -> None:
    """The approvals that the company asks for."""
    flags = {"tier1ApprovalFlag": first, "tier2ApprovalFlag": second}
    world.set_field("system/myCompany/timeExpense", 1, **flags)
