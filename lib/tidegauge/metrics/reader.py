"""An expression's text becomes our own tree: one aggregate over rows, or one divided by another."""

from functools import lru_cache

from sqlglot import exp

from tidegauge.metrics.grammar import parse, quantile_level
from tidegauge.metrics.refusal import LANGUAGE
from tidegauge.metrics.row_reader import RowReader, function_name, position
from tidegauge.metrics.tree import Aggregate, Expression, Literal, Name, Quotient

_AGGREGATES: dict[str, tuple[int, int]] = {
    "count": (0, 1),
    "sum": (1, 1),
    "mean": (1, 1),
    "rate": (1, 2),
    "quantile": (2, 2),
    "rmse": (2, 2),
    "ece": (2, 2),
}
_ADDITIVE = {"count", "sum"}


@lru_cache(maxsize=1024)
def read_expression(text: str) -> Expression:
    """Return the tree of `text`.

    >>> read_expression("mean(duration_ms)")
    Aggregate(function='mean', arguments=(Name(name='duration_ms', at=6),), level=None, at=1)

    Raises:
        MetricError: `text` is not an expression of the language; the piece, its place and the alternatives are named.
    """
    return _Reader(text).expression(parse(text))


class _Reader(RowReader):
    def expression(self, tree: exp.Expr) -> Expression:
        tree = tree.unnest()
        if not isinstance(tree, exp.Div):
            return self.aggregate(tree)
        self.only(tree, "this", "expression")
        quotient = Quotient(self.aggregate(tree.this.unnest()), self.aggregate(tree.expression.unnest()))
        if quotient.numerator.function != "sum" and not _counts_rows(quotient.numerator):
            raise self.refused(tree.this, "above the line stands a sum(...) or a count()")
        if quotient.denominator.function not in _ADDITIVE:
            raise self.refused(
                tree.expression, "below the line stands a sum(...), count() or count(distinct ...)"
            )
        return quotient

    def aggregate(self, tree: exp.Expr) -> Aggregate:
        name = function_name(tree)
        level = quantile_level(name)
        if name not in _AGGREGATES and level is None:
            raise self.refused(
                tree, f"on the outside stands one aggregate, or one divided by another. {LANGUAGE}"
            )
        self.only(tree, "this", "expressions")
        if name == "count":
            return self.count(tree)
        least, most = _AGGREGATES.get(name, (1, 1))
        if not least <= len(tree.expressions) <= most:
            takes = str(least) if least == most else f"{least} or {most}"
            raise self.refused(tree, f"{name}(...) takes {takes} argument{'s' if most > 1 else ''}")
        if name == "quantile":
            return Aggregate(
                "quantile", (self.node(tree.expressions[0]),), self.level(tree.expressions[1]), position(tree)
            )
        arguments = tuple(self.node(argument) for argument in tree.expressions)
        return Aggregate("quantile" if level else name, arguments, level, position(tree))

    def count(self, tree: exp.Expr) -> Aggregate:
        inside = tree.expressions
        if not inside or (len(inside) == 1 and isinstance(inside[0], exp.Star)):
            return Aggregate("count", (), None, position(tree))
        if len(inside) == 1 and isinstance(inside[0], exp.Distinct) and len(inside[0].expressions) == 1:
            self.only(inside[0], "expressions")
            column = self.node(inside[0].expressions[0])
            if isinstance(column, Name):
                return Aggregate("count", (column,), None, position(tree))
        raise self.refused(tree, "count() takes nothing, or distinct and one column")

    def level(self, tree: exp.Expr) -> float:
        node = self.node(tree)
        if not isinstance(node, Literal) or not isinstance(node.value, int | float) or not 0 < node.value < 1:
            raise self.refused(tree, "the level of a quantile is a number between 0 and 1, such as 0.95")
        return float(node.value)


def _counts_rows(aggregate: Aggregate) -> bool:
    return aggregate.function == "count" and not aggregate.arguments
