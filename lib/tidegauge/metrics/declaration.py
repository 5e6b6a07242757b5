"""A declared table becomes a metric: kind and unit come from the expression, the rest from defaults."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tidegauge.errors import MetricError
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.reader import read_expression
from tidegauge.metrics.tree import Aggregate, Apply, Expression, Literal, Name, Node, Quotient
from tidegauge.settings import MetricTable, Settings, read_toml

_KINDS = {
    "count": "total",
    "sum": "total",
    "mean": "mean",
    "rmse": "mean",
    "rate": "rate",
    "quantile": "quantile",
    "ece": "calibration",
}
_SUFFIXES = {"_ms": "ms", "_usd": "usd", "_tokens": "tokens"}
_RELATIVE = {"ms", "usd", "tokens", "count"}
_PER = {"rate", "total"}


def all_metrics(settings: Settings) -> dict[str, Metric]:
    """Return the built-in metrics and those of `settings`, by name. One's own beat built-in ones of the same name.

    Raises:
        MetricError: an expression cannot be read; the metric is named.
    """
    own = {name: _named(name, table) for name, table in settings.metrics.items()}
    return {**builtin_metrics(), **own}


@cache
def builtin_metrics() -> Mapping[str, Metric]:
    """Return the metrics of `builtin.toml`, by name, in its order."""
    tables = read_toml(Path(__file__).with_name("builtin.toml"))
    return {name: declare(name, MetricTable.model_validate(table)) for name, table in tables.items()}


def declare(name: str, table: MetricTable) -> Metric:
    """Return a declared metric with what its table leaves out filled in.

    >>> declare("wait_p95", MetricTable(expression="p95(wait_ms)")).unit
    'ms'

    Raises:
        MetricError: the expression cannot be read, or `per` does not fit it.
    """
    expression = read_expression(table.expression)
    kind = "ratio" if isinstance(expression, Quotient) else _KINDS[expression.function]
    unit = table.unit if table.unit is not None else _unit(expression, name)
    if table.per and kind not in _PER:
        raise MetricError(f"per = “{table.per}” fits a rate, a sum or a count, and this is a {kind}.")
    absolute = unit in {"share", "score"} or (table.floor is not None and unit not in _RELATIVE)
    relative = table.floor_relative if table.floor_relative is not None else not absolute
    return Metric(
        name=name,
        label=table.label or name.replace("_", " ").capitalize(),
        expression=table.expression,
        unit=unit,
        direction=table.direction or "none",
        kind=kind,
        floor=table.floor or (0.05 if relative else 0.01),
        floor_relative=relative,
        per=table.per or _divisor(expression),
        description=table.description,
    )


def _named(name: str, table: MetricTable) -> Metric:
    try:
        return declare(name, table)
    except MetricError as error:
        raise MetricError(f"metrics.{name}: {error}") from None


def _divisor(expression: Expression) -> str | None:
    if not isinstance(expression, Quotient) or expression.denominator.function != "count":
        return None
    counted = expression.denominator.arguments
    return counted[0].name if counted and isinstance(counted[0], Name) else None


def _unit(expression: Expression, name: str) -> str:
    if isinstance(expression, Quotient):
        above, below = _of_aggregate(expression.numerator), _of_aggregate(expression.denominator)
        if above == below:
            return "share" if name.endswith(("_rate", "_share")) else ""
        return above if below == "count" else ""
    return _of_aggregate(expression)


def _of_aggregate(aggregate: Aggregate) -> str:
    if aggregate.function in {"rate", "count"}:
        return {"rate": "share", "count": "count"}[aggregate.function]
    if aggregate.function == "ece":
        return "score"
    return _of_node(aggregate.arguments[0])


def _of_node(node: Node) -> str:
    if isinstance(node, Name):
        if node.name.startswith(("score.", "human.")):
            return "score"
        return next((unit for suffix, unit in _SUFFIXES.items() if node.name.endswith(suffix)), "")
    if isinstance(node, Apply) and node.operator in {"+", "-", "coalesce", "least", "greatest", "abs"}:
        units = {_of_node(argument) for argument in node.arguments if not isinstance(argument, Literal)}
        return units.pop() if len(units) == 1 else ""
    return ""
