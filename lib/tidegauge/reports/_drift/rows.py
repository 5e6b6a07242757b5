"""A subject that was looked at, with its verdict, becomes a row: in numbers, and in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.formats import MISSING
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.headline import Aspect, Headline, headline
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.pairs import as_yes_or_no
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports._drift.sentences import Told, sentence, size
from tidegauge.reports._drift.statistics import statistics
from tidegauge.reports._onset import Onset
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.materiality import Judged

_ASPECTS = {"null_share": Aspect.MISSING, "single_category": Aspect.SINGLE}
"""What the verdict is about, by the test that gave it; of all other tests it is the values."""


@dataclass(frozen=True, eq=False)
class Decided:
    """A subject with the verdict on its most telling test."""

    looked: Looked
    judged: tuple[Judged, ...]
    leading: Judged
    verdict: Verdict
    headline: Headline

    aspect: Aspect

    @property
    def effect(self) -> float:
        """The size of the change, divided by the smallest that matters."""
        tested = self.leading.tested
        least = tested.floor.least(tested.share)
        return abs(tested.effect) / least if least and np.isfinite(tested.effect) else 0.0


def decide(looked: Looked, judged: Sequence[Judged], good: str) -> list[Decided]:
    """Return the verdict on what a subject says, and one more where its rows without a value became more or fewer."""
    values = [one for one in judged if one.tested.method != "null_share"]
    nulls = [one for one in judged if one.tested.method == "null_share" and _is_changed(one)]
    # A column that one side lacks as a whole has no values to compare: all there is to say is that it is missing.
    told = [] if nulls and not all(looked.recorded) else [_decided(looked, values, good)]
    return [*told, *(_decided(looked, [one], good) for one in nulls)]


def _decided(looked: Looked, judged: Sequence[Judged], good: str) -> Decided:
    leading = _leading(judged)
    verdict = Verdict(leading.verdict)
    aspect = _ASPECTS.get(leading.tested.method, Aspect.VALUES) if _is_changed(leading) else Aspect.VALUES
    single = str(leading.tested.at) if aspect is Aspect.SINGLE else ""
    said = headline(looked.subject, looked.pair or looked.comparison, aspect, single, good)
    return Decided(looked, tuple(judged), leading, verdict, said, aspect)


def _leading(judged: Sequence[Judged]) -> Judged:
    """Return the test with the largest material change, or that of the values."""
    changed = [one for one in judged if _is_changed(one)]
    # Rare values can never be told to be level: they speak only when they moved.
    return max(changed, key=_weight) if changed else judged[0]


def _is_changed(one: Judged) -> bool:
    return Verdict(one.verdict) is Verdict.CHANGED


def _weight(one: Judged) -> float:
    least = one.tested.floor.least(one.tested.share)
    # Of a column whose values and single value both moved, the whole says more unless the single one moved far more.
    return abs(one.tested.effect) / least * (0.5 if one.tested.method == "single_category" else 1.0)


def row(
    one: Decided,
    asked: TraceFilter,
    currency: str,
    onset: Onset | None,
    n: tuple[int, int],
    thresholds: Mapping[str, float],
) -> DriftRow:
    """Return the row of the table; `n` are the rows of both windows, reference first."""
    head, subject = one.headline, one.looked.subject
    recorded = one.looked.recorded
    among = "calls" if recorded[1] >= 0.995 * n[1] else "the calls that record it"
    told = Told(head, one.aspect, one.verdict, one.leading, onset, asked, currency, among)
    return DriftRow(
        key=f"{subject.key}.missing" if one.aspect is Aspect.MISSING else subject.key,
        kind=subject.kind,
        column=subject.column,
        what=head.what,
        unit=head.unit,
        verdict=one.verdict,
        direction=head.direction if one.verdict is Verdict.CHANGED else Direction.NEUTRAL,
        rising=head.rising,
        before=head.written(head.before, currency) if head.before == head.before else MISSING,
        now=head.written(head.now, currency) if head.now == head.now else MISSING,
        size=size(told),
        effect=one.effect,
        onset=onset,
        coverage=recorded[1] / n[1] if n[1] else 0.0,
        n_reference=int(recorded[0]),
        n_current=int(recorded[1]),
        p_value=None if np.isnan(one.leading.adjusted) else one.leading.adjusted,
        tests=statistics(_counts(one.looked), one.judged, thresholds),
        sentence=sentence(told),
        aspect=one.aspect.value,
        difference=head.difference,
        single=str(one.leading.tested.at) if one.aspect is Aspect.SINGLE else "",
    )


def _counts(looked: Looked) -> NumberPair | CategoryPair | None:
    # Deciles of a column of zeros and ones are one bin: as categories it has two.
    return (as_yes_or_no(looked.pair) if looked.pair else None) or looked.pair


def good_directions(metrics: Sequence[Metric]) -> dict[str, str]:
    """Return {column: which way is good} of the columns over which metrics with a direction are declared."""
    found: dict[str, str] = {}
    for one in metrics:
        names = sorted(column_names(one))
        if len(names) == 1 and one.direction != "none" and one.kind in {"mean", "quantile", "total"}:
            found.setdefault(names[0], one.direction)
    return found
