"""The rules of the benchmark: fifty of the kind that an installation has, and one or more for each planted fact."""

from datetime import timedelta
from itertools import product

from tidegauge.alerts.records import Rule
from tidegauge.settings_alerts import RuleTable

HOUR = timedelta(hours=1)
METRICS = (
    *("error_rate", "format_failure_rate", "refusal_rate", "truncation_rate", "escalation_rate"),
    *("latency_p95", "output_tokens", "cost_per_call", "calls", "input_tokens"),
)
SPLITS = (
    ("geo", "device"),
    ("geo", "model"),
    ("geo", "feature"),
    ("query_category", "device"),
    ("source", "feature"),
)


def fifty(width: timedelta, least: int) -> list[Rule]:
    """Return ten metrics by five splits, in windows of one width with at least so many calls."""
    return [
        Rule(
            f"{metric} by {', '.join(by)}",
            RuleTable(metric=metric, for_each=by, window=width, minimum_n=least),
        )
        for metric, by in product(METRICS, SPLITS)
    ]


def _rule(name: str, **table: object) -> Rule:
    sustained = (
        {"breaches": 2, "of": 3} if table.get("window", HOUR) < 24 * HOUR else {"breaches": 1, "of": 1}
    )  # type: ignore[operator]
    return Rule(name, RuleTable.model_validate({**sustained, **table}))


FACTS = {
    "broken_json": _rule(
        "format failures", metric="format_failure_rate", for_each=("geo", "device"), window=HOUR, minimum_n=5
    ),
    "silent_model_change": _rule(
        "answer length", metric="output_tokens", for_each=("model",), direction="any", window=HOUR, minimum_n=50,
        breaches=3, of=5,
    ),
    "missing_locale": _rule(
        "locale", condition="coverage", column="device_locale", below=0.97, window=HOUR, minimum_n=50
    ),
    "retry_loop": _rule("calls of keys", metric="calls", for_each=("api_key",), window=HOUR / 4, minimum_n=5),
    "retry_loop, by cost": _rule("cost of keys", metric="cost", for_each=("api_key",), window=HOUR, minimum_n=20),
    "error_creep": _rule(
        "errors creep", condition="control", metric="error_rate", window=24 * HOUR, minimum_n=50
    ),
    "geo_launch": _rule("language", condition="drift", column="language", window=24 * HOUR),
    "traffic_mix": _rule(
        "escalations", metric="escalation_rate", where=("source != api",), window=4 * HOUR, minimum_n=200
    ),
    "judge_change": _rule("judge", metric="correctness", window=4 * HOUR, minimum_n=20),
    "index_rebuild": _rule(
        "retrieval", metric="recall_at_5", where=("feature = product_search",), window=24 * HOUR, minimum_n=20
    ),
    "onboarding_thumbs": _rule(
        "thumbs", metric="thumbs_up_rate", for_each=("feature",), window=24 * HOUR, minimum_n=30
    ),
    "onboarding_abandonment": _rule(
        "abandonment", metric="abandonment_rate", for_each=("feature",), window=24 * HOUR, minimum_n=30
    ),
}  # fmt: skip
"""Fact, then the rule that is to catch it. In the last two nothing moves: their rules are to be silent."""
