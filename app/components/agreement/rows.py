"""Agreement by score: rows of label, drawn interval and numbers, 0 to 1; a warning where one answer dominates."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.chip import badge
from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from tidegauge.charts.estimate_image import Span
from tidegauge.formats import Tone, count
from tidegauge.reports._agreement.records import (
    AgreementReport,
    Coefficients,
    ScoreAgreement,
)
from tidegauge.reports._agreement.texts import measures, stands_on
from tidegauge.reports._judge.agreement import FEWEST
from tidegauge.reports._judge.texts import measure_text

TICKS = ("0", "0.5", "1")
MOST = 12
MOST_FEW = 40


def scores_panel(report: AgreementReport) -> None:
    """Show every score's coefficient, lowest first, with a warning where one answer dominates."""
    head("Agreement by score", "beyond chance, 0 to 1; lowest first")
    told = [one for one in report.scores if one.coefficients is not None]
    rows = [
        _row(
            f"{one.name[:60]}, {one.coefficients.measure}", one.coefficients, headline=one.name == report.name
        )
        for one in told[:MOST]
        if one.coefficients is not None
    ]
    interval_rows(rows, Span(0.0, 1.0), TICKS, what="", of="")
    warned = [one for one in told[:MOST] if one.coefficients and one.coefficients.warning]
    if warned:
        lines = "".join(map(_warning, warned))
        st.html(f'<div class="tg-judge-biases">{lines}</div>')
    left = len(told) - MOST
    if left > 0:
        st.html(f'<div class="tg-details">{count(left)} more scores are in the download</div>')
    _every_measure(told[:MOST])
    _few([one for one in report.scores if one.coefficients is None])


def _few(scores: Sequence[ScoreAgreement]) -> None:
    """Fold away the scores of which nothing can be said yet: they would push down those of which something can."""
    if not scores:
        return
    lead = "1 score" if len(scores) == 1 else f"{count(len(scores))} scores"
    with st.expander(f"{lead} with fewer than {FEWEST} answers labelled twice", key="agreement_few"):
        lines = "".join(f"<div>{escape(_counted(one))}</div>" for one in scores[:MOST_FEW])
        left = len(scores) - MOST_FEW
        more = f"<div>{count(left)} more are in the download</div>" if left > 0 else ""
        st.html(f'<div class="tg-details">{lines}{more}</div>')


def _counted(one: ScoreAgreement) -> str:
    labels = "1 label" if one.labels == 1 else f"{count(one.labels)} labels"
    return f"{one.name[:60]}: {labels}, {count(one.doubles)} {'answer' if one.doubles == 1 else 'answers'} with two"


def _row(label: str, found: Coefficients, *, headline: bool = False) -> IntervalRow:
    one = found.headline
    return IntervalRow(
        label, stands_on(found), measure_text(one), one.value, one.low, one.high, headline=headline
    )


def _warning(one: ScoreAgreement) -> str:
    assert one.coefficients is not None  # noqa: S101  asked before
    text = f"{one.name[:60]}: {one.coefficients.warning}"
    return f"<div>{badge('! prevalence', Tone.UNSURE)}</div><div>{escape(text)}</div>"


def _every_measure(known: Sequence[ScoreAgreement]) -> None:
    if not known:
        return
    with st.popover("Other measures", type="tertiary"):
        rows = "".join(
            f'<tr><td>{escape(one.name[:60])}</td><td>{escape(name)}</td><td class="tg-num">{escape(value)}</td></tr>'
            for one in known
            if one.coefficients is not None
            for name, value in measures(one.coefficients)
        )
        st.html(f'<table class="tg-judge-table">{rows}</table>')
