"""What a name in a query means for one resource: its kind, and where the database finds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectwise_time.sandbox.errors import bad_condition, unknown_name
from connectwise_time.sandbox.fields import Field, Resource
from connectwise_time.sandbox.references import TARGETS
from connectwise_time.sandbox.tables.words import STATUSES

Words = Mapping[str, tuple[str, ...]]  # a word of the dialect → the stored values it stands for


@dataclass(frozen=True)
class Operand:
    """A thing to compare: ``before`` + comparison of ``expression`` + ``after`` is the SQL."""

    kind: str
    expression: str
    before: str = ""
    after: str = ""
    words: Words = field(default_factory=dict)
    order: str = ""

    def holds(self, comparison: str) -> str:
        """The SQL of a comparison."""
        return f"{self.before}{comparison}{self.after}"


Meaning = Callable[[str], Operand]


def meaning_of(resource: Resource, statuses: Words) -> Meaning:
    """How ``conditions`` and ``orderBy`` read a name. Names are case-sensitive [?]."""

    def meaning(name: str) -> Operand:
        head, _, tail = name.partition("/")
        if name == "lastUpdated" or head == "_info":
            return _info(resource, tail or name)
        part = resource.by_name.get(head)
        if part is None or part.kind in {"integers", "references", "custom"}:
            raise unknown_name(name)
        if tail:
            return _label(part, tail, name)
        if part.via:
            return _inside(part, TARGETS[part.target].expressions[part.via])
        return _direct(part, statuses)

    return meaning


def child_meaning_of(resource: Resource) -> Meaning:
    """``childConditions`` look into lists, such as a company's types."""

    def meaning(name: str) -> Operand:
        head, _, tail = name.partition("/")
        part = resource.by_name.get(head)
        if part is None or part.kind != "references" or tail not in {"id", "name"}:
            raise unknown_name(name)
        target = TARGETS[part.target]
        before = (
            f"EXISTS (SELECT 1 FROM json_each(t.{part.column}) AS j JOIN {target.table} AS r "  # noqa: S608  # our own names
            f"ON r.id = j.value WHERE {target.where} AND "
        )
        return Operand("integer" if tail == "id" else "text", f"r.{tail}", before, ")")

    return meaning


def custom_meaning_of(resource: Resource) -> Meaning:
    """``customFieldConditions`` speak of one element of customFields: caption and value."""

    def meaning(name: str) -> Operand:
        if name not in {"id", "caption", "type", "value"}:
            raise unknown_name(name)
        kind = {"id": "integer", "value": "anything"}.get(name, "text")
        return Operand(kind, f"json_extract(j.value, '$.{name}')")

    if "customFields" not in resource.by_name:
        raise bad_condition("customFieldConditions is not supported here.")
    return meaning


def _direct(part: Field, statuses: Words) -> Operand:
    expression = part.sql.format(t="t") if part.sql else f"t.{part.column}"
    words: Words = {option: (option,) for option in part.options}
    if part.options is STATUSES and statuses:
        words = statuses
    return Operand(part.kind, expression, words=words, order=expression)


def _label(part: Field, tail: str, name: str) -> Operand:
    target = TARGETS.get(part.target) if part.kind == "reference" else None
    if target is None:
        raise unknown_name(name)
    if tail == "id":
        return Operand("integer", f"t.{part.column}", order=f"t.{part.column}")
    shown = dict(target.labels)
    if tail not in shown:
        raise unknown_name(name)
    return _inside(part, shown[tail], "flag" if tail.endswith("Flag") else "text")


def _inside(part: Field, expression: str, kind: str = "text") -> Operand:
    """A label of what ``part`` points at: a sub-select, so that indexes on the row still serve."""
    target = TARGETS[part.target]
    own = f"{target.where} AND " if target.where else ""
    before = f"t.{part.column} IN (SELECT r.id FROM {target.table} AS r WHERE {own}"  # noqa: S608  # our own names
    order = f"(SELECT {expression} FROM {target.table} AS r WHERE {own}r.id = t.{part.column})"  # noqa: S608  # our own names
    return Operand(kind, expression, before, ")", order=order)


def _info(resource: Resource, name: str) -> Operand:
    if name == "lastUpdated":
        return Operand("instant", "t.last_updated", order="t.last_updated")
    if name == "updatedBy":
        return Operand("text", "t.updated_by", order="t.updated_by")
    if name in {"dateEntered", "enteredBy"} and name in resource.by_name:
        return _direct(resource.by_name[name], {})
    raise unknown_name(f"_info/{name}")
