"""Whether answers are judged to be as good as before."""

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import change_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Names, Share
from tidegauge.gate.trials import Trial


class Quality(CheckTable):
    """`[checks.quality]`: of judged means `max_drop` is a share of the baseline, of judged shares it is in points."""

    waits: bool = False
    metrics: Names = ("correctness", "helpfulness")
    max_drop: Share = 0.05


def _trials(reading: Reading, table: Quality, general: General) -> tuple[Trial, ...]:
    found = [change_at_most(reading, name, table.max_drop, general, worse=-1) for name in table.metrics]
    if not any(found):
        raise NotApplicableError(
            f"No answer of both sides is judged for any of: {', '.join(table.metrics)} (tidegauge judge)."
        )
    return tuple(one for one in found if one is not None)


CHECK = Check(
    25, "Judged quality", Quality, _trials, "Read the answers that were judged worst: tidegauge show traces."
)
