"""A number that may rise by a share of the baseline's, and may not pass a budget: of cost and of latency alike."""

from tidegauge import formats
from tidegauge.gate.checks._check import NotApplicableError
from tidegauge.gate.holding import ratio_at_most, value_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.trials import Trial


def budget_trials(
    reading: Reading, metric: str, max_increase: float, budget: float | None, general: General, absent: str
) -> tuple[Trial, ...]:
    """Return the trials of a metric that is worse the higher it is; `absent` says why there are none.

    Raises:
        NotApplicableError: neither can be held.
    """
    read = reading.values(metric)
    found = read.facing(1) if read is not None else None
    trials = []
    if found is not None and found.has_baseline:
        trials.append(ratio_at_most(found, max_increase, general))
    if found is not None and budget is not None:
        trials.append(value_at_most(found, budget, general, f"at most {formats.value(budget, found.unit)}"))
    if not trials:
        raise NotApplicableError(absent)
    return tuple(trials)
