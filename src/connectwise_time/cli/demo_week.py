"""The demo's week of somebody who is behind: looked over, caught up on, corrected, handed in."""

from typing import Any

from connectwise_time.cli.showing import Show

_LAST_WEEK = "last week"
_SAID = {
    54327: "Surveyed the warehouse: measured 14 spots",
    54347: "Mounted the scanner; mail waits for the password",
}
_ACCOUNT = "Created the account of Anna Smith"
_BOTH = f"Both are right. {'. '.join(_SAID.values())}. Log them."


async def put_right(quinn: Show) -> None:
    """Quinn's last week, from the first look to the submission."""
    review = await quinn.step(
        "What is wrong with my last week?", "review_timesheet", period=_LAST_WEEK
    )
    await _catch_up(quinn)
    await _mend(quinn, review.get("findings", []))
    await quinn.step("Is anything left?", "review_timesheet", period=_LAST_WEEK)
    await quinn.planned("Hand it in.", "submit_timesheet", period=_LAST_WEEK)


async def _catch_up(quinn: Show) -> None:
    drafted = await quinn.step("What did I forget?", "draft_time", period=_LAST_WEEK)
    chosen = [{**each, "notes": _SAID[each["ticket"]]} for each in drafted.get("entries", [])]
    await quinn.planned(_BOTH, "create_time_entries", entries=chosen)
    found = await quinn.step("Does a stopwatch run?", "list_timers")
    for timer in found.get("timers", []):
        await quinn.meant(
            "Since Friday? I stopped at twenty to six.",
            "stop_timer",
            timer=timer["timer"],
            end="17:40",
        )


async def _mend(quinn: Show, findings: list[str]) -> None:
    """What the review names: by the ids in its findings, as an assistant reads them."""
    back = await quinn.step("What came back, and why?", "review_timesheet", rejected=True)
    mended: list[tuple[str, Any, dict[str, str]]] = [
        (f"{_ACCOUNT}.", entry, {"notes": _ACCOUNT}) for entry in back.get("entries", [])
    ]
    for finding in findings:
        rule, _, said = finding.partition(":")
        numbers = [int(word) for word in said.replace(",", " ").split() if word.isdigit()]
        if rule == "overlaps":
            mended.append(("The first one ended at ten.", numbers[0], {"end": "10:00"}))
        elif rule == "weak_notes":
            done = "Freed 40 GB: moved old profiles to the archive"
            mended.append((f"That was: {done[0].lower()}{done[1:]}.", numbers[0], {"notes": done}))
    for sentence, entry, change in mended:
        await quinn.meant(sentence, "update_time_entry", entry=entry, **change)
