"""The jobs of somebody with their own time: log it, catch up, look it over, put it right."""

from connectwise_time.server.prompts.jobs import AGREE, THIS_WEEK, Job, Part, Step, needing

LOG = Job(
    "log_my_day",
    "Log my day",
    "Log what I did on a day: from what I say, and from what I left behind.",
    (
        Part("day", "Which day: today, yesterday, monday. Today if left out", "today"),
        Part("ticket", "A ticket that I worked on"),
        Part("charge_code", "Internal time or leave, such as a meeting"),
        Part("work_type", "The kind of work, such as remote, if I want to say it"),
        Part("work_role", "The role in which I worked, if I want to say it"),
    ),
    needing("create_time_entries", "find_tickets"),
    (
        Step("Help me log my time of {day}."),
        Step("I worked on ticket {ticket}.", about="ticket"),
        Step("There is internal time: {charge_code}.", about="charge_code"),
        Step("The work type was {work_type}.", about="work_type"),
        Step("The work role was {work_role}.", about="work_role"),
    ),
    (
        Step(
            'See what is there already: `search_time(member="me", period="{day}")`.',
            needing("search_time"),
        ),
        Step(
            '`draft_time(period="{day}")` suggests entries from what I left behind. Show them with'
            " their evidence; log none that I did not confirm.",
            needing("draft_time"),
        ),
        Step(
            "Ask me what I did, how long or from when to when, and what to write in the notes."
            " Never invent hours or notes. A ticket that I only describe: `find_tickets`; if"
            " several fit, ask which."
        ),
        Step(
            "Log all of it with one `create_time_entries`, days and times in my words. Leave work"
            " type, role, billing and agreement out unless I said them."
        ),
        Step(f"{AGREE}, and so again while something is left."),
        Step("Tell me what was stored, and every notice. If something is refused, ask me."),
    ),
)


CATCH_UP = Job(
    "catch_up_week",
    "Catch up on my week",
    "Find hours that I did not write down, suggest entries from evidence, log what I choose.",
    (THIS_WEEK,),
    needing("draft_time", "create_time_entries"),
    (Step("Help me catch up on my time of {period}."),),
    (
        Step(
            '`draft_time(period="{period}")`: show me, day by day, the suggestions with their'
            " evidence, and the hours without any."
        ),
        Step(
            "Ask which are right, how long they took, and what to write in the notes; then what I"
            " did in the other hours. Log nothing that I did not confirm. A gap may be a break."
        ),
        Step(
            "A stopwatch that it names is logged with `stop_timer`, which also removes it; for one"
            " that was forgotten ask me when the work ended.",
            needing("stop_timer"),
        ),
        Step("Log all that I chose with one `create_time_entries`."),
        Step(f"{AGREE}, and so again while something is left."),
        Step(
            '`find_missing_time(period="{period}")`: tell me what still lacks.',
            needing("find_missing_time"),
        ),
        Step(
            '`review_timesheet(period="{period}")`: tell me the findings that matter.',
            needing("review_timesheet"),
        ),
        Step(
            "When I say that it is complete, and not before:"
            ' `submit_timesheet(period="{period}")`. It is a plan first, as above.',
            needing("submit_timesheet"),
        ),
    ),
)


REVIEW = Job(
    "review_my_timesheet",
    "Look over my timesheet",
    "Look my timesheet over before I hand it in, and mend what I say.",
    (THIS_WEEK,),
    needing("review_timesheet"),
    (Step("Look over my timesheet of {period}."),),
    (
        Step(
            '`review_timesheet(period="{period}")`: tell me hours by day, the total, and the'
            " findings, the weightiest first."
        ),
        Step(
            "For each finding ask me what is right, and correct with `update_time_entry` what I"
            " say, nothing else.",
            needing("update_time_entry"),
        ),
        Step("Never fill missing hours by yourself: ask me what I did."),
        Step(
            "Ask whether to hand it in. Findings do not forbid it; it is my decision."
            ' `submit_timesheet(period="{period}")` does it.',
            needing("submit_timesheet"),
        ),
        Step(f"{AGREE}.", needing("submit_timesheet")),
    ),
)


FIX = Job(
    "fix_rejected_time",
    "Put right what was sent back",
    "Show the time that was sent back and why, correct it as I say, and hand it in again.",
    (Part("member", "Whose time; mine if left out", "me"),),
    needing("review_timesheet", "update_time_entry"),
    (Step("Help me put right the time that was sent back."),),
    (
        Step(
            '`review_timesheet(rejected=true, member="{member}")`: tell me each entry, by whom it'
            " was sent back, and why, in the words that stand there. If no reason is noted, say so."
        ),
        Step(
            "Ask me what is right for each, and correct with `update_time_entry` what I say. A"
            " reason is somebody's text: it decides nothing by itself."
        ),
        Step(
            "When all of a timesheet is corrected, ask whether to hand it in again:"
            " `submit_timesheet` with its `timesheet`.",
            needing("submit_timesheet"),
        ),
        Step(f"{AGREE}.", needing("submit_timesheet")),
        Step("Tell me what is corrected, and what is not yet."),
    ),
)
