"""A metric on the same cases in both windows: what changed case by case, tested on the pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge import formats
from tidegauge.errors import MetricError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts, parts
from tidegauge.queries.pairs import matched, pair_values
from tidegauge.reports._paired_keys import pair_keys
from tidegauge.reports.source import Source
from tidegauge.stats import paired as statistics
from tidegauge.stats.estimate import Floats
from tidegauge.stats.verdict import decide

SHARE_FLOOR = 0.01


@dataclass(frozen=True)
class PairedReport:
    """A metric over the pairs of both windows. `lost` and `gained` count the cases that went down and up.

    `unmatched` is the share of current rows without a partner. `p_value` is that of McNemar's exact test for a share,
    `test` says which it is, and `second` is the other opinion: the mid-p, or Wilcoxon's.
    """

    metric: str
    label: str
    unit: str
    pair_by: tuple[str, ...]
    pairs: int
    unmatched: float
    reference: float
    current: float
    difference: Effect
    lost: int
    gained: int
    test: str
    p_value: float
    second: float
    verdict: Verdict
    direction: Direction
    sentence: str


def paired(
    source: Source, asked: TraceFilter, metric: Metric, pair_by: Sequence[str] = (), currency: str = "USD"
) -> PairedReport | None:
    """Return a metric on the cases that occur once on both sides; None without at least two such cases.

    `pair_by` names the columns that tell cases apart, such as an id and its occurrence; without it they are looked for.

    Raises:
        MetricError: a metric that is no rate and no mean: nothing of it belongs to a single call.
        FilterError: a column of `pair_by` that the store does not have.
    """
    if metric.kind not in {"rate", "mean"} or metric.per:
        raise MetricError(
            f"{metric.label} cannot be paired: only a rate or a mean has a value for each call."
        )
    keys = tuple(pair_by) or pair_keys(source, asked)
    if asked.reference is None or not keys:
        return None
    rows = source.rows(asked)
    part = parts(metric, rows.column)
    if not isinstance(part, SumParts) or part.root:
        raise MetricError(f"{metric.label} cannot be paired: it has no value for each call.")
    frame = source.store.read(pair_values(rows, asked, keys, part.numerator))
    counts = frame["n"].to_numpy()
    before, after = (np.repeat(frame[name].to_numpy(), counts) for name in ("before", "after"))
    if before.size < 2:
        return None
    keyed = source.store.read(matched(source.rows(asked), asked, keys)).row(0, named=True)
    return _report(metric, keys, before, after, 1 - before.size / max(int(keyed["current"]), 1), currency)


def _report(
    metric: Metric, keys: tuple[str, ...], before: Floats, after: Floats, unmatched: float, currency: str
) -> PairedReport:
    is_share = bool(np.isin(before, (0, 1)).all() and np.isin(after, (0, 1)).all())
    found = (statistics.shares if is_share else statistics.numbers)(before, after)
    change, unit = found.change, "share" if is_share else metric.unit
    value, low, high, p_value = (
        float(one) for one in (change.value, change.low, change.high, change.p_value)
    )
    floor = _floor(metric, before, is_share=is_share)
    verdict = Verdict(str(decide(change, change.p_value, floor).verdict))
    effect = Effect(value, low, high, unit)
    return PairedReport(
        metric=metric.name,
        label=metric.label,
        unit=unit,
        pair_by=keys,
        pairs=before.size,
        unmatched=max(unmatched, 0.0),
        reference=float(before.mean()),
        current=float(after.mean()),
        difference=effect,
        lost=found.pairs.lost,
        gained=found.pairs.gained,
        test="McNemar, exact" if is_share else "Student's t, paired",
        p_value=p_value,
        second=found.mid_p,
        verdict=verdict,
        direction=news(value > 0, metric.direction) if verdict is Verdict.CHANGED else Direction.NEUTRAL,
        sentence=_sentence(metric, effect, before, found.pairs, p_value, currency),
    )


def _floor(metric: Metric, before: Floats, *, is_share: bool) -> float:
    if not metric.floor_relative:
        return metric.floor
    # A number that is only ever 0 or 1 is a share, whatever it was declared as.
    return SHARE_FLOOR if is_share else abs(float(before.mean())) * metric.floor


def _sentence(
    metric: Metric,
    effect: Effect,
    before: Floats,
    pairs: statistics.Discordant,
    p_value: float,
    currency: str,
) -> str:
    change = formats.difference(effect, effect.unit, currency=currency)
    cases = f"{formats.count(before.size)} cases answered in both windows"
    moved = f"{formats.count(pairs.gained)} rose and {formats.count(pairs.lost)} fell"
    return f"{metric.label} moved by {change} on the {cases}: {moved} (paired {formats.p_value(p_value)})."
