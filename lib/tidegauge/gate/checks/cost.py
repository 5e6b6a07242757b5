"""What a call costs: against the baseline, and against a budget of one's own."""

from tidegauge import formats
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import ratio_at_most, value_at_most
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
    read = reading.values(table.metric)
    found = read.facing(1) if read is not None else None
    trials = []
    if found is not None and found.has_baseline:
        trials.append(ratio_at_most(found, table.max_increase, general))
    if found is not None and table.budget is not None:
        shown = f"at most {formats.value(table.budget, found.unit)}"
        trials.append(value_at_most(found, table.budget, general, shown))
    if not trials:
        raise NotApplicableError(f"No call of both sides records what it cost ({table.metric}).")
    return tuple(trials)


CHECK = Check(80, "Cost", Cost, _trials, "Compare tokens a call: tidegauge show cost.")
