"""Whether more calls fail than before."""

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import change_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Names, Share
from tidegauge.gate.trials import Trial


class Errors(CheckTable):
    """`[checks.errors]`: how many points each share of failed calls may rise."""

    metrics: Names = ("error_rate", "refusal_rate")
    max_increase: Share = 0.02


def _trials(reading: Reading, table: Errors, general: General) -> tuple[Trial, ...]:
    found = [change_at_most(reading, name, table.max_increase, general, worse=1) for name in table.metrics]
    if not any(found):
        raise NotApplicableError(
            f"No call of both sides records how it ended ({', '.join(table.metrics)} are not recorded)."
        )
    return tuple(one for one in found if one is not None)


CHECK = Check(60, "Errors and refusals", Errors, _trials, "Group the failing calls by error type.")
