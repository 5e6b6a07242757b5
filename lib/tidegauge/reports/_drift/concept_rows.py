"""Rows of the kind concept: quality given the input, with the strata that moved apart named."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.concept import Concept, concepts
from tidegauge.reports._drift.headline import of_numbers
from tidegauge.reports._drift.kinds import is_input, lowered, titled, usual_direction
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.records import DriftKind, DriftRow, DriftTest
from tidegauge.reports._drift.sentences import amount
from tidegauge.reports._drift.subjects import Form
from tidegauge.reports._gather import gather
from tidegauge.reports._screen import screen
from tidegauge.reports._sentences import named
from tidegauge.reports.source import Source
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.materiality import Judged

APART = "apart"
"""The aspect of a row whose strata moved apart, without a common change."""

_KINDS = {DriftKind.QUALITY, DriftKind.RETRIEVAL}


def concepts_of(
    source: Source, asked: TraceFilter, looked: Sequence[Looked], dimensions: Sequence[str]
) -> tuple[Concept, ...]:
    """Return each quality that is recorded as a number on both sides, within the dimension that divides it most."""
    metrics = [metric for one in looked if (metric := _quality(one)) is not None]
    inputs = [name for name in dimensions if is_input(name)]
    if not metrics or not inputs:
        return ()
    return concepts(screen(gather(source, asked, metrics, inputs), metrics, inputs), metrics)


def _quality(one: Looked) -> Metric | None:
    if one.subject.kind not in _KINDS or one.subject.form is not Form.NUMBERS or not all(one.recorded):
        return None
    assert isinstance(one.pair, NumberPair)  # noqa: S101  that is what the form says
    metric = of_numbers(one.subject, one.pair, usual_direction(one.subject.column)).metric
    return replace(metric, name=one.subject.column, label=titled(one.subject.what)) if metric else None


def concept_rows(
    found: Sequence[Concept], judged: Sequence[Judged], n_current: int, currency: str
) -> list[DriftRow]:
    """Return a row for each, given the verdicts on both tests of each; `n_current` are all current rows."""
    return [
        _row(one, judged[2 * place], judged[2 * place + 1], n_current, currency)
        for place, one in enumerate(found)
    ]


def _row(one: Concept, within: Judged, apart: Judged, n_current: int, currency: str) -> DriftRow:
    unit, label = one.metric.unit, one.metric.label
    verdicts = [Verdict(test.verdict) for test in (within, apart)]
    changed = Verdict.CHANGED in verdicts
    leading = apart if verdicts[0] is not Verdict.CHANGED and changed else within
    verdict = Verdict.CHANGED if changed else Verdict(within.verdict)
    shift = float(one.found.common.value)
    before = float((one.before * one.n).sum() / one.n.sum())
    what = f"{lowered(label)} given {one.by}"
    found = DriftRow(
        key=f"{DriftKind.CONCEPT.value}.{one.metric.name}",
        kind=DriftKind.CONCEPT,
        column=one.metric.name,
        what=what,
        unit=unit,
        verdict=verdict,
        direction=news(shift > 0, one.metric.direction)
        if verdicts[0] is Verdict.CHANGED
        else Direction.NEUTRAL,
        rising=shift > 0 if abs(shift) > 0 else None,
        before=formats.value(before, unit, currency),
        now=formats.value(before + shift, unit, currency),
        size=_size(one, leading, verdict, currency),
        effect=abs(leading.tested.effect) / leading.tested.floor.absolute,
        onset=None,
        coverage=within.tested.n_current / n_current if n_current else 0.0,
        n_reference=int(within.tested.n_reference),
        n_current=int(within.tested.n_current),
        p_value=leading.adjusted,
        tests=tuple(_test(test, name) for test, name in ((within, "Change within"), (apart, "Values apart"))),
        sentence="",
        aspect=APART if leading is apart else "concept",
        by=one.by,
        difference=Effect(shift, float(one.found.common.low), float(one.found.common.high), unit),
    )
    return replace(found, sentence=_sentence(one, found, currency))


def _test(judged: Judged, label: str) -> DriftTest:
    tested = judged.tested
    return DriftTest(tested.method, label, tested.effect, p_value=tested.p_value, adjusted=judged.adjusted)


def _size(one: Concept, leading: Judged, verdict: Verdict, currency: str) -> str:
    if verdict is Verdict.CHANGED and one.opposed is not None:
        return "reversed"
    if verdict is Verdict.CANNOT_TELL:
        return f"sees ≥ {_amount(leading.smallest_detectable, one.metric.unit, currency).lstrip('+')}"
    size = _amount(leading.tested.effect, one.metric.unit, currency)
    return f"{size.lstrip('+')} apart" if leading.tested.method == APART else size


def _amount(effect: float, unit: str, currency: str) -> str:
    return amount(effect, unit, currency) if unit == "share" or isfinite(effect) else ""


def _sentence(one: Concept, row: DriftRow, currency: str) -> str:
    label, unit = titled(one.metric.label), one.metric.unit
    opposed = one.opposed
    if row.verdict is Verdict.CHANGED and opposed is not None:
        fell, rose = (
            f"{named({one.by: one.values[place]})} ({formats.value(float(one.before[place]), unit, currency)} to "
            f"{formats.value(float(one.now[place]), unit, currency)})"
            for place in opposed
        )
        return f"{label} reversed: it fell where {fell} and rose where {rose}."
    within = f"within the same {one.by}"
    if row.verdict is Verdict.CHANGED:
        verb = "rose" if row.rising else "fell"
        if row.aspect == APART:
            return f"{label} moved differently from one {one.by} to another."
        return f"{label} {verb} from {row.before} to {row.now} {within}, with the traffic held still."
    if row.verdict is Verdict.CANNOT_TELL:
        return (
            f"{label}: too little data to tell {within} ({row.before} before, {row.now} now; it {row.size})."
        )
    return f"{label} did not change materially {within} ({row.before} before, {row.now} now)."
