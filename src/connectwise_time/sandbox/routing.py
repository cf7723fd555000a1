"""Which paths exist and which verbs each has: one table, made from the declared resources."""

from connectwise_time.sandbox import lookups, stopwatches, system
from connectwise_time.sandbox.approval import documented, reasons
from connectwise_time.sandbox.approval import routes as approval
from connectwise_time.sandbox.dialects import Dialect
from connectwise_time.sandbox.entries import routes as entries
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.lookups import Handler
from connectwise_time.sandbox.tables import RESOURCES
from connectwise_time.sandbox.tables.traces import ALL as TRACES

Verbs = dict[str, Handler]

SPECIAL = frozenset({"system/myMembers", "system/mySecurity"})
SEARCHABLE = frozenset({"service/tickets", "project/tickets"})
PARENTS = {
    "service/boards/statuses": "service/boards/{parent:int}/statuses",
    "time/timePeriodSetups/periods": "time/timePeriodSetups/{parent:int}/periods",
    "time/sheets/audits": "time/sheets/{parent:int}/audits",
    "time/entries/audits": "time/entries/{parent:int}/audits",
    "schedule/holidayLists/holidays": "schedule/holidayLists/{parent:int}/holidays",
    "finance/agreements/worktypes": "finance/agreements/{parent:int}/worktypes",
    "finance/agreements/workroles": "finance/agreements/{parent:int}/workroles",
    "finance/agreements/workTypeExclusions": "finance/agreements/{parent:int}/workTypeExclusions",
    "finance/agreements/workRoleExclusions": "finance/agreements/{parent:int}/workRoleExclusions",
    "time/workRoles/locations": "time/workRoles/{parent:int}/locations",
    "service/tickets/notes": "service/tickets/{parent:int}/notes",
    "project/tickets/notes": "project/tickets/{parent:int}/notes",
}
# Their single rows can be deleted but not read (openapi-time.json).
NOT_ONE_BY_ONE = frozenset(path for path in PARENTS if path.endswith("Exclusions"))


def route_table(dialect: Dialect) -> dict[str, Verbs]:
    """Path below the API's base → verb → handler; literal paths before those with an id."""
    table: dict[str, Verbs] = {}
    if dialect.has_system_info:
        table["system/info"] = {"GET": system.info}
    table["system/myMembers"] = {"GET": system.my_member}
    table["system/mySecurity"] = {"GET": lookups.listed(RESOURCES["system/mySecurity"])}
    for resource in RESOURCES.values():
        if resource.path not in SPECIAL and (dialect.has_traces or resource not in TRACES):
            table |= _info_form(resource) if resource.path.endswith("/info") else _plain(resource)
    for path in SEARCHABLE:
        table |= _of_tickets(RESOURCES[path])
    _add_entry_writes(table)
    if dialect.has_traces:
        _add_traces(table)
    if dialect.approves_sheets:
        _add_approval(table)
    else:
        _add_documented_approval(table)
    for path in ("time/sheets", "time/entries"):
        _look_after_the_parent(table, path)
    for path in ("system/members", "system/info/members"):
        table[f"{path}/{{identifier}}"] = {"GET": lookups.by_identifier(RESOURCES[path])}
    return table


def _plain(resource: Resource) -> dict[str, Verbs]:
    path = PARENTS.get(resource.path, resource.path)
    lists = {
        path: {"GET": lookups.listed(resource)},
        f"{path}/count": {"GET": lookups.counted(resource)},
    }
    if resource.path in NOT_ONE_BY_ONE:
        return lists
    return {**lists, f"{path}/{{id:int}}": {"GET": lookups.single(resource)}}


def _info_form(resource: Resource) -> dict[str, Verbs]:
    """The /info forms need less permission (connectwise-api.md §2.3 [A])."""
    path = resource.path.removesuffix("/info")
    return {
        f"{path}/info": {"GET": lookups.listed(resource)},
        f"{path}/info/count": {"GET": lookups.counted(resource)},
        f"{path}/{{id:int}}/info": {"GET": lookups.single(resource)},
    }


def _of_tickets(resource: Resource) -> dict[str, Verbs]:
    below = f"{resource.path}/{{id:int}}/timeentries"
    return {
        f"{resource.path}/search": {"POST": lookups.searched(resource)},
        below: {"GET": lookups.time_references(resource)},
        f"{below}/count": {"GET": lookups.time_reference_count(resource)},
    }


def _add_entry_writes(table: dict[str, Verbs]) -> None:
    table["time/entries"]["POST"] = entries.create
    table["time/entries/defaults"] = {"POST": entries.defaults}
    table["time/entries/{id:int}"] |= {
        "PUT": entries.replace,
        "PATCH": reasons.noting(entries.patch),
        "DELETE": entries.delete,
    }


def _add_traces(table: dict[str, Verbs]) -> None:
    """Stopwatches are written; notes exist where their ticket is of that kind."""
    for path, (of_list, of_one) in stopwatches.WRITES.items():
        table[path] |= of_list
        table[f"{path}/{{id:int}}"] |= of_one
    for kind in ("service/tickets", "project/tickets"):
        for spelling, verbs in table.items():
            if spelling.startswith(f"{kind}/{{parent:int}}/notes"):
                verbs["GET"] = lookups.below_a(RESOURCES[kind], verbs["GET"])


def _add_approval(table: dict[str, Verbs]) -> None:
    """As a real tenant has it (connectwise-api.md §2.1, §2.2 [A])."""
    table["time/sheets/{id:int}"]["DELETE"] = approval.delete
    for name, handler in approval.SHEET_ACTIONS.items():
        table[f"time/sheets/{{id:int}}/{name}"] = {"POST": handler}
    for name, handler in approval.ENTRY_ACTIONS.items():
        table[f"time/entries/{{id:int}}/{name}"] = {"POST": approval.since_2025_16(handler)}


def _add_documented_approval(table: dict[str, Verbs]) -> None:
    """As the brief's document has it, and nothing of the other."""
    table["time/sheets/{id:int}"]["PATCH"] = documented.patch_sheet
    table["time/entries/{id:int}"]["PATCH"] = documented.deciding(reasons.noting(entries.patch))
    table["time/entries/bulk"] = {"POST": documented.bulk}


def _look_after_the_parent(table: dict[str, Verbs], path: str) -> None:
    """Audits of what is not there, or out of sight, are not there or forbidden either."""
    for spelling, verbs in table.items():
        if spelling.startswith(f"{path}/{{parent:int}}"):
            verbs["GET"] = approval.below(RESOURCES[path], verbs["GET"])
