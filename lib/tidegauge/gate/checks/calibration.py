"""Whether predicted probabilities still mean what they say: the published gate is a calibration error 20 % up."""

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import ratio_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import Above, CheckTable
from tidegauge.gate.trials import Trial


class Calibration(CheckTable):
    """`[checks.calibration]`: by what share of the baseline the calibration error and the Brier score may rise.

    A fifth of a small error takes tens of thousands of labels to rule out: it does not wait.
    """

    waits: bool = False
    ece: str = "ece"
    max_ece_increase: Above = 0.2
    brier: str = "brier"
    max_brier_increase: Above = 0.2


def _trials(reading: Reading, table: Calibration, general: General) -> tuple[Trial, ...]:
    limits = {table.ece: table.max_ece_increase, table.brier: table.max_brier_increase}
    read = {name: reading.values(name) for name in limits}
    found = {name: one.facing(1) for name, one in read.items() if one is not None and one.has_baseline}
    if not found:
        raise NotApplicableError("No call of both sides records a prediction and its label.")
    return tuple(ratio_at_most(one, limits[name], general) for name, one in found.items())


CHECK = Check(
    50, "Calibration", Calibration, _trials, "Fit the calibration anew on the candidate's predictions."
)
