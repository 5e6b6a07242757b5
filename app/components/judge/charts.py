"""The charts of the Judge page: raw and corrected lines, the spread of scores, the judge on its fixed answers."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, isfinite

import streamlit as st

from app.components.head import head
from app.components.palette import Palette, palette
from tidegauge.charts.axis import nice_step
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.judge_anchors import anchors_spec
from tidegauge.charts.judge_bars import judge_bars_spec
from tidegauge.charts.judge_lines import judge_lines_spec
from tidegauge.charts.judge_reliability import reliability_spec
from tidegauge.formats import Tone, decimal
from tidegauge.reports._judge.records import Missing
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._judge.texts import METHODS, measure_text
from tidegauge.reports._judge.words import short

HEIGHT = 190
SHARES = (0.0, 100.0, 25.0, "{value}%")


def look(colours: Palette) -> ChartColours:
    """Return the colours of a chart whose story is this window."""
    return ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)


def raw_chart(report: JudgeReport) -> None:
    """Draw the judges' means: grey, each line as long as its judge."""
    assert report.scale is not None  # noqa: S101  the page shows it only with scores
    ends = f"{report.scale.low:g} to {report.scale.high:g}"
    head("Judge score, raw", f"mean of {ends}, {report.grain}; a line never crosses a judge change")
    colours = palette()
    if not any(len(line.points) > 1 for line in report.raw_lines):
        _too_few()
        return
    spec = judge_lines_spec(
        report.raw_lines,
        report.changes,
        (colours.reference, colours.grey),
        look(colours),
        axis_of(report.scale),
        zone=report.windows.time_zone,
    )
    st.echarts_chart(spec, height=HEIGHT, key="judge_raw", alt=report.findings[0].sentence)


def corrected_chart(report: JudgeReport) -> None:
    """Draw corrected quality with its band; without labels say how many would give it."""
    head("Quality, corrected with human labels", "% of answers people would pass; band = interval")
    if isinstance(report.quality, Missing) or not report.corrected_lines:
        st.html(f'<div class="tg-details">{escape(_no_line(report))}</div>')
        return
    colours = palette()
    spec = judge_lines_spec(
        report.corrected_lines,
        report.changes,
        (colours.current,),
        look(colours),
        SHARES,
        zone=report.windows.time_zone,
        band=True,
    )
    st.echarts_chart(spec, height=HEIGHT, key="judge_corrected", alt=report.findings[0].sentence)


def _no_line(report: JudgeReport) -> str:
    if isinstance(report.quality, Missing):
        wide = 100 * report.quality.half_width
        return f"{report.quality.reason} {report.quality.labels:,} random labels would give quality to ±{wide:.0f} pt."
    method = METHODS[report.quality.method] if report.quality else ""
    return f"Too few labels of each judge for a line. Of the whole window quality is known: {method}."


def distribution_chart(report: JudgeReport) -> None:
    """Draw the share of answers at each score, with what has no score beside it in words."""
    names = _bar_names(report)
    compared = (
        f"; grey = {names[0]}" if any(bar.share_reference is not None for bar in report.distribution) else ""
    )
    head("Share of answers by score", f"{report.name[:40]}{compared}")
    spec = judge_bars_spec(report.distribution, look(palette()), names=names)
    st.echarts_chart(
        spec, height=HEIGHT, key="judge_bars", alt=f"Share of answers by score of {report.name[:40]}"
    )


def _bar_names(report: JudgeReport) -> tuple[str, str]:
    before = report.windows.comparison
    if report.changes and report.raw_reference is not None:
        change = report.changes[-1]
        return f"{short(change.before)} before", f"{short(change.after)} now"
    return before, "now"


def anchor_chart(report: JudgeReport) -> None:
    """Draw the judge's mean on its fixed answers between limits."""
    assert report.scale is not None  # noqa: S101  the page shows it only with scores
    n = max(point.n for point in report.anchors)
    outside = sum(point.outside for point in report.anchors)
    head(
        "The judge on fixed answers",
        f"mean of the same {n:,} answers a day; dashed = limits, {outside} outside",
    )
    colours = palette()
    known = [x for p in report.anchors for x in (p.value, p.low, p.high) if isfinite(x)]
    spec = anchors_spec(
        report.anchors,
        report.changes,
        (colours.reference, colours.grey),
        look(colours),
        near(known, report.scale),
        worse=colours.tones[Tone.UNLIKE],
        zone=report.windows.time_zone,
    )
    st.echarts_chart(
        spec, height=HEIGHT, key="judge_anchors", alt=f"{outside} of {len(report.anchors)} days outside"
    )


def reliability_chart(report: JudgeReport) -> None:
    """Draw predicted probabilities against what happened."""
    found = report.reliability
    assert found is not None  # noqa: S101  the page shows it only with predictions
    said = f"calibration error {measure_text(found.ece, 3)}, Brier {decimal(found.brier, 3)}"
    head("Predictions against what happened", said)
    st.echarts_chart(
        reliability_spec(found, look(palette())), height=HEIGHT + 30, key="judge_reliability", alt=said
    )


def axis_of(scale: Scale) -> tuple[float, float, float, str]:
    """Return the whole scale as an axis: noise must look small on it."""
    length = scale.high - scale.low
    step = 1.0 if scale.marks and length <= 5 else nice_step(length / 5)
    return (scale.low, scale.high, step, "{value}")


def near(values: Sequence[float], scale: Scale) -> tuple[float, float, float, str]:
    """Return the part of the scale that holds the values, in round steps."""
    low, high = min(values), max(values)
    step = nice_step(max((high - low) / 3, (scale.high - scale.low) / 20))
    # Rounded: 0.2 times 19 is not 3.8 in binary, and an axis would print all of its digits.
    bottom, top = (round(end * step, 9) for end in (floor(low / step + 1e-9), ceil(high / step - 1e-9)))
    return (max(scale.low, bottom), min(scale.high, top), step, "{value}")


def _too_few() -> None:
    st.html('<div class="tg-details">Too few points for a line. Choose a longer window.</div>')
