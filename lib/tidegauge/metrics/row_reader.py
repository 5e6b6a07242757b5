"""One row's part of an expression: columns, literals, operators. What is not written here is refused."""

import math
from collections.abc import Callable

from sqlglot import exp

from tidegauge.errors import MetricError
from tidegauge.metrics.grammar import DEEPEST
from tidegauge.metrics.refusal import LANGUAGE, ROW_FUNCTIONS, piece, refusal
from tidegauge.metrics.tree import Apply, Literal, Name, Node

_BINARY: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.And: "and",
    exp.Or: "or",
    exp.Like: "like",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_UNARY: dict[type[exp.Expr], str] = {exp.Neg: "negative", exp.Not: "not"}
_LARGEST = 2**63


class RowReader:
    """Reads the nodes of one expression; it keeps the text so that errors can point into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._depth = 0
        self._readers: dict[type[exp.Expr], Callable[[exp.Expr], Node]] = {
            **dict.fromkeys(_BINARY, self._binary),
            **dict.fromkeys(_UNARY, self._unary),
            exp.Is: self._is_null,
            exp.In: self._one_of,
            exp.Case: self._case,
            exp.Anonymous: self._call,
            exp.Column: self._column,
            exp.Literal: self._literal,
            exp.Boolean: self._constant,
            exp.Null: self._constant,
        }

    def node(self, tree: exp.Expr) -> Node:
        """Return one row-level node.

        Raises:
            MetricError: the piece is not part of the language.
        """
        tree = tree.unnest()
        if self._depth > DEEPEST:
            raise self.refused(tree, f"it is nested more than {DEEPEST} deep")
        reader = self._readers.get(type(tree))
        if reader is None:
            raise self.refused(tree, f"this is not part of the language. {LANGUAGE}")
        self._depth += 1
        found = reader(tree)
        self._depth -= 1
        return found

    def _binary(self, tree: exp.Expr) -> Node:
        negated = isinstance(tree, exp.Like) and bool(tree.args.get("negate"))
        self.only(tree, "this", "expression", *(["negate"] if negated else []))
        both = (self.node(tree.this), self.node(tree.expression))
        found = Apply(_BINARY[type(tree)], both, position(tree))
        return Apply("not", (found,), found.at) if negated else found

    def _unary(self, tree: exp.Expr) -> Node:
        self.only(tree, "this")
        return Apply(_UNARY[type(tree)], (self.node(tree.this),), position(tree))

    def _is_null(self, tree: exp.Expr) -> Node:
        self.only(tree, "this", "expression")
        if not isinstance(tree.expression, exp.Null):
            raise self.refused(tree, "“is” is followed by null or not null; for true and false write =")
        return Apply("is null", (self.node(tree.this),), position(tree))

    def _one_of(self, tree: exp.Expr) -> Node:
        self.only(tree, "this", "expressions")
        values = tuple(self.node(value) for value in tree.expressions)
        if not values or not all(isinstance(value, Literal) and value.value is not None for value in values):
            raise self.refused(tree, "in (...) lists numbers or 'texts'; for null write is null")
        return Apply("in", (self.node(tree.this), *values), position(tree))

    def _case(self, tree: exp.Expr) -> Node:
        self.only(tree, "ifs", "default")
        arguments: list[Node] = []
        for branch in tree.args["ifs"]:
            self.only(branch, "this", "true")
            arguments += [self.node(branch.this), self.node(branch.args["true"])]
        default = tree.args.get("default")
        arguments.append(Literal(None) if default is None else self.node(default))
        return Apply("case", tuple(arguments), position(tree))

    def _call(self, tree: exp.Expr) -> Node:
        self.only(tree, "this", "expressions")
        name = function_name(tree)
        if name not in ROW_FUNCTIONS:
            inside = (
                f"{name}(...) cannot stand inside another aggregate" if name else "a function has no quotes"
            )
            raise self.refused(tree, f"{inside}. Of one row there are: {', '.join(ROW_FUNCTIONS)}")
        return Apply(name, tuple(self.node(argument) for argument in tree.expressions), position(tree))

    def _column(self, tree: exp.Expr) -> Node:
        self.only(tree, "this", "table", "db", "catalog")
        parts = [tree.args.get(part) for part in ("catalog", "db", "table", "this")]
        written = [part for part in parts if part is not None]
        if not all(isinstance(part, exp.Identifier) for part in written):
            raise self.refused(
                tree, "a column's name is missing after the dot; put odd names in double quotes"
            )
        return Name(".".join(part.name for part in written), position(tree))

    def _literal(self, tree: exp.Expr) -> Node:
        self.only(tree, "this", "is_string")
        if tree.is_string:
            return Literal(tree.name, position(tree))
        number = _finite(tree.name)
        if number is None:
            raise self.refused(tree, "this is not a number that can be computed with")
        whole = tree.name.isdigit() and int(tree.name) < _LARGEST
        return Literal(int(tree.name) if whole else number, position(tree))

    def _constant(self, tree: exp.Expr) -> Node:
        return Literal(None if isinstance(tree, exp.Null) else bool(tree.this), position(tree))

    def only(self, tree: exp.Expr, *allowed: str) -> None:
        """Refuse a piece that has more parts than these."""
        # Whatever sqlglot understood beyond these parts would silently change what the expression means.
        if any(value and key not in allowed for key, value in tree.args.items()):
            raise self.refused(tree, f"this is not part of the language. {LANGUAGE}")

    def refused(self, tree: exp.Expr, reason: str) -> MetricError:
        """Return the error that points at a piece."""
        first, last = _extent(tree)
        found = "" if first is None else f"“{piece(self.text, first, last)}”: "
        return refusal(self.text, position(tree), f"{found}{reason}{'' if reason.endswith('.') else '.'}")


def _finite(digits: str) -> float | None:
    try:
        number = float(digits)
    except ValueError:
        return None
    return number if math.isfinite(number) and digits.isascii() else None


def function_name(tree: exp.Expr) -> str:
    """Return the name of a call in lower case; "" for anything else, quoted names included."""
    return tree.this.lower() if isinstance(tree, exp.Anonymous) and isinstance(tree.this, str) else ""


def position(tree: exp.Expr) -> int | None:
    """Return where a piece begins in the text, from 1."""
    first, _ = _extent(tree)
    return None if first is None else first + 1


def _extent(tree: exp.Expr) -> tuple[int | None, int]:
    places = [(node.meta["start"], node.meta["end"]) for node in tree.walk() if "start" in node.meta]
    return (min(start for start, _ in places), max(end for _, end in places)) if places else (None, 0)
