"""Reviewers in pairs, each against the others, and segments, as tables."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.palette import palette
from app.components.small_table import small_table
from tidegauge.charts.estimate_image import Span, estimate_image
from tidegauge.formats import MISSING
from tidegauge.reports._agreement.records import (
    AgreementReport,
    PairAgreement,
    Reviewer,
    SegmentAgreement,
)
from tidegauge.reports._agreement.texts import drift_text, leaning_text, named
from tidegauge.reports._judge.texts import measure_text, share_text
from tidegauge.reports._records import Measure

DRAWN = "0 to 1"


def pairs_table(report: AgreementReport) -> None:
    """Show every two reviewers with answers in common."""
    head("Reviewer pairs", f"kappa on {str(report.name)[:40]}, lowest first")
    _show(pl.DataFrame([_pair(one) for one in report.pairs]), "agreement_pairs")


def _pair(one: PairAgreement) -> dict[str, object]:
    found = one.coefficients
    return {
        "Reviewer": named(one.first),
        "and": named(one.second),
        "Kappa": measure_text(found.kappa),
        DRAWN: _drawn(found.kappa),
        "n": found.answers,
    }


def reviewers_table(report: AgreementReport) -> None:
    """Show each reviewer against the others, and whether they moved."""
    head(
        "Each reviewer against the others",
        "labels above or below, and what moved",
    )
    _show(pl.DataFrame([_reviewer(one) for one in report.reviewers]), "agreement_reviewers")
    moved = sum(one.drifted for one in report.reviewers)
    if moved > 1:
        text = (
            "Of two reviewers nobody can tell which one moved: let a third label some."
            if len(report.reviewers) == 2
            else "One person who moves shifts all others against them: look at who moved most."
        )
        st.html(f'<div class="tg-details">{text}</div>')


def _reviewer(one: Reviewer) -> dict[str, object]:
    return {
        "Reviewer": named(one.name),
        "Kappa": measure_text(one.kappa),
        "Above or below": leaning_text(one) or MISSING,
        "Moved": drift_text(one) or MISSING,
        "Shared": one.shared,
        "Labels": one.labels,
    }


def segments_table(report: AgreementReport) -> None:
    """Show one score's agreement within each value of the dimension."""
    measure = report.segments[0].coefficients.measure
    head(
        f"By {(report.by or '')[:40]}",
        f"{measure} on {str(report.name)[:40]}, lowest first; from 10 double labels on",
    )
    rows = [_segment(one, measure.capitalize()) for one in report.segments]
    _show(pl.DataFrame(rows), "agreement_segments")


def _segment(one: SegmentAgreement, measure: str) -> dict[str, object]:
    found = one.coefficients
    return {
        "Segment": one.segment[:120],
        measure: measure_text(found.headline),
        DRAWN: _drawn(found.headline),
        "Agreed": share_text(found.agreed),
        "Commonest answer": found.common,
        "n": found.answers,
    }


def _drawn(found: Measure) -> str:
    colours = palette()
    return estimate_image(found.value, found.low, found.high, Span(0.0, 1.0), colours.current, colours.line)


def _show(frame: pl.DataFrame, key: str) -> None:
    config = st.column_config
    columns = {
        DRAWN: config.ImageColumn(width=212, help="The coefficient and its 95% interval"),
        "Above or below": config.TextColumn(
            help="Own label minus the others' mean, in points of the scale; for words the share of others who say the same"
        ),
        "Moved": config.TextColumn(
            help="Change of that from the earlier half of the labels to the later; ! where chance does not explain it"
        ),
    }
    small_table(frame, key, columns, ("n", "Shared", "Labels"))
