"""What is worth saying of a table of segments: who moved, or that only traffic did, or that nothing could be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Finding, Link, Verdict, rank
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._mix import Mix
from tidegauge.reports._newcomer import arrived, newcomer
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._rulers import Ruler, in_words
from tidegauge.reports._sentences import change, doubt, measured, moved, named, smallest, standing

RANGE = "range"
"""The kind of a finding that compares nothing: it has no verdict to show."""


def findings_of(
    rows: Sequence[Segment],
    total: Segment,
    mix: Mix | None,
    asked: TraceFilter,
    currency: str,
    rulers: Mapping[str, Ruler],
) -> tuple[Finding, ...]:
    """Return one finding for each metric, the first metric's first."""
    found = []
    for place, whole in enumerate(total.comparisons):
        if asked.reference is None:
            found.append(_range(rows, place, currency))
        elif whole.metric in rulers:
            found.append(_ruled(whole, rulers[whole.metric], asked, currency))
        else:
            found.append(_change(rows, place, whole, mix if place == 0 else None, currency))
    return tuple(found)


def _ruled(whole: Comparison, ruler: Ruler, asked: TraceFilter, currency: str) -> Finding:
    return Finding(
        Verdict.NOT_COMPARABLE,
        "segments",
        f"{moved(whole, currency)}, but {in_words(ruler, asked)}.",
        (change(whole, currency) + " as recorded", "it says nothing about the answers", standing(whole)),
        metric=whole.metric,
        rising=whole.rising,
        effect=whole.difference,
        n_reference=whole.reference.n if whole.reference else None,
        n_current=whole.current.n,
        onset=ruler.since,
    )


def _range(rows: Sequence[Segment], place: int, currency: str) -> Finding:
    known = [
        row
        for row in rows
        if not row.pooled
        and row.comparisons[place].current.n
        and row.comparisons[place].current.value == row.comparisons[place].current.value
    ]
    label = rows[0].comparisons[place].label
    if not known:
        return Finding(
            Verdict.CANNOT_TELL,
            RANGE,
            f"{label} is not recorded on these calls.",
            metric=rows[0].comparisons[place].metric,
        )
    ordered = sorted(known, key=lambda row: row.comparisons[place].current.value)
    low, high = ordered[0], ordered[-1]
    one = high.comparisons[place]
    worth = formats.value(one.current.value, one.unit, currency)
    texts = [f"{named(row.values)}: {_value(row, place, currency)}" for row in (high, low)]
    if low is high:
        sentence = f"{label}: {_value(high, place, currency)} where {named(high.values)}, the only segment."
    elif worth == formats.value(low.comparisons[place].current.value, one.unit, currency):
        sentence = f"{label} is {worth} in each of {len(known)} segments."
    else:
        sentence = f"{label} is highest where {texts[0]}, and lowest where {texts[1]}."
    noun = "segment" if len(rows) == 1 else "segments"
    details = (f"{len(rows)} {noun}", "nothing to compare with: choose a comparison to see changes")
    return Finding(Verdict.CANNOT_TELL, RANGE, sentence, details, metric=one.metric, n_current=one.current.n)


def _value(row: Segment, place: int, currency: str) -> str:
    one = row.comparisons[place]
    return measured(one.current, one.unit, currency)


def _change(
    rows: Sequence[Segment], place: int, whole: Comparison, mix: Mix | None, currency: str
) -> Finding:
    arrival = newcomer(rows, place, whole) if whole.verdict is Verdict.CHANGED else None
    if arrival is not None:
        return arrived(whole, arrival, _looked_at(rows), currency)
    moved_rows = sorted(
        (row for row in rows if row.comparisons[place].verdict is Verdict.CHANGED),
        key=lambda row: _weight(row, place),
        reverse=True,
    )
    if moved_rows:
        return _segments_moved(rows, moved_rows, place, whole, mix, currency)
    if mix is not None and whole.verdict is Verdict.CHANGED and abs(mix.mix) > abs(mix.rate):
        return _only_mix(rows, whole, mix, currency)
    return _nothing(rows, place, whole, currency)


def _weight(row: Segment, place: int) -> float:
    one = row.comparisons[place]
    size = abs(one.difference.value) if one.difference else 0.0
    return (10 - rank(one.verdict, one.direction)) * 1e6 + size * row.share


def _segments_moved(
    rows: Sequence[Segment],
    changed: Sequence[Segment],
    place: int,
    whole: Comparison,
    mix: Mix | None,
    currency: str,
) -> Finding:
    first = changed[0]
    one = first.comparisons[place]
    where = named(first.values) if not first.pooled else "the small segments together"
    if len(changed) == 1:
        word = {Direction.WORSE: "got worse", Direction.BETTER: "got better"}.get(one.direction, "changed")
        only = f", the only segment that {word}" if len(rows) > 1 else ""
        sentence = f"{moved(one, currency)} where {where}{only}."
    elif _everywhere(changed, place, whole):
        said = _changed_words(rows, changed, place, whole)
        sentence = f"{moved(whole, currency)}, nearly everywhere: {said}, most where {where}."
    else:
        sentence = f"{moved(one, currency)} where {where}. {_changed_words(rows, changed, place, one)}."
    if mix is not None and mix.change * mix.rate < 0 and whole.verdict is Verdict.CHANGED:
        sentence = f"{_all_moved(whole, mix)} {sentence}"
    return replace(
        comparison_finding(one, "segments", sentence, _details(one, rows, mix, currency)),
        segment={} if first.pooled else dict(first.values),
        link=Link("segments", {"metric": one.metric, "by": tuple(first.values)}),
    )


def _everywhere(changed: Sequence[Segment], place: int, whole: Comparison) -> bool:
    """Whether most of the traffic, in several segments, moved the way the total did."""
    along = [row.share for row in changed if row.comparisons[place].rising == whole.rising]
    return whole.verdict is Verdict.CHANGED and len(along) > 1 and sum(along) >= 2 / 3


def _changed_words(rows: Sequence[Segment], changed: Sequence[Segment], place: int, lead: Comparison) -> str:
    against = sum(row.comparisons[place].rising != lead.rising for row in changed)
    apart = f", {against} of them the other way" if against else ""
    return f"{len(changed)} of {len(rows)} segments changed{apart}"


def _all_moved(whole: Comparison, mix: Mix) -> str:
    verb, other = ("rose", "fell") if whole.rising else ("fell", "rose")
    return f"{whole.label} {verb} in total although it {other} within segments, because {_grew(mix)}."


def _grew(mix: Mix) -> str:
    verb = "grew" if mix.share_now > mix.share_before else "shrank"
    return (
        f"{mix.grew} {verb} from {formats.share(mix.share_before)} to {formats.share(mix.share_now)} of calls"
    )


def _only_mix(rows: Sequence[Segment], whole: Comparison, mix: Mix, currency: str) -> Finding:
    sentence = f"{moved(whole, currency)} by traffic mix alone: {_grew(mix)}. No segment moved."
    found = comparison_finding(whole, "mix", sentence, _details(whole, rows, mix, currency))
    return replace(found, verdict=Verdict.NOT_MATERIAL, direction=Direction.NEUTRAL)


def _details(one: Comparison, rows: Sequence[Segment], mix: Mix | None, currency: str) -> tuple[str, ...]:
    return change(one, currency), standing(one), _looked_at(rows), _parts(mix, one.unit, currency)


def _nothing(rows: Sequence[Segment], place: int, whole: Comparison, currency: str) -> Finding:
    seen = [row.comparisons[place] for row in rows]
    unsure = sum(one.verdict is Verdict.CANNOT_TELL for one in seen)
    if unsure == len(seen) and whole.verdict is Verdict.CANNOT_TELL:
        sentence = f"{whole.label}: {doubt(whole, currency)}."
        return Finding(Verdict.CANNOT_TELL, "segments", sentence, (standing(whole),), metric=whole.metric)
    least = smallest(whole, currency)
    spread = (
        f"{moved(whole, currency)}, spread evenly: no segment stands out."
        if whole.verdict is Verdict.CHANGED
        else ""
    )
    alone = "no change in all; each segment alone is too small to tell" if unsure == len(seen) else ""
    sentence = spread or f"{whole.label}: {alone or f'no segment of {len(seen)} changed materially'}."
    details = (
        change(whole, currency) + " in all",
        f"all traffic could have shown {least}" if least else "",
        f"{unsure} cannot tell" if unsure else "",
        _looked_at(rows),
    )
    found = comparison_finding(whole, "segments", sentence, details)
    if spread:
        return found
    return replace(found, verdict=Verdict.NOT_MATERIAL, direction=Direction.NEUTRAL, rising=None)


def _looked_at(rows: Sequence[Segment]) -> str:
    return f"{len(rows)} segments compared, corrected" if len(rows) > 1 else ""


def _parts(mix: Mix | None, unit: str, currency: str) -> str:
    if mix is None or abs(mix.mix) < 0.2 * abs(mix.change):
        return ""
    within, moved_traffic = (
        formats.difference(Effect(part, nan, nan, unit), unit, currency=currency)
        for part in (mix.rate, mix.mix)
    )
    return f"in all: {within} by segments, {moved_traffic} by traffic mix"
