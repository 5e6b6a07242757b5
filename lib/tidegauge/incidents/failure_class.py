"""Which class of failure it probably is: by the change that fits, else by the metric; people can choose another one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

USUAL = "model"
"""What nothing speaks against."""
_BY_CHANGE: Mapping[str, str] = {
    "prompt": "prompt",
    "model": "model",
    "index": "retrieval",
    "schema": "data",
    "price": "cost",
    "deploy": "infrastructure",
    "flag": "infrastructure",
    "traffic": "data",
    "judge": "data",
}
_BY_METRIC = (
    ("cost", r"cost|spend|price|usd|budget"),
    ("retrieval", r"recall_at|ndcg|retriev|hit_rate|ground|faithful|hallucinat"),
    ("infrastructure", r"latency|duration|timeout|error_rate|time_to_first|retry"),
    ("data", r"fresh|missing|coverage|null|duplicate|schema|quarantine"),
    ("prompt", r"format|json|truncat|refus"),
)

_BY_CONDITION: Mapping[str, str] = {"budget": "cost", "coverage": "data", "freshness": "data"}


@dataclass(frozen=True)
class Guess:
    """A failure class, and why it is that one."""

    failure_class: str
    because: str


def guess(metric: str | None, change: str | None = None, change_kind: str | None = None) -> Guess:
    """Return the class that a change or a metric speaks for. `change` is the one that fits, in a few words.

    >>> guess("format_failure_rate", "prompt order_status v6 → v7", "prompt")
    Guess(failure_class='prompt', because='prompt order_status v6 → v7 fits')
    >>> guess("latency_p95")
    Guess(failure_class='infrastructure', because='the metric is latency_p95')
    >>> guess("correctness").because
    'no change fits, and the metric speaks for no other'
    """
    if change and change_kind and change_kind in _BY_CHANGE:
        return Guess(_BY_CHANGE[change_kind], f"{change} fits")
    for failure_class, names in _BY_METRIC:
        if metric and re.search(names, metric, re.IGNORECASE):
            return Guess(failure_class, f"the metric is {metric}")
    return Guess(USUAL, "no change fits, and the metric speaks for no other")


def guess_of_rule(condition: str) -> Guess | None:
    """Return the class that a rule's condition speaks for by itself, None where its metric decides.

    >>> guess_of_rule("budget")
    Guess(failure_class='cost', because='the rule watches a budget')
    """
    found = _BY_CONDITION.get(condition)
    return Guess(found, f"the rule watches {_WATCHED[condition]}") if found else None


_WATCHED = {"budget": "a budget", "coverage": "a column", "freshness": "how fresh the data are"}
