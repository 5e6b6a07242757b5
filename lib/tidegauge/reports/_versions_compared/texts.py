"""How the page and the command write what is compared."""

from math import isfinite

from tidegauge import formats
from tidegauge.findings import Verdict
from tidegauge.reports._records import Measure
from tidegauge.reports._versions_compared.records import (
    ComparedMetric,
    ComparedSegment,
    CompareReport,
    SamplePair,
)


def value_words(measure: Measure, one: ComparedMetric, currency: str) -> str:
    """Return a side's value with its interval: `2.4% [2.1, 2.7]`."""
    value = formats.value(measure.value, one.unit, currency)
    return (
        f"{value} {formats.interval(measure.low, measure.high, one.unit, currency, of=measure.value)}".strip()
    )


def change_words(one: ComparedMetric, currency: str) -> str:
    """Return the difference with its interval: `+1.5 pt [1.1, 1.9]`."""
    return formats.difference(one.difference, one.unit, currency=currency)


def signed_change(one: ComparedMetric, currency: str) -> str:
    """Return the difference alone; of money, times and counts relative to A: `+1.5 pt`, `+23%`."""
    if one.unit in {"usd", "ms", "tokens", "count"} and one.a.value:
        return formats.relative(one.difference.value / one.a.value)
    return formats.difference(one.difference, one.unit, currency=currency).partition(" [")[0]


def money_words(one: ComparedMetric) -> str:
    """Return what happened to a price: `is 3% cheaper`."""
    part = one.difference.value / one.a.value if one.a.value else 0.0
    return f"is {formats.relative(abs(part)).lstrip('+')} {'cheaper' if part < 0 else 'dearer'} ({_small(one.label)})"


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def sees_words(one: ComparedMetric, currency: str) -> str:
    """Return the smallest change that would have been seen: `sees ≥ 0.4 pt`."""
    if one.sees is None or not isfinite(one.sees):
        return ""
    least = (
        formats.points(one.sees).lstrip("+")
        if one.unit == "share"
        else formats.value(one.sees, one.unit, currency)
    )
    return f"sees ≥ {least}"


def needs_words(one: ComparedMetric) -> str:
    """Return what would settle a metric: `4 days, 1,240 calls`; nothing where it is settled.

    One side may get no calls any more: then the days never come, and only the calls are told.
    """
    if one.verdict is not Verdict.CANNOT_TELL:
        return ""
    if one.needs is None:
        return "no traffic settles it"
    calls = "1 more call" if one.needs == 1 else f"{formats.count(one.needs)} more calls"
    if one.days is None:
        return f"{calls} of both"
    days = max(1, -int(-one.days // 1))
    return f"{'1 day' if days == 1 else f'{formats.count(days)} days'}, {calls}"


def how_words(report: CompareReport) -> str:
    """Return how the two were made comparable."""
    if report.n_pairs:
        keys = " and ".join(report.paired_by)
        return f"{formats.count(report.n_pairs)} answered by both, paired by {keys}"
    if report.matched_on:
        return f"{report.a} weighted to the traffic of {report.b} by {', '.join(report.matched_on)}"
    return "the traffic of both is alike, nothing had to be weighted"


def difference_text(pair: SamplePair) -> str:
    """Return the word differences of a pair as text: what only A said in [−…−], what only B said in {+…+}."""
    marks = {" ": "{}", "-": "[−{}−]", "+": "{{+{}+}}"}
    return "".join(marks[one.sign].format(one.text) for one in pair.changes)


def segment_change(one: ComparedSegment, report: CompareReport) -> str:
    """Return a segment's difference with its interval."""
    unit = report.segments.unit if report.segments else ""
    return formats.difference(one.difference, unit, currency=report.currency)
