"""Whether answers are as right as before: the published gate is 3 % less."""

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import change_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Names, Share
from tidegauge.gate.trials import Trial


class Accuracy(CheckTable):
    """`[checks.accuracy]`: of shares `max_drop` is in points (0.03 is 3 points), of other numbers a share of the baseline."""

    metrics: Names = ("accuracy", "score")
    max_drop: Share = 0.03


def _trials(reading: Reading, table: Accuracy, general: General) -> tuple[Trial, ...]:
    found = [change_at_most(reading, name, table.max_drop, general, worse=-1) for name in table.metrics]
    if not any(found):
        raise NotApplicableError(
            f"No call of both sides records any of: {', '.join(table.metrics)}. Name another metric in "
            "[checks.accuracy]."
        )
    return tuple(one for one in found if one is not None)


CHECK = Check(
    20,
    "Accuracy",
    Accuracy,
    _trials,
    "Look at the inputs that only the baseline answers right.",
)
