"""The filter that keeps the rows a rate counts: how a number leads to what stands behind it."""

from tidegauge.filters import Condition
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.reader import read_expression
from tidegauge.metrics.tree import Aggregate, Apply, Literal, Name, Node

# Without <>: as a filter it keeps rows that have no value, and a rate leaves them out.
_OPERATORS = {"=": "=", "in": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def counted(metric: Metric) -> Condition | None:
    """Return the condition that a rate asks of each row, or None where no filter can say it.

    >>> str(counted(Metric("e", "Errors", "rate(status = 'error')", kind="rate")))
    'status = error'
    >>> counted(Metric("m", "Mean", "mean(cost_usd)", kind="mean")) is None
    True
    """
    expression = read_expression(metric.expression)
    if metric.per or not isinstance(expression, Aggregate) or expression.function != "rate":
        return None
    asked = expression.arguments[0]
    if not isinstance(asked, Apply) or asked.operator not in _OPERATORS:
        return None
    column, *values = asked.arguments
    texts = [_text(value) for value in values]
    if not isinstance(column, Name) or not all(texts):
        return None
    return Condition(column.name, _OPERATORS[asked.operator], tuple(text for text in texts if text))


def _text(node: Node) -> str | None:
    if not isinstance(node, Literal) or node.value is None:
        return None
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
