"""The attention list: each metric's change in one sentence, with the segment that it sits in, most important first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tidegauge import formats
from tidegauge.filters import Condition, TraceFilter
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.metrics.metric import Metric
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._gather import Gathered
from tidegauge.reports._hidden import Hidden, hidden
from tidegauge.reports._locate import Location, locate
from tidegauge.reports._mix import Mix, mix_of
from tidegauge.reports._onset import onset
from tidegauge.reports._records import Comparison
from tidegauge.reports._rulers import Ruler, in_words
from tidegauge.reports._screen import Screen, screen
from tidegauge.reports._sentences import change, measured, moved, named, standing


@dataclass(frozen=True)
class Attention:
    """Findings, and how many comparisons were made to get them. `untold` counts the metrics with too little data."""

    findings: tuple[Finding, ...]
    looked_at: int
    not_material: int
    cannot_tell: int
    untold: int


@dataclass(frozen=True)
class _Question:
    calls: Gathered
    asked: TraceFilter
    currency: str
    seen: Screen


def attention(
    calls: Gathered,
    asked: TraceFilter,
    kpis: Sequence[Comparison],
    rulers: Mapping[str, Ruler],
    currency: str,
) -> Attention:
    """Return what changed, each with where and since when, merged where several metrics moved in one segment."""
    if asked.reference is None:
        return Attention((), 0, 0, 0, 0)
    # That a version is all of the calls of that version is no finding.
    seen = screen(calls, calls.metrics, [name for name in calls.dimensions if name not in asked.versus])
    question = _Question(calls, asked, currency, seen)
    found: list[tuple[float, Finding]] = []
    unseen: list[Metric] = []
    for metric, kpi in zip(calls.metrics, kpis, strict=True):
        if asked.versus and kpi.relative:
            continue  # how much traffic each of the two has says nothing about either
        if metric.name in rulers:
            found.append((1.0, _not_comparable(kpi, rulers[metric.name], question)))
        elif kpi.verdict is Verdict.CHANGED:
            found.append((_size(metric, kpi), _changed(metric, kpi, question)))
        else:
            unseen.append(metric)
    moved_by = {kpi.metric: kpi for kpi in kpis}
    looked = hidden(seen, unseen, moved_by)
    found += [(_size(metric, one.comparison), _hidden(metric, one, question)) for metric, one in looked]
    ordered = sorted(found, key=lambda pair: (rank(pair[1].verdict, pair[1].direction), -pair[0]))
    verdicts = [kpi.verdict for kpi in kpis]
    verdicts += [one.verdict for rows in seen.comparisons.values() for one in rows]
    return Attention(
        _merged([finding for _, finding in ordered], rulers),
        len(verdicts),
        verdicts.count(Verdict.NOT_MATERIAL),
        verdicts.count(Verdict.CANNOT_TELL),
        [kpi.verdict for kpi in kpis].count(Verdict.CANNOT_TELL),
    )


def _size(metric: Metric, one: Comparison) -> float:
    if one.difference is None or not metric.floor:
        return 0.0
    floor = metric.floor
    if metric.floor_relative and not one.relative:
        floor *= abs(one.reference.value) if one.reference else 1.0
    return abs(one.difference.value) / floor if floor else 0.0


def _changed(metric: Metric, kpi: Comparison, question: _Question) -> Finding:
    mix = _strongest_mix(metric, question)
    if mix is not None:
        return _by_mix(kpi, mix, question)
    place = locate(question.calls, metric, question.seen)
    since = onset(question.calls.narrowed(place.segment if place else {}), metric, rising=kpi.rising)
    sentence = f"{moved(kpi, question.currency)}{_where(place)}{_since(since, question.asked)}."
    details = (change(kpi, question.currency), _there(place, question.currency), standing(kpi))
    return _finding(kpi, sentence, details, place.segment if place else {}, since)


def _where(place: Location | None) -> str:
    if place is None:
        return ""
    amount = "All" if place.explained >= 0.9 else "Most"
    new = ", which is new" if place.is_new else ""
    return f". {amount} of it is {named(place.segment)}{new}"


def _since(at: datetime | None, asked: TraceFilter) -> str:
    return f", since {formats.moment(at, asked.time_zone, asked.current.window.end)}" if at else ""


def _there(place: Location | None, currency: str) -> str:
    if place is None or place.comparison.reference is None:
        return ""
    one = place.comparison
    before = formats.value(one.reference.value if one.reference else None, one.unit, currency)
    now, n = measured(one.current, one.unit, currency), formats.count(one.current.n)
    # Scope searches every combination, and may name another segment of it: what differs must not look like a contradiction.
    return f"at first look: there {before} → {now}, n {n}, {formats.share(place.share)} of all calls"


def _finding(
    one: Comparison,
    sentence: str,
    details: Sequence[str],
    segment: Mapping[str, str],
    since: datetime | None = None,
) -> Finding:
    return replace(
        comparison_finding(one, "metric", sentence, details),
        segment=dict(segment),
        onset=since,
        # Of all calls: the whole search may find more than the first look did.
        link=Link("scope", {"of": one.metric}),
    )


def _strongest_mix(metric: Metric, question: _Question) -> tuple[str, Mix] | None:
    """Return the dimension whose traffic alone explains most of a change, if that is most of it."""
    seen = question.seen
    if metric.name not in seen.comparisons:
        return None
    found = []
    for level, name in enumerate(seen.dimensions, 1):
        mix = mix_of(seen.sides, metric, (name,), seen.levels == level) if seen.divides(level) else None
        # A value that is new or gone is no mix of traffic: it has nothing to be compared with.
        both = mix is not None and min(mix.share_before, mix.share_now) > 0
        if mix is not None and both and mix.change and mix.mix / mix.change >= 0.7:
            found.append((mix.mix / mix.change, name, mix))
    return max(found, key=lambda one: -abs(one[0] - 1))[1:] if found else None


def _by_mix(kpi: Comparison, found: tuple[str, Mix], question: _Question) -> Finding:
    dimension, mix = found
    verb = "grew" if mix.share_now > mix.share_before else "shrank"
    sentence = (
        f"{moved(kpi, question.currency)} by traffic mix: {mix.grew} {verb} from {formats.share(mix.share_before)} "
        f"to {formats.share(mix.share_now)} of calls. Within each {dimension} it hardly moved."
    )
    parts = (
        f"{formats.points(mix.mix)} by mix, {formats.points(mix.rate)} within" if kpi.unit == "share" else ""
    )
    finding = _finding(kpi, sentence, (change(kpi, question.currency), parts, standing(kpi)), {})
    link = Link("segments", {"metric": kpi.metric, "by": dimension})
    return replace(finding, kind="mix", verdict=Verdict.CHANGED, direction=Direction.NEUTRAL, link=link)


def _not_comparable(kpi: Comparison, ruler: Ruler, question: _Question) -> Finding:
    sentence = f"{moved(kpi, question.currency)}, but {in_words(ruler, question.asked)}."
    details = (
        change(kpi, question.currency) + " as recorded",
        "it says nothing about the answers",
        standing(kpi),
    )
    return _finding(kpi, sentence, details, {}, ruler.since)


def _hidden(metric: Metric, one: Hidden, question: _Question) -> Finding:
    since = onset(question.calls.narrowed(one.segment), metric, rising=one.comparison.rising)
    sentence = f"{moved(one.comparison, question.currency)} where {named(one.segment)}{_since(since, question.asked)}. The total hides it."
    details = (
        change(one.comparison, question.currency),
        standing(one.comparison),
        f"{formats.share(one.share)} of traffic",
    )
    found = _finding(one.comparison, sentence, details, one.segment, since)
    # Scope divides the total's change, and this one is not in it: so the question is asked of these calls.
    chips = (*question.asked.where, *(Condition(name, "=", (value,)) for name, value in one.segment.items()))
    where = tuple(dict.fromkeys(map(str, chips)))
    return replace(found, link=Link("scope", {"of": one.comparison.metric, "where": where}))


def _merged(findings: Sequence[Finding], rulers: Mapping[str, Ruler]) -> tuple[Finding, ...]:
    """One cause, one row: metrics that moved in the same segment, or lost the same judge, are told once."""
    kept: dict[tuple[object, ...], Finding] = {}
    for place, finding in enumerate(findings):
        ruler = rulers.get(finding.metric or "")
        key: tuple[object, ...] = tuple(sorted(finding.segment.items())) or (place,)
        if ruler is not None:
            key = (ruler.before, ruler.now)
        if key in kept:
            said = finding.sentence.partition(", but " if ruler else ". ")[0].rstrip(".")
            also = f"{'also' if ruler else 'also there'}: {said}"
            kept[key] = replace(kept[key], details=(*kept[key].details, also))
        else:
            kept[key] = finding
    return tuple(kept.values())
