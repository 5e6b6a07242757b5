"""Ruler or product, how far the judge can be trusted, and its known biases: rows of label, drawn interval and words."""

from collections.abc import Sequence
from html import escape
from math import ceil

import streamlit as st

from app.components.chip import badge
from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from app.components.palette import palette
from tidegauge.charts.estimate_image import Span
from tidegauge.charts.interval_image import common_reach, interval_image
from tidegauge.formats import Tone, share, signed
from tidegauge.reports._judge.records import Agreement, Bias, RulerRow
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import effect_text, measure_text, share_text

_BADGES = {"found": ("!", Tone.UNSURE), "none": ("○", Tone.QUIET), "untested": ("?", Tone.QUIET)}


def ruler_panel(report: JudgeReport) -> None:
    """Show what moved when something else was held still."""
    assert report.scale is not None  # noqa: S101  the page shows it only with scores
    head(
        "Ruler or product?",
        f"what moved, in points of the {report.scale.low:g} to {report.scale.high:g} scale",
    )
    if not report.ruler:
        st.html(f'<div class="tg-details">{escape(_no_ruler(report))}</div>')
        return
    # Whole tenths: the axis' ends are written with one digit.
    reach = ceil(10 * common_reach([row.effect for row in report.ruler])) / 10
    ends = "".join(f"<i>{escape(end)}</i>" for end in (signed(-reach, 1), "0", signed(reach, 1)))
    top = f'<div class="tg-est-head"><div></div><div class="tg-est-axis">{ends}</div><div></div></div>'
    st.html(f'<div class="tg-est">{top}{"".join(_row(row, reach) for row in report.ruler)}</div>')


def _no_ruler(report: JudgeReport) -> str:
    if report.changes:
        return (
            "No answer was scored by both judges. Let each judge score one fixed set of answers "
            "(source anchor), and the two can be told apart."
        )
    return "No fixed answers are scored. Let the judge score the same 150 answers every day (source anchor) to see it drift."


def _row(row: RulerRow, reach: float) -> str:
    colours = palette()
    moved = row.effect.low > 0 or row.effect.high < 0
    tone = Tone.UNLIKE if row.ruler else Tone.CHANGED
    image = interval_image(row.effect, reach, colours.tones[tone] if moved else colours.grey, colours.line)
    label = f"<div><b>{escape(row.label)}</b><p>{escape(row.says)}</p></div>"
    text = effect_text(row.effect)
    return (
        f'<div class="tg-est-row">{label}<img src="{image}" alt="{escape(text)}">'
        f'<div class="tg-num">{escape(text)}</div></div>'
    )


def agreement_panel(report: JudgeReport) -> None:
    """Show Cohen's kappa of judge with people and of people with one another."""
    head("How far can the judge be trusted?", "agreement beyond chance, 0 to 1 (kappa, on pass or fail)")
    kappas = [one for one in report.agreement if one.measure == "kappa"]
    if not kappas:
        st.html(
            '<div class="tg-details">No answer has scores of people and of this judge. Let people label a random '
            "few of the judged answers.</div>"
        )
        return
    interval_rows([_kappa(one) for one in kappas], Span(0.0, 1.0), ("0", "0.5", "1"), what="", of="")
    if not any(one.people for one in kappas):
        text = "How far people agree with one another is not known: let two label the same answers."
        st.html(f'<div class="tg-details">{text}</div>')
    others_popover(report.agreement)


def _kappa(one: Agreement) -> IntervalRow:
    found = one.value
    return IntervalRow(
        one.label, one.note, measure_text(found), found.value, found.low, found.high, headline=not one.people
    )


_ON = (
    "On passes asks only whether both call an answer good, or both bad. On marks, 4 and 5 differ: a little (weighted kappa; "
    "alpha, ordinal and interval) or as much as 1 and 5 (alpha, nominal). So the two need not be close."
)


def others_popover(found: Sequence[Agreement]) -> None:
    """Show the other measures behind a button."""
    with st.popover("Other measures", type="tertiary"):
        rows = "".join(
            f"<tr><td>{escape(one.label)}</td><td>{escape(one.measure)}</td><td>on {escape(one.on)}</td>"
            f'<td class="tg-num">{escape(measure_text(one.value))}</td></tr>'
            for one in found
        )
        st.html(f'<table class="tg-judge-table">{rows}</table>')
        st.html(f'<div class="tg-details">{escape(_ON)}</div>')


def biases_panel(found: Sequence[Bias]) -> None:
    """Show each bias: found, ruled out, or what its test needs."""
    head("Known biases of this judge", "tested on this window")
    st.html(f'<div class="tg-judge-biases">{"".join(map(_bias, found))}</div>')


def _bias(one: Bias) -> str:
    sign, tone = _BADGES[one.state]
    return f"<div>{badge(f'{sign} {one.name}', tone)}</div><div>{escape(one.sentence)}</div>"


def same_inputs_panel(report: JudgeReport) -> None:
    """Show how often the current answers beat the reference's to the same inputs, also at equal length."""
    found = report.length_controlled
    assert found is not None  # noqa: S101  the page shows it only with pairs
    head("Same inputs, now against before", f"how often the newer answer scores higher, n {found.raw.n:,}")
    rows = (
        ("As scored", "ties count half", found.raw),
        ("At equal length", "what is left when length is held equal", found.controlled),
    )
    interval_rows(
        [
            IntervalRow(
                label,
                assumes,
                share_text(one),
                one.value,
                one.low,
                one.high,
                headline=one is found.controlled,
            )
            for label, assumes, one in rows
        ],
        what="",
    )


def quality_line(report: JudgeReport) -> None:
    """Show how many answers could not be read: a line of its own, never a score."""
    said = [f"{one.label.capitalize()} {one.n:,} ({share(one.share)})" for one in report.coverage.silent]
    st.html(f'<div class="tg-details">{escape(" · ".join(said))}, never counted as a score</div>')
