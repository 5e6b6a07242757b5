"""The numbers of the Feedback page as people read them: the same in tables, commands and pages."""

from math import isnan

from tidegauge import formats
from tidegauge.findings import Verdict
from tidegauge.reports._feedback.records import (
    FeedbackReport,
    FeedbackSegment,
    RatedContrast,
    SatisfactionEstimate,
)
from tidegauge.reports._records import Measure

WARNING = "! survivorship warning"


def estimate_words(one: SatisfactionEstimate) -> str:
    """Return `61% [56, 66]`, `8% to 99%` of mere bounds, or `refused`."""
    if one.refused:
        return "refused"
    if isnan(one.value):
        return f"{formats.share(one.low, 0)} to {formats.share(one.high, 0)}"
    return f"{formats.share(one.value)} {formats.interval(one.low, one.high, 'share')}"


def measure_words(one: Measure, unit: str = "share") -> str:
    """Return a value with its interval.

    >>> measure_words(Measure(0.61, 0.56, 0.66, 200))
    '61% [56, 66]'
    """
    bounds = formats.interval(one.low, one.high, unit, of=one.value)
    return f"{formats.value(one.value, unit)} {bounds}".rstrip()


def contrast_words(one: RatedContrast) -> list[str]:
    """Return label, rated, unrated and difference of a signal."""
    label = f"{one.label} (derived)" if one.derived else one.label
    return [
        label,
        formats.value(one.rated.value, one.unit),
        formats.value(one.unrated.value, one.unit),
        difference(one),
    ]


def difference(one: RatedContrast) -> str:
    """Return the difference that was measured, or why there is none to tell."""
    if one.verdict is not Verdict.CHANGED:
        return formats.verdict_words(one.verdict)
    return formats.difference(one.difference, one.unit)


def segment_words(one: FeedbackSegment, *, compared: bool) -> list[str]:
    """Return the cells of a segment: value, verdict, sessions, rated, thumbs-up, satisfied, left."""
    verdict = formats.verdict_words(one.verdict, one.direction, one.rising) if compared else ""
    return [
        one.value,
        "; ".join(part for part in (WARNING if one.warnings else "", verdict) if part),
        formats.count(one.sessions),
        formats.share(one.rated.value),
        formats.value(one.thumbs_up.value, "share"),
        satisfied_words(one),
        formats.share(one.left.value),
    ]


def satisfied_words(one: FeedbackSegment) -> str:
    """Return the corrected rate of a segment, or why it has none."""
    return one.refused if one.satisfied is None else measure_words(one.satisfied)


def feedback_words(report: FeedbackReport) -> list[str]:
    """Return what the words line says beside the windows."""
    said = []
    if report.left_out:
        said.append(f"{formats.count(report.left_out)} calls that nobody could rate")
    if report.unit == "trace":
        said.append("no session is recorded: a trace stands for one")
    derived = [one.label for one in report.signals if one.derived and one.kind != "length"]
    if derived:
        said.append(f"derived: {', '.join(derived)}")
    return said
