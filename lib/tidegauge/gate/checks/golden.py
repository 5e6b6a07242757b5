"""Whether the golden set passes: 95 % on the median of three to five repeats, and no worse than the baseline's run."""

from typing import Annotated

from pydantic import Field

from tidegauge import formats
from tidegauge.findings import Effect
from tidegauge.gate.checks._check import Check, NotApplicableError, NotEnoughError
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Share
from tidegauge.gate.trials import Trial, measure
from tidegauge.stats import proportion
from tidegauge.stats.limits.betting import mean_above
from tidegauge.stats.limits.binomial import share_below


class Golden(CheckTable):
    """`[checks.golden]`: the least share of items that pass, how many points fewer than the baseline's, and repeats of a run."""

    min_pass_rate: Share = 0.95
    max_drop: Share = 0.03
    min_repeats: Annotated[int, Field(ge=1, le=99)] = 3


def _trials(reading: Reading, table: Golden, general: General) -> tuple[Trial, ...]:
    found = reading.golden
    if found is None:
        raise NotApplicableError("No golden set was named: --golden SET.")
    if found.problem:
        raise NotEnoughError(found.problem)
    if found.repeats < table.min_repeats:
        raise NotEnoughError(
            f"The run has {found.repeats} repeats of each item, and the policy asks for {table.min_repeats}: "
            "single runs flip. Run it again with --repeats."
        )
    trials = [_rate(found, table)]
    if found.pairs:
        trials.append(_against(found, table, general))
    return tuple(trials)


def _rate(found: GoldenReading, table: Golden) -> Trial:
    """A golden run is finished when it is read: it is looked at once, and its interval is the exact one."""
    bound = share_below(found.passed, found.items, table.min_pass_rate)
    before = (
        measure(proportion.estimate(found.baseline_passed, found.baseline_items))
        if found.baseline_items and found.baseline_passed is not None
        else None
    )
    low, high = table.min_pass_rate - bound.high, table.min_pass_rate - bound.low
    own = measure(proportion.estimate(found.passed, found.items))
    return Trial(
        what=f"Golden pass rate, median of {found.repeats} repeats",
        unit="share",
        baseline=before,
        candidate=type(own)(own.value, low, high, own.n),
        difference=None,
        limit=f"at least {formats.share(table.min_pass_rate)}",
        bound=bound,
        margin=max(own.value - table.min_pass_rate, 0.0) or 1 - table.min_pass_rate,
        test="Clopper-Pearson, exact",
        exact=True,
        per="items",
        fixed_baseline=True,
    )


def _against(found: GoldenReading, table: Golden, general: General) -> Trial:
    assert found.pairs is not None  # noqa: S101  asked before
    lost, gained = found.lost or 0, found.gained or 0
    bound = mean_above([-1, 0, 1], [gained, found.pairs - lost - gained, lost], table.max_drop)
    value, low, high = ((table.max_drop + one) * -1 for one in (bound.value, bound.high, bound.low))
    before = proportion.estimate(found.baseline_passed or 0, found.baseline_items or 0)
    del general
    return Trial(
        what="Golden items beside the baseline's run",
        unit="share",
        baseline=measure(before),
        candidate=measure(proportion.estimate(found.passed, found.items)),
        difference=Effect(value, low, high, "share"),
        limit=f"at most {formats.points(table.max_drop).lstrip('+')} lower",
        bound=bound,
        margin=table.max_drop,
        test="exact, item by item",
        paired=True,
        exact=True,
        per="items",
    )


CHECK = Check(0, "Golden set", Golden, _trials, "Open the failing items: tidegauge show golden.")
