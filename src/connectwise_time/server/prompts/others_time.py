"""The jobs of somebody with the time of others: approve it, and see what is not billed yet."""

from connectwise_time.server.prompts.jobs import AGREE, Job, Part, Step, needing

APPROVE = Job(
    "approve_team_time",
    "Approve my team's time",
    "Go through the timesheets that wait for me: approve them, or send them back with a reason.",
    (
        Part("period", "Only of these days, such as last week"),
        Part("member", "Only of this member"),
    ),
    needing("list_approvals", "review_timesheet", "approve_entries", "reject_entries"),
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
        Step(f"{AGREE}. Each step is a plan of its own."),
        Step("Tell me for each what became of it, with its status, and what still waits."),
    ),
)


UNBILLED = Job(
    "unbilled_time",
    "Unbilled time",
    "Billable time that is on no invoice, by company and age, and what it waits for.",
    (
        Part("company", "Only of this company"),
        Part("member", "Only of this member"),
        Part("status", "Only in this status, such as waiting for billing"),
        Part("period", "Only of these days, such as last month"),
    ),
    needing("search_time"),
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
            needing("list_approvals"),
        ),
        Step("Only tell me: change and submit nothing."),
    ),
)
