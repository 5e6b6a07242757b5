"""How long a call takes: against the baseline, and against a budget of one's own."""

from tidegauge.gate.checks._budget import budget_trials
from tidegauge.gate.checks._check import Check
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import Above, CheckTable
from tidegauge.gate.trials import Trial


class Latency(CheckTable):
    """`[checks.latency]`: by what share of the baseline it may rise, and the most that it may be, in milliseconds."""

    metric: str = "latency_p95"
    max_increase: Above = 0.5
    budget_ms: Above | None = None


def _trials(reading: Reading, table: Latency, general: General) -> tuple[Trial, ...]:
    absent = f"No call of both sides records how long it took ({table.metric})."
    return budget_trials(reading, table.metric, table.max_increase, table.budget_ms, general, absent)


CHECK = Check(70, "Latency", Latency, _trials, "Look where the time goes: tidegauge show trace.")
