"""A tree of conditions → a WHERE clause with bound values; never a value inside the SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectwise_time.sandbox.errors import bad_condition
from connectwise_time.sandbox.fields import TALKING_KINDS, Resource
from connectwise_time.sandbox.query.grammar import Comparison, Group, Node, parse
from connectwise_time.sandbox.query.literals import (
    Bound,
    bound,
    class_pattern,
    containing,
    like_pattern,
    needs_classes,
)
from connectwise_time.sandbox.query.operands import (
    Meaning,
    Operand,
    Words,
    child_meaning_of,
    custom_meaning_of,
    meaning_of,
)

BAD_ENUM = "Enum value supplied was invalid"


@dataclass(frozen=True)
class Clause:
    """A piece of SQL and the values of its question marks."""

    sql: str
    values: tuple[Bound, ...] = ()

    def __and__(self, other: "Clause") -> "Clause":
        return Clause(f"({self.sql}) AND ({other.sql})", self.values + other.values)


EVERYTHING = Clause("1")


def where(
    resource: Resource, conditions: str, children: str, custom: str, statuses: Words
) -> Clause:
    """The rows of a resource that all three kinds of conditions let through."""
    clause = Clause(resource.where.format(t="t")) if resource.where else EVERYTHING
    if conditions.strip():
        clause &= compiled(conditions, meaning_of(resource, statuses))
    if children.strip():
        clause &= compiled(children, child_meaning_of(resource))
    if custom.strip():
        inner = compiled(custom, custom_meaning_of(resource))
        within = "SELECT 1 FROM json_each(t.custom_fields) AS j WHERE"
        clause &= Clause(f"EXISTS ({within} {inner.sql})", inner.values)
    return clause


def compiled(conditions: str, meaning: Meaning) -> Clause:
    """The clause of some conditions, names read by ``meaning``."""
    if "\0" in conditions:
        raise bad_condition("Unexpected character in the conditions.")
    return _node(parse(conditions), meaning)


def _node(node: Node, meaning: Meaning) -> Clause:
    if isinstance(node, Group):
        return _balanced([_node(part, meaning) for part in node.parts], f" {node.joint.upper()} ")
    return _comparison(node, meaning(node.name))


def _balanced(clauses: Sequence[Clause], joint: str) -> Clause:
    """Halves of halves: a long chain would pass SQLite's limit on the depth of an expression."""
    if len(clauses) == 1:
        return clauses[0]
    middle = len(clauses) // 2
    left, right = _balanced(clauses[:middle], joint), _balanced(clauses[middle:], joint)
    return Clause(f"({left.sql}{joint}{right.sql})", left.values + right.values)


def _comparison(node: Comparison, operand: Operand) -> Clause:
    if node.op in {"=", "!="} and node.values[0].kind == "null":
        return _null(operand, present=node.op == "!=")
    if operand.kind == "reference":
        raise bad_condition(f"{node.name} is a reference; name one of its properties.")
    if operand.kind == "choice":
        return _choice(node, operand)
    if node.op.endswith(("contains", "like")):
        return _pattern(node, operand)
    return _plain(node, operand)


def _null(operand: Operand, *, present: bool) -> Clause:
    there = f"COALESCE({operand.holds(f'{operand.expression} IS NOT NULL')}, 0)"
    return Clause(f"{there} = {int(present)}")


def _choice(node: Comparison, operand: Operand) -> Clause:
    """Enum values compare as strings; like and contains on them are refused (§4 [B])."""
    stored: list[str] = []
    for value in node.values:
        word = bound(operand, value)
        if node.op not in {"=", "!=", "in", "not in"} or word not in operand.words:
            raise bad_condition(BAD_ENUM)
        stored.extend(operand.words[str(word)])
    negated = "NOT " if node.op in {"!=", "not in"} else ""
    marks = ", ".join("?" * len(stored))
    return Clause(operand.holds(f"{operand.expression} {negated}IN ({marks})"), tuple(stored))


def _pattern(node: Comparison, operand: Operand) -> Clause:
    text = bound(operand, node.values[0])
    if operand.kind not in TALKING_KINDS | {"day", "anything"} or not isinstance(text, str):
        raise bad_condition(f"{node.op} can only be applied to string values.")
    negated = "NOT " if node.op.startswith("not") else ""
    if node.op.endswith("contains"):
        pattern, matches = containing(text), f"{operand.expression} {negated}LIKE ? ESCAPE '\\'"
    elif needs_classes(text):
        pattern, wanted = class_pattern(text), int(not negated)
        known = f"{operand.expression} IS NOT NULL"
        matches = f"({known} AND fits(?, {operand.expression}) = {wanted})"
    else:
        pattern, matches = like_pattern(text), f"{operand.expression} {negated}LIKE ? ESCAPE '\\'"
    return Clause(operand.holds(matches), (pattern,))


def _plain(node: Comparison, operand: Operand) -> Clause:
    values = tuple(bound(operand, value) for value in node.values)
    if operand.kind == "flag" and node.op not in {"=", "!=", "in", "not in"}:
        raise bad_condition(f"The operator {node.op} cannot be applied to a boolean value.")
    # Letter case does not matter, as in the database behind the real server [?].
    case = " COLLATE NOCASE" if operand.kind in TALKING_KINDS | {"anything"} else ""
    left = f"{operand.expression}{case}"
    if node.op.endswith("in"):
        marks = ", ".join("?" * len(values))
        return Clause(operand.holds(f"{left} {node.op.upper()} ({marks})"), values)
    return Clause(operand.holds(f"{left} {node.op} ?"), values)
