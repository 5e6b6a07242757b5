"""What a golden run found: items by the median of their repeats, which waver, and what another run gained or lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan

import numpy as np
import sqlalchemy as sa

from tidegauge.findings import Effect, Verdict
from tidegauge.reports._golden_run.items import by_item, check_tables, items_of_run, passed_table
from tidegauge.reports._golden_run.records import (
    CheckRate,
    GroupRate,
    ItemResult,
    MovedItem,
    RunComparison,
    RunSummary,
)
from tidegauge.reports._golden_run.words import comparison_finding, summary_finding
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._records import Measure
from tidegauge.stats import paired, proportion
from tidegauge.stats.estimate import Floats
from tidegauge.stats.repeats import repeated
from tidegauge.stats.verdict import decide
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_runs import GoldenAnswer, GoldenRun, answers_of, run_of
from tidegauge.workbench.golden_sets import set_of

FLOOR = 0.03
"""The smallest change of a pass rate that matters: what is published for accuracy."""


def run_summary(engine: sa.Engine, run: int) -> RunSummary:
    """Return what the run of a number found, from the answers that are marked.

    Raises:
        GoldenError: there is no such run.
    """
    one = run_of(engine, run)
    items = set_of(engine, f"{one.golden_set}@{one.version}").items
    return summary_of(one, answers_of(engine, run), items)


def summary_of(run: GoldenRun, answers: Sequence[GoldenAnswer], items: int) -> RunSummary:
    """Return what answers say; `items` is how many the set has."""
    each = by_item(answers)
    results, found = items_of_run(each, run.repeats)
    compared = [one for one in results if one.identical is not None]
    summary = RunSummary(
        run=run,
        n=len(results),
        passes=sum(one.passed for one in results),
        rate=_rate(sum(one.passed for one in results), len(results)),
        groups=_groups(results),
        checks=tuple(_check(name, table) for name, table in check_tables(each, run.repeats).items()),
        singles=tuple(_column(one) for one in passed_table(each, run.repeats).T),
        flipping=_rate(int(found.flips.sum()), len(results)) if run.repeats > 1 and results else None,
        consistency=_rate(sum(bool(one.identical) for one in compared), len(compared)) if compared else None,
        refused=sum(bool(one.refused) for one in answers),
        left_out=items - len(results) if run.complete else 0,
        items=results,
        findings=(),
    )
    return replace(summary, findings=(summary_finding(summary),))


def compare_runs(engine: sa.Engine, reference: int, current: int) -> RunComparison:
    """Return what changed from one run to another, on the items that both answered.

    Items are the same where their content is: the runs may be of two versions of a set. Other checks are another ruler, and
    the runs are then not comparable.

    Raises:
        GoldenError: there is no such run.
    """
    return comparison_of(run_summary(engine, reference), run_summary(engine, current))


def comparison_of(reference: RunSummary, current: RunSummary, floor: float = FLOOR) -> RunComparison:
    """Return what changed between two runs, by their summaries. `floor` is the smallest change that matters, a share."""
    before, after = ({one.hash: one for one in found.items} for found in (reference, current))
    both = [name for name in before if name in after]
    old = np.array([before[name].passed for name in both], dtype=np.float64)
    new = np.array([after[name].passed for name in both], dtype=np.float64)
    change = paired.shares(old, new).change
    value, low, high, p = (float(one) for one in (change.value, change.low, change.high, change.p_value))
    decision = decide(change, change.p_value, floor)
    verdict, sees = Verdict(str(decision.verdict)), float(decision.smallest_detectable)
    if reference.run.rules != current.run.rules:
        verdict, sees = Verdict.NOT_COMPARABLE, nan
    effect = Effect(value, low, high, "share")
    lost = _moved(before, after, both, passed=False)
    gained = _moved(before, after, both, passed=True)
    rates = (float(old.mean()), float(new.mean())) if both else (nan, nan)
    counts = (len(both), len(lost), len(gained))
    finding = comparison_finding(reference.run, current.run, effect, counts, rates, p, verdict, sees)
    return RunComparison(
        reference=reference.run,
        current=current.run,
        pairs=len(both),
        passes_reference=int(old.sum()),
        passes_current=int(new.sum()),
        lost=lost,
        gained=gained,
        difference=effect,
        p_value=p,
        verdict=verdict,
        findings=(finding,),
    )


def _groups(results: Sequence[ItemResult]) -> tuple[GroupRate, ...]:
    each = ((group, [one for one in results if one.group is group]) for group in Group)
    return tuple(
        GroupRate(
            group, len(own), sum(one.passed for one in own), _rate(sum(one.passed for one in own), len(own))
        )
        for group, own in each
        if own
    )


def _check(name: str, table: Floats) -> CheckRate:
    passes = repeated(table).passes
    n, right = int((~np.isnan(passes)).sum()), int(np.nansum(passes))
    return CheckRate(name, n, right, _rate(right, n))


def _column(passed: Floats) -> Measure:
    return _rate(int(np.nansum(passed)), int((~np.isnan(passed)).sum()))


def _rate(passes: int, n: int) -> Measure:
    return measure_of(proportion.estimate(passes, n)) if n else Measure(nan, nan, nan, 0)


def _moved(
    before: Mapping[str, ItemResult], after: Mapping[str, ItemResult], both: Sequence[str], *, passed: bool
) -> tuple[MovedItem, ...]:
    """Return the items that are `passed` now and were not, or the other way round, with why they fail in the one run."""
    found = []
    for name in both:
        old, new = before[name], after[name]
        if old.passed is not passed and new.passed is passed:
            failing = old if passed else new
            found.append(MovedItem(name, new.group, new.span_id, new.input, failing.why))
    return tuple(found)
