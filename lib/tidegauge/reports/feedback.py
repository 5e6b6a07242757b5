"""Whose satisfaction it is: the thumbs, who gave them, who left without, and what all sessions would say."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.contrast import contrasts, decided, directed, direction_words
from tidegauge.reports._feedback.empty import empty
from tidegauge.reports._feedback.estimates import estimates
from tidegauge.reports._feedback.findings import Told, findings_of
from tidegauge.reports._feedback.implicit import implicit_signals
from tidegauge.reports._feedback.offer import offer
from tidegauge.reports._feedback.read import Sessions, read_sessions
from tidegauge.reports._feedback.records import Explicit, FeedbackReport, FeedbackSegment, RatedContrast
from tidegauge.reports._feedback.reviews import headline
from tidegauge.reports._feedback.scan import scan
from tidegauge.reports._feedback.tally import measure
from tidegauge.reports._feedback.trends import feedback_trends
from tidegauge.reports._judge.words import others_text
from tidegauge.reports._records import Windows
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats import proportion

DEFAULT = FeedbackTable()


def feedback(
    source: Source, asked: TraceFilter, by: str | None = None, table: FeedbackTable = DEFAULT
) -> FeedbackReport:
    """Return the report of the sessions of a filter, divided by the dimension `by`.

    Raises:
        FilterError: an attribute that the store does not have.
    """
    found = read_sessions(source, asked, by, table)
    seen = _windows(source, asked, found)
    if not found.side(CURRENT).height:
        return empty(source, asked, seen, by, found, table)
    made = contrasts(found, Cells(found.side(CURRENT)))
    rated = decided(made)
    told = _told(found, rated, by, table)
    warnings, rows = scan(found, asked, told, made, rated, by, table)
    told = replace(told, warnings=warnings, segments=rows)
    return FeedbackReport(
        windows=seen,
        findings=findings_of(told),
        unit=told.unit,
        by=by,
        left_out=found.left_out,
        explicit=told.explicit,
        estimates=tuple(told.estimates),
        rated_vs_unrated=rated,
        direction=direction_words(rated),
        standing=_standing(told, found.rules.judges),
        warnings=warnings,
        signals=implicit_signals(found, asked, table),
        trends=feedback_trends(found, asked, table),
        segments=rows,
        offer=told.offer,
    )


def _told(
    found: Sessions,
    rated: tuple[RatedContrast, ...],
    by: str | None,
    table: FeedbackTable,
) -> Told:
    cells = Cells(found.side(CURRENT))
    review, happier = headline(cells, table, found.days.filter(pl.col("side") == CURRENT)), directed(rated)
    return Told(
        explicit=_explicit(cells, found.rules.unit),
        estimates=estimates(cells, review, unlike=happier is not None),
        warnings=(),
        segments=(),
        left=measure(proportion.estimate(cells.total(cells.column("left")), cells.sessions)),
        offer=offer(cells, review),
        by=by,
        unit=found.rules.unit,
        judged=cells.total(np.isfinite(cells.judge).astype(np.float64)),
        happier=happier,
        review=review,
    )


def _explicit(cells: Cells, unit: str) -> Explicit:
    up, rated, sessions = cells.total(cells.up), cells.total(cells.rated), cells.sessions
    share, coverage = (
        measure(proportion.estimate(part, whole)) for part, whole in ((up, rated), (rated, sessions))
    )
    many = f"{formats.count(sessions)} {unit}{'' if sessions == 1 else 's'}"
    if not rated:
        return Explicit(sessions, 0, 0, share, coverage, f"None of {many} has a thumb.")
    sentence = (
        f"{formats.share(share.value)} of the {formats.share(coverage.value)} who rated gave a thumbs-up: "
        f"{formats.count(up)} of {formats.count(rated)}, of {many}."
    )
    return Explicit(sessions, rated, up, share, coverage, sentence)


def _standing(told: Told, judges: Sequence[str]) -> str:
    one = told.explicit
    judged = f", {formats.count(told.judged)} judged" if told.judged else ", none judged"
    # Named only where others judged beside it: the page Judge has them all.
    judged += f" by {others_text(judges)}" if judges and told.judged else ""
    return f"n {formats.count(one.rated)} rated, {formats.count(one.sessions - one.rated)} unrated{judged}."


def _windows(source: Source, asked: TraceFilter, found: Sessions) -> Windows:
    current, reference = (int(found.side(side)["n"].sum()) for side in (CURRENT, REFERENCE))
    return replace(windows(source, asked, current, reference), grain=found.rules.unit)


def table(report: FeedbackReport) -> pl.DataFrame:
    """Return the segments as a frame, one row each; without any, the estimates."""
    if report.by is None:
        return pl.DataFrame([_answer(one) for one in report.estimates], schema=_ESTIMATES)
    return pl.DataFrame([_flat(report.by, one) for one in report.segments], infer_schema_length=None)


_ESTIMATES = {
    "estimate": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "assumes": pl.String,
    "refused": pl.String,
}


def _answer(one: object) -> dict[str, object]:
    names = ("name", "value", "low", "high", "n", "assumes", "refused")
    return dict(zip(_ESTIMATES, (getattr(one, name) for name in names), strict=True))


def _flat(by: str, row: FeedbackSegment) -> dict[str, object]:
    found: dict[str, object] = {by: row.value, "sessions": row.sessions}
    for name in ("rated", "thumbs_up", "left", "satisfied"):
        one = getattr(row, name)
        key = f"{name}_share" if name == by else name
        found |= {key: one and one.value, f"{key}_low": one and one.low, f"{key}_high": one and one.high}
    effect = row.difference
    return found | {
        "refused": row.refused,
        "warnings": ", ".join(row.warnings),
        "left_difference": effect and effect.value,
        "left_difference_low": effect and effect.low,
        "left_difference_high": effect and effect.high,
        "verdict": row.verdict.value,
    }
