"""Whether answers keep their format: the published gate calls one to two failures in a hundred critical."""

from tidegauge import formats
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import value_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Share
from tidegauge.gate.trials import Trial


class Format(CheckTable):
    """`[checks.format]`: the largest share of the candidate's answers that may break their format."""

    metric: str = "format_failure_rate"
    max_rate: Share = 0.02


def _trials(reading: Reading, table: Format, general: General) -> tuple[Trial, ...]:
    found = reading.values(table.metric)
    if found is None:
        raise NotApplicableError(f"No answer was checked for its format ({table.metric} is not recorded).")
    return (
        value_at_most(found.facing(1), table.max_rate, general, f"at most {formats.share(table.max_rate)}"),
    )


CHECK = Check(10, "Format", Format, _trials, "Open the failing answers: tidegauge show traces.")
