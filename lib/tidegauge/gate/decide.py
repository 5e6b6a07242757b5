"""From numbers held against limits to results: corrected over all that is looked at, and never a pass that was not shown."""

from collections import defaultdict
from collections.abc import Sequence
from math import nan

import numpy as np

from tidegauge import formats
from tidegauge.gate.checks._check import Check
from tidegauge.gate.policy_general import General
from tidegauge.gate.records import CheckResult, Result, Row
from tidegauge.gate.settings import CheckTable
from tidegauge.gate.trials import Trial
from tidegauge.stats.estimate import Floats
from tidegauge.stats.limits.rows_needed import more_rows
from tidegauge.stats.multiplicity import benjamini_hochberg, holm

MOST_ROWS = 12
"""Rows of a search that are kept: what fails, and then the largest."""
_ORDER = (Result.FAIL, Result.NOT_ENOUGH_DATA, Result.PASS, Result.NOT_APPLICABLE)


def decide(
    name: str,
    check: Check,
    trials: Sequence[Trial],
    general: General,
    alpha: float,
    table: CheckTable,
) -> CheckResult:
    """Return what a check says.

    Its part of the false-fail rate is `alpha`. A number fails where its p-value against "the limit is kept", corrected by
    Holm's method (a search by Benjamini and Hochberg's), is at most that; it passes where its interval keeps the limit; all
    else is not enough data. A check fails with its worst number. A search passes where segments that pass have the share
    `coverage` of the candidate's calls in each of its families.

    References
    ----------
    Berger, R. L. and Hsu, J. C. (1996). Bioequivalence trials, intersection-union tests. Statistical Science 11, 283-319:
    why a pass of all checks needs no correction.
    """
    correct = benjamini_hochberg if check.search else holm
    chances = [one.bound.p_value if _counts(one, general) else nan for one in trials]
    adjusted = correct(np.array(chances, dtype=np.float64)) if chances else np.zeros(0)
    rows = _rows(trials, adjusted, general, alpha)
    result = min((row.result for row in rows), key=_ORDER.index, default=Result.NOT_ENOUGH_DATA)
    if check.search and result is not Result.FAIL:
        coverage = getattr(table, "coverage", 0.0)
        result = Result.PASS if _covered(trials, rows, coverage) else Result.NOT_ENOUGH_DATA
    ordered = sorted(rows, key=_place)
    kept = tuple(ordered[:MOST_ROWS]) if check.search else tuple(ordered)
    return CheckResult(
        name,
        check.title,
        result,
        table.decides,
        table.waits,
        kept,
        _why(result, kept, check),
        alpha,
        looked_at=len(rows),
    )


def _place(row: Row) -> tuple[int, float, int]:
    """What fails worst comes first, and then what is about most calls."""
    size = abs(row.difference.value) if row.result is Result.FAIL and row.difference else 0.0
    # To five points: of segments that are nearly the same calls the larger one is told.
    return _ORDER.index(row.result), -round(size / 0.05) if row.segment else 0.0, -row.n_candidate


def _counts(trial: Trial, general: General) -> bool:
    """Whether there are rows enough for the kind of interval that it has."""
    if not trial.bound.known:
        return False
    sides = (
        [trial.candidate.n]
        if trial.fixed_baseline or trial.baseline is None
        else [trial.candidate.n, trial.baseline.n]
    )
    return trial.exact or min(sides) >= general.minimum_n


def _rows(trials: Sequence[Trial], adjusted: Floats, general: General, alpha: float) -> list[Row]:
    return [
        _row(trial, float(p_value), general, alpha) for trial, p_value in zip(trials, adjusted, strict=True)
    ]


def _row(trial: Trial, p_value: float, general: General, alpha: float) -> Row:
    before, after = trial.baseline, trial.candidate
    result, needs = Result.NOT_ENOUGH_DATA, None
    if _counts(trial, general):
        if p_value <= alpha and trial.bound.value > 0:
            result = Result.FAIL
        elif trial.bound.within:
            result = Result.PASS
    if result is Result.NOT_ENOUGH_DATA and not trial.problem:
        needs = _needs(trial, general)
    return Row(
        what=trial.what,
        result=result,
        unit=trial.unit,
        baseline=before,
        candidate=after,
        difference=trial.difference,
        limit=trial.limit,
        adjusted=None if np.isnan(p_value) else p_value,
        n_baseline=before.n if before else 0,
        n_candidate=after.n,
        paired=trial.paired,
        test=trial.test,
        needs=needs,
        per=trial.per,
        segment=trial.segment,
        p_change=trial.p_change if trial.p_change is not None and not np.isnan(trial.p_change) else None,
        sentence=trial.problem,
    )


def _needs(trial: Trial, general: General) -> int | None:
    before = 0 if trial.fixed_baseline or trial.paired or trial.baseline is None else trial.baseline.n
    least = max(general.minimum_n - trial.candidate.n, 0)
    more = more_rows(trial.bound, before, trial.candidate.n, trial.margin)
    if more is None:
        return least or None
    return max(more, least)


def _covered(trials: Sequence[Trial], rows: Sequence[Row], coverage: float) -> bool:
    """Whether in each dimension the segments that pass have enough of the calls."""
    shares: dict[str, float] = defaultdict(float)
    for trial, row in zip(trials, rows, strict=True):
        if trial.family:
            shares[trial.family] += trial.weight if row.result is Result.PASS else 0.0
    return bool(shares) and min(shares.values()) >= coverage


def _why(result: Result, rows: Sequence[Row], check: Check) -> str:
    if result is Result.FAIL:
        return check.advice
    if result is not Result.NOT_ENOUGH_DATA:
        return ""
    waiting = [row for row in rows if row.result is Result.NOT_ENOUGH_DATA]
    if problems := [row.sentence for row in waiting if row.sentence]:
        return f"Not comparable: {problems[0]}."
    known = [row for row in waiting if row.needs]
    if known:
        return needs_words(max(known, key=lambda row: row.needs or 0))
    if check.search:
        return "Most segments are too small to show it."
    return "What is seen lies at the limit: more data would not settle it soon."


def needs_words(row: Row) -> str:
    """Return how much more would settle a row."""
    if not row.needs:
        return ""
    return f"{formats.count(row.needs)} more {row.per}"
