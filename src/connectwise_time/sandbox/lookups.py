"""The verbs that every resource shares: list, count, one, search, and who may see which rows."""

from collections.abc import Callable
from typing import Any

from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.errors import bad_condition, forbidden, not_found
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.intake import decoded, unknown_member
from connectwise_time.sandbox.labels import compact
from connectwise_time.sandbox.query.operands import meaning_of
from connectwise_time.sandbox.query.paging import (
    Page,
    chosen_fields,
    forward_link,
    links,
    order,
    wanted_page,
)
from connectwise_time.sandbox.query.sql import Clause, where
from connectwise_time.sandbox.store import phrase
from connectwise_time.sandbox.tables import RESOURCES

Handler = Callable[[Call], Answer]
FILTERS = ("conditions", "orderBy", "childconditions", "customfieldconditions")


def listed(resource: Resource) -> Handler:
    """GET a page of the resource."""

    def handler(call: Call) -> Answer:
        clause = _visible(call, resource) & _asked(call, resource)
        return _page(call, resource, clause, call.query.get("orderBy", ""))

    return handler


def counted(resource: Resource) -> Handler:
    """GET …/count."""

    def handler(call: Call) -> Answer:
        clause = _visible(call, resource) & _asked(call, resource)
        return call.json({"count": _total(call, resource, clause)})

    return handler


def searched(resource: Resource) -> Handler:
    """POST …/search: the filters in the body, the page in the query (§3 [A])."""

    def handler(call: Call) -> Answer:
        body = decoded(call.raw, "FilterValues")
        for name in body if isinstance(body, dict) else ():
            if name not in FILTERS:
                raise unknown_member(name, "FilterValues")
        conditions, by, children, custom = (_text(body, name) for name in FILTERS)
        clause = _visible(call, resource)
        clause &= where(resource, conditions, children, custom, call.dialect.stored_statuses)
        return _page(call, resource, clause, by)

    return handler


def single(resource: Resource) -> Handler:
    """GET one by id; 404 where it belongs to another resource or another parent."""

    def handler(call: Call) -> Answer:
        clause = _visible(call, resource) & Clause("t.id = ?", (call.key,))
        own = resource.where.format(t="t") or "1"
        if not _total(call, resource, clause & Clause(own)):
            _refuse_hidden(call, resource)
            raise not_found(resource.title, call.key)
        chosen = chosen_fields(call.query.get("fields", ""))
        return call.json(call.bodies.one(resource, call.key, chosen))

    return handler


def by_identifier(resource: Resource) -> Handler:
    """GET /system/members/{memberIdentifier} (connectwise-api.md §3 [A])."""

    def handler(call: Call) -> Answer:
        call.caller.must(resource.module, "inquire")
        identifier = str(call.params["identifier"])
        key = call.world.labels.find("member", "identifier", identifier)
        if key is None:
            raise not_found(resource.title, identifier)
        chosen = chosen_fields(call.query.get("fields", ""))
        return call.json(call.bodies.one(resource, key, chosen))

    return handler


def below_a(parent: Resource, handler: Handler) -> Handler:
    """The rows below a thing of one kind: 404 where the id is none of that kind."""

    def answer(call: Call) -> Answer:
        key = int(call.params["parent"])
        own = Clause(parent.where.format(t="t") or "1") & Clause("t.id = ?", (key,))
        if not _total(call, parent, own):
            raise not_found(parent.title, key)
        return handler(call)

    return answer


def time_references(resource: Resource) -> Handler:
    """/…/tickets/{id}/timeentries: only ids (connectwise-api.md §3 [A])."""

    def handler(call: Call) -> Answer:
        single(resource)(call)
        entries = RESOURCES["time/entries"]
        clause = _visible(call, entries) & Clause("t.ticket_id = ?", (call.key,))
        page = wanted_page(call.query, call.headers)
        keys = _keys(call, entries, clause, "t.id ASC", page)
        found = [
            {"id": key, "_info": {"timeEntry_href": f"{call.base}/time/entries/{key}"}}
            for key in keys[: page.size]
        ]
        link = links(call.url, call.query, page, _total(call, entries, clause))
        return call.json(compact(found), headers={"Link": link} if link else None)

    return handler


def time_reference_count(resource: Resource) -> Handler:
    """GET …/timeentries/count."""

    def handler(call: Call) -> Answer:
        single(resource)(call)
        entries = RESOURCES["time/entries"]
        clause = _visible(call, entries) & Clause("t.ticket_id = ?", (call.key,))
        return call.json({"count": _total(call, entries, clause)})

    return handler


def _visible(call: Call, resource: Resource) -> Clause:
    """Inquire None is 403; with My the rows of others are not there [?]."""
    call.caller.must(resource.module, "inquire")
    clause = Clause("1")
    if "parent" in call.params and resource.parent:
        clause &= Clause(f"t.{resource.parent} = ?", (int(call.params["parent"]),))
    if resource.owner and call.caller.level(resource.module, "inquire") == "My":
        clause &= Clause(f"t.{resource.owner} = ?", (call.caller.id,))
    if resource.path == "system/mySecurity":
        clause &= Clause("t.member_id = ?", (call.caller.id,))
    return clause


def _refuse_hidden(call: Call, resource: Resource) -> None:
    """Someone else's row, asked for by its id, is forbidden rather than absent [?]."""
    if resource.owner and call.caller.level(resource.module, "inquire") == "My":
        row = call.world.store.one(resource.table, call.key)
        if row and row[resource.owner] != call.caller.id:
            raise forbidden()


def _asked(call: Call, resource: Resource) -> Clause:
    names = ("conditions", "childConditions", "customFieldConditions")
    conditions, children, custom = (call.query.get(name, "") for name in names)
    return where(resource, conditions, children, custom, call.dialect.stored_statuses)


def _page(call: Call, resource: Resource, clause: Clause, by: str) -> Answer:
    page = wanted_page(call.query, call.headers)
    chosen = chosen_fields(call.query.get("fields", ""))
    if page.after is not None:
        clause &= Clause("t.id > ?", (page.after,))
        keys = _keys(call, resource, clause, "t.id ASC", page)
        last = keys[page.size - 1] if len(keys) > page.size else None
        link = forward_link(call.url, call.query, page, last)
    else:
        by_sql = order(by, meaning_of(resource, call.dialect.stored_statuses))
        keys = _keys(call, resource, clause, by_sql, page)
        link = links(call.url, call.query, page, _total(call, resource, clause))
    body = call.bodies.many(resource, keys[: page.size], chosen)
    return call.json(body, headers={"Link": link} if link else None)


def _keys(call: Call, resource: Resource, clause: Clause, by: str, page: Page) -> list[int]:
    """Ids first: sorting and skipping then never reads whole rows."""
    statement = ("SELECT t.id FROM", resource.table, "AS t WHERE", clause.sql)
    tail = ("ORDER BY", by, "LIMIT ? OFFSET ?")
    # One row more than a page: forward-only paging tells by it whether there is a next one.
    values = (*clause.values, page.size + 1, page.offset)
    return [row[0] for row in call.world.store.all(phrase(*statement, *tail), values)]


def _total(call: Call, resource: Resource, clause: Clause) -> int:
    statement = ("SELECT COUNT(*) FROM", resource.table, "AS t WHERE", clause.sql)
    return int(call.world.store.all(phrase(*statement), clause.values)[0][0])


def _text(body: Any, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if value is None:
        return ""
    if not isinstance(value, str):
        raise bad_condition(f"{name} must be a string.")
    return value
