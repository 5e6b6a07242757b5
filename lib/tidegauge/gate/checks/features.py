"""Whether the candidate was asked something else than the baseline: the published gates on PSI, KS and Wasserstein."""

from typing import Literal

from tidegauge import formats
from tidegauge.findings import Effect
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import Above, CheckTable, Names
from tidegauge.gate.trials import Trial
from tidegauge.reports._records import Measure
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.limits.shift import shift

LABELS = {"psi": "PSI", "ks": "KS distance", "wasserstein": "Wasserstein distance by std"}


class Features(CheckTable):
    """`[checks.features]`: how far each column of `columns` may be from the baseline's; without them all that say who asked what.

    Of a PSI 0.2 is large, as is 0.1 of the two others.
    """

    columns: Names = ()
    measure: Literal["psi", "ks", "wasserstein"] = "psi"
    limit: Above = 0.2


def _trials(reading: Reading, table: Features, general: General) -> tuple[Trial, ...]:
    found = reading.inputs(table.columns)
    if not found:
        raise NotApplicableError("Both sides answered the same inputs, or no column says who asked what.")
    return tuple(_trial(name, pair, table, general) for name, pair in found.items())


def _trial(name: str, pair: NumberPair | CategoryPair, table: Features, general: General) -> Trial:
    bound = shift(pair, table.limit, table.measure, general.planned)
    n_baseline, n_candidate = (
        float(counts.sum() + null)
        for counts, null in ((pair.reference, pair.reference_null), (pair.current, pair.current_null))
    )
    measure = table.measure if isinstance(pair, NumberPair) else "psi"
    low, value, high = (one + table.limit for one in (bound.low, bound.value, bound.high))
    return Trial(
        what=f"{LABELS[measure]} of {name}",
        unit="",
        baseline=Measure(0.0, 0.0, 0.0, int(n_baseline)),
        candidate=Measure(value, low, high, int(n_candidate)),
        difference=Effect(value, low, high, "") if bound.known else None,
        limit=f"at most {formats.decimal(table.limit, 2)}",
        bound=bound,
        margin=table.limit,
        test="at any look",
    )


CHECK = Check(
    100, "Inputs", Features, _trials, "Compare like with like: --where keeps one segment on both sides."
)
