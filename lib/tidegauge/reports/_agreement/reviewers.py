"""Each reviewer against the others: how far they agree, who is stricter, and whose labels moved."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tidegauge.findings import Effect
from tidegauge.reports._agreement.answers import Labels
from tidegauge.reports._agreement.measures import coefficients, doubles, lowest, pair_table
from tidegauge.reports._agreement.records import PairAgreement, Reviewer
from tidegauge.reports._judge.agreement import FEWEST
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._records import Measure
from tidegauge.stats import mean
from tidegauge.stats.agreement.cohen_kappa import cohen_kappa
from tidegauge.stats.estimate import Floats

MOST_PAIRS = 200
"""Pairs of reviewers that are looked at, those with the most answers in common."""

MOST_REVIEWERS = 40

LEVEL = 0.95


def reviewer_pairs(labels: Labels) -> tuple[PairAgreement, ...]:
    """Return every two reviewers who labelled 10 answers in common, lowest kappa first."""
    each = doubles(labels).rows.select("span_id", "reviewer")
    both = each.join(each, on="span_id").filter(pl.col("reviewer") < pl.col("reviewer_right"))
    counted = both.group_by("reviewer", "reviewer_right").len().filter(pl.col("len") >= FEWEST)
    ordered = counted.sort("len", "reviewer", "reviewer_right", descending=[True, False, False])
    found = []
    for first, second, _ in ordered.head(MOST_PAIRS).iter_rows():
        own = coefficients(labels.of(pl.col("reviewer").is_in([first, second])), "kappa")
        found += [PairAgreement(first, second, own)] if own else []
    return tuple(sorted(found, key=lambda one: (lowest(one.coefficients.kappa), one.first, one.second)))


def reviewers(labels: Labels) -> tuple[Reviewer, ...]:
    """Return every reviewer, those with the lowest agreement first."""
    counted = labels.rows.group_by("reviewer").len().sort("len", "reviewer", descending=[True, False])
    names = counted["reviewer"].head(MOST_REVIEWERS).to_list()
    sizes = dict(counted.iter_rows())
    apart = {name: _apart(labels, name) for name in names}
    looked_at = sum(one.size >= 2 * FEWEST for one in apart.values())
    found = [_reviewer(labels, name, sizes[name], apart[name], looked_at) for name in names]
    return tuple(sorted(found, key=_order))


def _order(one: Reviewer) -> tuple[bool, float, str]:
    return (one.kappa is None, lowest(one.kappa) if one.kappa else 0.0, one.name)


def _reviewer(labels: Labels, name: str, n: int, apart: Floats, looked_at: int) -> Reviewer:
    drift = _drift(apart, looked_at, "share" if labels.answers.worded else "points")
    return Reviewer(
        name=name,
        labels=n,
        shared=apart.size,
        kappa=kappa_with_others(labels, name),
        leaning=measure_of(mean.estimate(*_sums(apart))) if apart.size >= FEWEST else None,
        drift=drift,
        drifted=drift is not None and (drift.low > 0 or drift.high < 0),
    )


def kappa_with_others(labels: Labels, name: str) -> Measure | None:
    """Return kappa of one reviewer's labels with those of each other person; None with fewer than 10 shared answers.

    What the others say of one another is not in it. An answer counts once, however many others labelled it.
    """
    rows = with_others(labels, name).rows
    own = rows.filter(pl.col("reviewer") == name).select("span_id", "answer")
    if own.height < FEWEST:
        return None
    others = rows.filter(pl.col("reviewer") != name).select("span_id", answer_right="answer")
    pairs = own.join(others, on="span_id").with_columns(weight=1 / pl.len().over("span_id"))
    return measure_of(cohen_kappa(pair_table(pairs, "answer", labels.answers.values)))


def with_others(labels: Labels, name: str) -> Labels:
    """Return the labels of answers that this reviewer and somebody else labelled."""
    twice = doubles(labels)
    return twice.of((pl.col("reviewer") == name).any().over("span_id"))


def _apart(labels: Labels, name: str) -> Floats:
    """Return own label minus the others' mean of each shared answer, in order of the own labels' times.

    Of words it is the share of the others who said the same.
    """
    rows = with_others(labels, name).rows
    own = rows.filter(pl.col("reviewer") == name).select("span_id", "said_at", "value", "answer")
    others = rows.filter(pl.col("reviewer") != name).select("span_id", other="value")
    both = own.join(others, on="span_id")
    each = (
        (pl.col("value") == pl.col("other")).cast(pl.Float64)
        if labels.answers.worded
        else pl.col("value") - pl.col("other")
    )
    found = both.with_columns(apart=each).group_by("span_id", "said_at").agg(pl.col("apart").mean())
    return found.sort("said_at", "span_id")["apart"].to_numpy().astype(np.float64)


def _drift(apart: Floats, looked_at: int, unit: str) -> Effect | None:
    """Return the change from the earlier half to the later; all intervals hold together (Bonferroni)."""
    if apart.size < 2 * FEWEST:
        return None
    half = apart.size // 2
    level = 1 - (1 - LEVEL) / max(looked_at, 1)
    found = mean.difference(_sums(apart[:half]), _sums(apart[half:]), level)
    return Effect(float(found.value), float(found.low), float(found.high), unit)


def _sums(values: Sequence[float] | Floats) -> tuple[float, float, float]:
    each = np.asarray(values, dtype=np.float64)
    return float(each.size), float(each.sum()), float((each**2).sum())
