"""The jobs that there are prompts for: what each asks for, needs, and how it is done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """An argument of a prompt: words, as a person says them; none has to be given.

    Attributes:
        usual: What is meant where it is left out; empty where it is then not spoken of.
    """

    name: str
    description: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence or two, said where these tools are there and that argument was given."""

    text: str
    tools: frozenset[str] = frozenset()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A prompt, in the words of the person who starts it.

    Attributes:
        needs: The tools without which it cannot be done, so that it is not offered.
        wanted: What the person asks for.
        steps: How it is done.
    """

    name: str
    title: str
    description: str
    arguments: tuple[Part, ...]
    needs: frozenset[str]
    wanted: tuple[Step, ...]
    steps: tuple[Step, ...]


def _with(*tools: str) -> frozenset[str]:
    return frozenset(tools)


_THIS_WEEK = Part(
    "period", "Which days: this week, last week, november. This week if left out", "this week"
)
_AGREE = (
    "If the answer is a plan, show me all of it, and only after my yes call again with its `plan`"
    " alone"
)

_LOG = Job(
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
    _with("create_time_entries", "find_tickets"),
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
            _with("search_time"),
        ),
        Step(
            '`draft_time(period="{day}")` suggests entries from what I left behind. Show them with'
            " their evidence; log none that I did not confirm.",
            _with("draft_time"),
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
        Step(f"{_AGREE}, and so again while something is left."),
        Step("Tell me what was stored, and every notice. If something is refused, ask me."),
    ),
)

_CATCH_UP = Job(
    "catch_up_week",
    "Catch up on my week",
    "Find hours that I did not write down, suggest entries from evidence, log what I choose.",
    (_THIS_WEEK,),
    _with("draft_time", "create_time_entries"),
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
            _with("stop_timer"),
        ),
        Step("Log all that I chose with one `create_time_entries`."),
        Step(f"{_AGREE}, and so again while something is left."),
        Step(
            '`find_missing_time(period="{period}")`: tell me what still lacks.',
            _with("find_missing_time"),
        ),
        Step(
            '`review_timesheet(period="{period}")`: tell me the findings that matter.',
            _with("review_timesheet"),
        ),
        Step(
            "When I say that it is complete, and not before:"
            ' `submit_timesheet(period="{period}")`. It is a plan first, as above.',
            _with("submit_timesheet"),
        ),
    ),
)

_REVIEW = Job(
    "review_my_timesheet",
    "Look over my timesheet",
    "Look my timesheet over before I hand it in, and mend what I say.",
    (_THIS_WEEK,),
    _with("review_timesheet"),
    (Step("Look over my timesheet of {period}."),),
    (
        Step(
            '`review_timesheet(period="{period}")`: tell me hours by day, the total, and the'
            " findings, the weightiest first."
        ),
        Step(
            "For each finding ask me what is right, and correct with `update_time_entry` what I"
            " say, nothing else.",
            _with("update_time_entry"),
        ),
        Step("Never fill missing hours by yourself: ask me what I did."),
        Step(
            "Ask whether to hand it in. Findings do not forbid it; it is my decision."
            ' `submit_timesheet(period="{period}")` does it.',
            _with("submit_timesheet"),
        ),
        Step(f"{_AGREE}.", _with("submit_timesheet")),
    ),
)

_APPROVE = Job(
    "approve_team_time",
    "Approve my team's time",
    "Go through the timesheets that wait for me: approve them, or send them back with a reason.",
    (
        Part("period", "Only of these days, such as last week"),
        Part("member", "Only of this member"),
    ),
    _with("list_approvals", "review_timesheet", "approve_entries", "reject_entries"),
    (
        Step("Go with me through the time that waits for my approval."),
        Step('Only that of {member}: `member="{member}"`.', about="member"),
        Step('Only of {period}: `period="{period}"`.', about="period"),
    ),
    (
        Step("`list_approvals`: tell me whose, which days, hours, billable share, findings."),
        Step("Where there are findings look with `review_timesheet`, and tell me what they are."),
        Step(
            'Ask me what to approve and what to send back. "Everything that is fine" is no'
            " decision yet: name what you mean by it."
        ),
        Step(
            "Send back with `reject_entries` first, with my reason in my words; ask for one if I"
            " gave none. Then approve with `approve_entries`."
        ),
        Step(f"{_AGREE}. Each step is a plan of its own."),
        Step("Tell me for each what became of it, with its status, and what still waits."),
    ),
)

_UNBILLED = Job(
    "unbilled_time",
    "Unbilled time",
    "Billable time that is on no invoice, by company and age, and what it waits for.",
    (
        Part("company", "Only of this company"),
        Part("member", "Only of this member"),
        Part("status", "Only in this status, such as waiting for billing"),
        Part("period", "Only of these days, such as last month"),
    ),
    _with("search_time"),
    (
        Step("Show me the billable time that is on no invoice yet."),
        Step('Only of {company}: `company="{company}"`.', about="company"),
        Step('Only of {member}: `member="{member}"`.', about="member"),
        Step('Only what is {status}: `status="{status}"`.', about="status"),
        Step('Only of {period}: `period="{period}"`.', about="period"),
    ),
    (
        Step(
            '`search_time(unbilled=true, group_by=["company", "age"], measures=["amount"])`: tell'
            " me the total, the companies with most, and what is oldest. Without a period this is"
            " of all days. Where no amounts are told, say why, and compute none."
        ),
        Step(
            '`search_time(unbilled=true, group_by=["status", "age"])`: tell me what it waits for.'
            " Open and rejected time waits for its owner, submitted time for an approver."
        ),
        Step(
            "`list_approvals` shows what of it waits for me.",
            _with("list_approvals"),
        ),
        Step("Only tell me: change and submit nothing."),
    ),
)

_FIX = Job(
    "fix_rejected_time",
    "Put right what was sent back",
    "Show the time that was sent back and why, correct it as I say, and hand it in again.",
    (Part("member", "Whose time; mine if left out", "me"),),
    _with("review_timesheet", "update_time_entry"),
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
            _with("submit_timesheet"),
        ),
        Step(f"{_AGREE}.", _with("submit_timesheet")),
        Step("Tell me what is corrected, and what is not yet."),
    ),
)

JOBS: tuple[Job, ...] = (_LOG, _CATCH_UP, _REVIEW, _APPROVE, _UNBILLED, _FIX)
"""In the order in which they are published."""
