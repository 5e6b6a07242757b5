"""Whether answers claim what nothing supports more often than before."""

from typing import Annotated

from pydantic import Field

from tidegauge import formats
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import change_at_most, value_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Share
from tidegauge.gate.trials import Trial


class Hallucination(CheckTable):
    """`[checks.hallucination]`: how many points the rate may rise, and if `max_rate` is set, the most that it may be."""

    waits: bool = False
    metric: str = "hallucination_rate"
    max_increase: Share = 0.02
    max_rate: Annotated[float, Field(gt=0, lt=1)] | None = None


def _trials(reading: Reading, table: Hallucination, general: General) -> tuple[Trial, ...]:
    found = reading.values(table.metric)
    change = change_at_most(reading, table.metric, table.max_increase, general, worse=1)
    if found is None or (change is None and table.max_rate is None):
        raise NotApplicableError(
            f"No answer of both sides was judged for it ({table.metric} is not recorded)."
        )
    trials = [change] if change is not None else []
    if table.max_rate is not None:
        shown = f"at most {formats.share(table.max_rate)}"
        trials.append(value_at_most(found.facing(1), table.max_rate, general, shown))
    return tuple(trials)


CHECK = Check(30, "Hallucination", Hallucination, _trials, "Read the flagged answers beside their sources.")
