"""Whether an expression makes sense for a store: its columns exist, and hold what its operators take."""

import re
from collections.abc import Mapping, Sequence

from tidegauge.errors import unknown
from tidegauge.metrics.operators import OPERATORS
from tidegauge.metrics.refusal import refusal, shown
from tidegauge.metrics.tree import Aggregate, Apply, Expression, Literal, Name, Node, aggregates
from tidegauge.schema.tables import Kind

_WORDS = {Kind.TEXT: "text", Kind.NUMBER: "a number", Kind.BOOLEAN: "a condition", Kind.TIME: "a time"}
_COMPARED = re.compile(r"(=|<>|\blike|\bin\s*\([^)]*)\s*$", re.IGNORECASE)
"""What a text stands behind, and seldom a column."""
_NULLS = {"case", "coalesce"}
_NEEDED = {"number": Kind.NUMBER, "text": Kind.TEXT, "condition": Kind.BOOLEAN}


def check(text: str, expression: Expression, kinds: Mapping[str, Kind]) -> None:
    """Return if the columns of `expression` are in `kinds` and fit.

    Raises:
        MetricError: an unknown column, with the nearest names; or a column of the wrong kind, with its place.
    """
    checker = _Checker(text, kinds)
    for aggregate in aggregates(expression):
        checker.aggregate(aggregate)


class _Checker:
    def __init__(self, text: str, kinds: Mapping[str, Kind]) -> None:
        self.text = text
        self.kinds = kinds

    def aggregate(self, aggregate: Aggregate) -> None:
        found = [self.kind(argument) for argument in aggregate.arguments]
        if aggregate.function == "count":
            return
        for argument, kind in zip(aggregate.arguments, found, strict=True):
            if aggregate.function == "rate":
                self.need(
                    argument, kind, {Kind.BOOLEAN}, "rate(...) takes conditions, such as status = 'error'"
                )
            else:
                self.need(
                    argument, kind, {Kind.NUMBER, Kind.BOOLEAN}, f"{aggregate.function}(...) takes numbers"
                )

    def kind(self, node: Node) -> Kind | None:
        """Return what a node gives; None for null, which is of every kind."""
        if isinstance(node, Name):
            return self.column(node)
        return _literal(node) if isinstance(node, Literal) else self.apply(node)

    def column(self, name: Name) -> Kind:
        if name.name not in self.kinds:
            reason = unknown("column", shown(name.name), self.kinds)
            before = self.text[: name.at - 1] if name.at else ""
            quotes = f" If it is a text, write '{shown(name.name)}'." if _COMPARED.search(before) else ""
            raise refusal(self.text, name.at, reason + quotes)
        kind = self.kinds[name.name]
        return Kind.NUMBER if kind is Kind.INTEGER else kind

    def apply(self, node: Apply) -> Kind | None:
        operator, arguments = OPERATORS[node.operator], node.arguments
        if not operator.least <= len(arguments) <= operator.most:
            takes = "1 argument" if operator.most == 1 else f"{operator.least} or more arguments"
            raise refusal(self.text, node.at, f"{node.operator}(...) takes {takes}, not {len(arguments)}.")
        if node.operator not in _NULLS and Literal(None) in arguments:
            raise refusal(
                self.text, node.at, f"“{node.operator}” with null has no answer; write “is null” instead."
            )
        if operator.takes == "case":
            self.all_of(node, arguments[:-1:2], Kind.BOOLEAN)
            return self.alike(node, (*arguments[1:-1:2], arguments[-1]))
        if operator.takes in _NEEDED:
            self.all_of(node, arguments, _NEEDED[operator.takes])
            return operator.gives
        if operator.takes == "any":
            self.kind(arguments[0])
            return operator.gives
        return self.compared(node) if operator.gives else self.alike(node, arguments)

    def all_of(self, node: Apply, arguments: Sequence[Node], needed: Kind) -> None:
        for argument in arguments:
            self.need(argument, self.kind(argument), {needed}, f"“{node.operator}” takes {_WORDS[needed]}")

    def compared(self, node: Apply) -> Kind:
        kind = self.alike(node, node.arguments)
        if kind is Kind.BOOLEAN and OPERATORS[node.operator].takes == "ordered":
            raise refusal(
                self.text, node.at, f"“{node.operator}” takes numbers, texts or times, not conditions."
            )
        return Kind.BOOLEAN

    def alike(self, node: Apply, arguments: Sequence[Node]) -> Kind | None:
        found = [(argument, kind) for argument in arguments if (kind := self.kind(argument)) is not None]
        for argument, kind in found[1:]:
            if kind is not found[0][1]:
                both = f"{_describe(found[0][0])} is {_WORDS[found[0][1]]} and {_describe(argument)} is {_WORDS[kind]}"
                raise refusal(self.text, node.at, f"“{node.operator}” takes values of one kind; {both}.")
        return found[0][1] if found else None

    def need(self, node: Node, kind: Kind | None, allowed: set[Kind], rule: str) -> None:
        if kind is not None and kind not in allowed:
            raise refusal(self.text, node.at, f"{rule}; {_describe(node)} is {_WORDS[kind]}.")


def _literal(node: Literal) -> Kind | None:
    if node.value is None:
        return None
    if isinstance(node.value, bool):
        return Kind.BOOLEAN
    return Kind.TEXT if isinstance(node.value, str) else Kind.NUMBER


def _describe(node: Node) -> str:
    if isinstance(node, Name):
        return f"“{shown(node.name)}”"
    return f"“{shown(str(node.value))}”" if isinstance(node, Literal) else f"the result of “{node.operator}”"
