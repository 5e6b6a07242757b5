"""The Judge page's numbers in words: what the page and the command both show."""

from collections.abc import Iterator
from math import isfinite

from tidegauge.findings import Effect
from tidegauge.formats import MISSING, count, decimal, money, share, signed
from tidegauge.reports._judge.records import (
    Corrected,
    Coverage,
    Missing,
    Sampling,
    SamplingPoint,
    Silence,
    Version,
)
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.words import short
from tidegauge.reports._records import Measure, Windows

METHODS = {
    "ppi++": "judge scores and random human labels (PPI++)",
    "labels": "random human labels alone",
    "rogan-gladen": "the judge's known errors (Rogan and Gladen), if labels were not picked",
}
"""How a corrected number was computed, in words."""


def measure_text(found: Measure | None, digits: int = 2) -> str:
    """Return a score with its interval.

    >>> measure_text(Measure(4.21, 4.1, 4.32, 80))
    '4.21 [4.10, 4.32]'
    """
    if found is None or found.value != found.value:
        return MISSING
    bounds = f" [{decimal(found.low, digits)}, {decimal(found.high, digits)}]"
    return decimal(found.value, digits) + (bounds if MISSING not in bounds else "")


def share_text(found: Measure) -> str:
    """Return a share with its interval.

    >>> share_text(Measure(0.8, 0.76, 0.84, 212))
    '80% [76, 84]'
    """
    digits = 0 if found.value >= 0.0995 else 1
    return f"{share(found.value)} [{decimal(found.low * 100, digits)}, {decimal(found.high * 100, digits)}]"


def effect_text(effect: Effect | None, digits: int = 2) -> str:
    """Return a difference of scores with its interval."""
    if effect is None:
        return MISSING
    return f"{signed(effect.value, digits)} [{decimal(effect.low, digits)}, {decimal(effect.high, digits)}]"


def mark(value: float) -> str:
    """Return a value of a scale as it is written on an axis.

    >>> mark(4.0), mark(0.35)
    ('4', '0.35')
    """
    return f"{value:g}"


def coverage_facts(coverage: Coverage, windows: Windows) -> Iterator[str]:
    """Yield the facts of the words line: how much is judged, what could not be read, how many labels."""
    calls = {"call": "calls", "trace": "traces", "span": "spans"}.get(windows.grain, "rows")
    yield f"{count(coverage.judged)} of {count(coverage.calls)} {calls} judged ({share(coverage.share)})"
    for one in coverage.silent:
        if one.n:
            yield f"{count(one.n)} {one.label}"
    if coverage.left_out:
        yield f"{count(coverage.left_out)} scores are in no mean: a recorded draw and another cannot be put together"
    if coverage.human:
        yield f"{count(coverage.human)} human labels, {_draw(coverage)}"
    if coverage.read is not None:
        yield f"only the newest {count(coverage.read)} scores of labelled answers are read"


def _draw(coverage: Coverage) -> str:
    if coverage.drawn == coverage.human:
        return "drawn at random"
    if not coverage.drawn:
        return "their draw not recorded"
    return f"{count(coverage.drawn)} of them drawn at random"


def silence_text(one: Silence) -> list[str]:
    """Return an answer's lack of a score as a line of its own: name, now, before."""
    before = (
        MISSING if one.share_reference is None else f"{count(one.n_reference)} ({share(one.share_reference)})"
    )
    return [one.label, f"{count(one.n)} ({share(one.share)})", before]


def quality_text(report: JudgeReport) -> Iterator[list[str]]:
    """Yield rows what, value, method, judged, labelled: as judged and as corrected, shares that pass and then means."""
    sides = (
        ("now", report.raw_passes, report.quality, report.raw),
        ("before", report.raw_passes_reference, report.quality_reference, report.raw_reference),
    )
    for when, passes, quality, _ in sides:
        if passes is not None:
            yield [f"Pass {when}, raw", share_text(passes), "as judged", count(passes.n), ""]
        if isinstance(quality, Corrected):
            both = (count(quality.n_judged), count(quality.n_human))
            yield [f"Pass {when}, corrected", share_text(quality.quality), METHODS[quality.method], *both]
        elif isinstance(quality, Missing):
            needed = f"{count(quality.labels)} needed"
            yield [f"Pass {when}, corrected", "not known", quality.reason, "", needed]
    for when, _, quality, raw in sides:
        if raw is not None:
            yield [f"Mean {when}, raw", measure_text(raw), "as judged", count(raw.n), ""]
        if isinstance(quality, Corrected) and quality.mean is not None:
            both = (count(quality.n_judged), count(quality.n_human))
            yield [f"Mean {when}, corrected", measure_text(quality.mean), METHODS[quality.method], *both]


def role(report: JudgeReport, one: Version) -> str:
    """Return what a judge has to do with what the page says: it is spoken of, came before that one, or judged beside it."""
    if one in report.others:
        return "not in the headline"
    return "headline" if report.line is not None and one.evaluator == report.line.judges[-1] else "before it"


def segments_judges(report: JudgeReport) -> str:
    """Return whose means the segments have, where those of both windows are of two judges: they are not compared."""
    if not report.changes:
        return ""
    change = report.changes[-1]
    return f": now by {short(change.after)}, before by {short(change.before)}, which are not compared"


def sampling_text(sampling: Sampling, rate: float) -> str:
    """Return what judging at the nearest rate of the curve shows and costs, in one sentence."""
    point = min(sampling.curve, key=lambda one: abs(one.rate - rate))
    drop = f"a drop of {100 * sampling.effect:.0f} pt is seen within {_days(point)}"
    window = (
        f"this window shows {decimal(100 * point.detects, 1)} pt or more"
        if isfinite(point.detects)
        else "this window shows no drop at all"
    )
    always = f", with {count(sampling.always)} a week that are judged anyway" if sampling.always else ""
    return f"At {share(point.rate)} ({_cost(point)}{always}) {drop}; {window}."


def cost_words(sampling: Sampling) -> str:
    """Return where the cost comes from, or how to make it known; empty where the settings say it."""
    if sampling.cost_per_call is None:
        return "What a judged answer costs is not known: set cost_per_call under [judge] in tidegauge.toml."
    if sampling.paid:
        each = money(sampling.cost_per_call)
        return f"{each} an answer: what tidegauge judge paid in the last 30 days."
    return ""


def _cost(point: SamplingPoint) -> str:
    judged = f"{count(point.judged)} answers a week"
    return f"{judged}, cost not known" if point.cost is None else f"{money(point.cost)} a week, {judged}"


def _days(point: SamplingPoint) -> str:
    if not point.days < 365:
        return "more than a year"
    days = max(1, round(point.days))
    return "a day" if days == 1 else f"{days} days"
