"""How long a call takes: against the baseline, and against a budget of one's own."""

from tidegauge import formats
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import ratio_at_most, value_at_most
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
    read = reading.values(table.metric)
    found = read.facing(1) if read is not None else None
    trials = []
    if found is not None and found.has_baseline:
        trials.append(ratio_at_most(found, table.max_increase, general))
    if found is not None and table.budget_ms is not None:
        shown = f"at most {formats.value(table.budget_ms, found.unit)}"
        trials.append(value_at_most(found, table.budget_ms, general, shown))
    if not trials:
        raise NotApplicableError(f"No call of both sides records how long it took ({table.metric}).")
    return tuple(trials)


CHECK = Check(70, "Latency", Latency, _trials, "Look where the time goes: tidegauge show trace.")
