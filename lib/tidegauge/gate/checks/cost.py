"""What a call costs: against the baseline, and against a budget of one's own."""

from tidegauge.gate.checks._budget import budget_trials
from tidegauge.gate.checks._check import Check
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import Above, CheckTable
from tidegauge.gate.trials import Trial


class Cost(CheckTable):
    """`[checks.cost]`: by what share of the baseline the cost of a call may rise, and the most that it may be in US dollars."""

    metric: str = "cost_per_call"
    max_increase: Above = 0.2
    budget: Above | None = None


def _trials(reading: Reading, table: Cost, general: General) -> tuple[Trial, ...]:
    absent = f"No call of both sides records what it cost ({table.metric})."
    return budget_trials(reading, table.metric, table.max_increase, table.budget, general, absent)


CHECK = Check(80, "Cost", Cost, _trials, "Compare tokens a call: tidegauge show cost.")
