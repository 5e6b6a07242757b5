"""Agreement score by score, segment by segment, over time; and the answers that people labelled differently."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.human_labels import texts_of
from tidegauge.reports._agreement.answers import Labels
from tidegauge.reports._agreement.measures import coefficients, doubles, lowest, usual_measure
from tidegauge.reports._agreement.records import Disagreement, ScoreAgreement, SegmentAgreement
from tidegauge.reports._agreement.reviewers import kappa_with_others, with_others
from tidegauge.reports._judge.records import JudgeLine
from tidegauge.reports._records import Measure, Point
from tidegauge.reports._series import POINTS
from tidegauge.reports._traces.text import asked_line, first_line
from tidegauge.reports.source import Source
from tidegauge.workbench.labels import CANNOT

Measured = Callable[[Labels], Measure | None]

EVERYONE = "everyone"
LINES = 5
"""Reviewers with a line of their own, those with the most labels."""

LISTED = 200
"""Answers with different labels that are listed, those labelled last."""

PER_POINT = 30
"""Double labels that a point should hold on average."""

WIDTHS = tuple(timedelta(days=days) for days in (1, 7, 28, 364))


def score_of(labels: Labels, decided: pl.DataFrame) -> ScoreAgreement:
    """Return one score's row. `decided` are the decisions of all scores (`AgreementFacts`)."""
    twice = doubles(labels).rows
    return ScoreAgreement(
        name=labels.name,
        labels=labels.rows.height,
        reviewers=labels.rows["reviewer"].n_unique(),
        doubles=twice["span_id"].n_unique(),
        disagreed=_different(twice)["span_id"].n_unique(),
        open=open_of(labels, decided)["span_id"].n_unique(),
        coefficients=coefficients(labels),
    )


def lowest_first(one: ScoreAgreement) -> tuple[bool, float, str]:
    """Return the place of a score in the list; one that says nothing stands last."""
    found = one.coefficients
    return (found is None, lowest(found.headline) if found else 0.0, one.name)


def segments_of(labels: Labels) -> tuple[SegmentAgreement, ...]:
    """Return the values of the dimension with 10 double labels or more, lowest agreement first."""
    usual = usual_measure(labels)
    found = []
    for name in sorted(labels.rows["segment"].drop_nulls().unique().to_list()):
        own = coefficients(labels.of(pl.col("segment") == name), usual)
        found += [SegmentAgreement(name, own)] if own else []
    return tuple(sorted(found, key=lambda one: (lowest(one.coefficients.headline), one.segment)))


def width_of(labels: Labels) -> timedelta:
    """Return the narrowest buckets that hold 30 double labels on average, at most 62, by when the last label was given."""
    at = _given(labels)["said_at"]
    first, last = at.min(), at.max()
    assert isinstance(first, datetime)  # noqa: S101  there are labels
    assert isinstance(last, datetime)  # noqa: S101  there are labels
    points = {width: (last - first) / width + 1 for width in WIDTHS}
    wide = (width for width, n in points.items() if n <= POINTS and at.len() >= PER_POINT * n)
    return next(wide, WIDTHS[-1])


def lines_of(labels: Labels, width: timedelta) -> tuple[JudgeLine, ...]:
    """Return the agreement of everyone over time, then that of single reviewers with the others.

    Of two reviewers there are no lines of their own: they are that of both.
    """
    twice = doubles(labels)
    counted = twice.rows.group_by("reviewer").len().sort("len", "reviewer", descending=[True, False])
    names = counted["reviewer"].to_list() if counted.height > 2 else []
    usual = usual_measure(labels)

    def together(part: Labels) -> Measure | None:
        found = coefficients(part, usual)
        return None if found is None else found.headline

    alone = [
        (name, with_others(twice, name), partial(kappa_with_others, name=name)) for name in names[:LINES]
    ]
    each: list[tuple[str, Labels, Measured]] = [(EVERYONE, twice, together), *alone]
    lines = (JudgeLine(name, tuple(_points(own, width, measured))) for name, own, measured in each)
    return tuple(line for line in lines if line.points)


def _points(labels: Labels, width: timedelta, measured: Measured) -> Iterator[Point]:
    given = _given(labels).with_columns(pl.col("said_at").dt.truncate(f"{width.days}d").alias("bucket"))
    for bucket in given["bucket"].unique().sort().to_list():
        ids = given.filter(pl.col("bucket") == bucket)["span_id"]
        one = measured(labels.of(pl.col("span_id").is_in(ids.to_list())))
        if one is not None and one.value == one.value:
            yield Point(bucket, one.value, one.n, one.low, one.high)


def _given(labels: Labels) -> pl.DataFrame:
    """Return rows (span_id, said_at) of answers with two labels: when they had them all."""
    return doubles(labels).rows.group_by("span_id").agg(pl.col("said_at").max()).sort("span_id")


def _different(twice: pl.DataFrame) -> pl.DataFrame:
    return twice.filter(pl.col("answer").n_unique().over("span_id") > 1)


def disagreements(
    source: Source, asked: TraceFilter, labels: Labels, decided: pl.DataFrame
) -> tuple[Disagreement, ...]:
    """Return the answers that people labelled differently: those that nobody decided first, then those labelled last."""
    apart, own = _different(doubles(labels).rows), _of(decided, labels)
    when = apart.group_by("span_id").agg(pl.col("said_at").max().alias("given"))
    when = when.with_columns(waits=~pl.col("span_id").is_in(own["span_id"].to_list()))
    ordered = when.sort("waits", "given", "span_id", descending=[True, True, False])
    ids = ordered["span_id"].head(LISTED).to_list()
    if not ids:
        return ()
    texts = _texts(source, asked, ids)
    rows = {str(part["span_id"][0]): part for part in apart.partition_by("span_id", maintain_order=True)}
    final = {row["span_id"]: row for row in own.iter_rows(named=True)}
    return tuple(
        _decided(labels, _disagreement(labels, rows[one].sort("reviewer"), texts.get(one)), final.get(one))
        for one in ids
    )


def open_of(labels: Labels, decided: pl.DataFrame) -> pl.DataFrame:
    """Return the labels of answers that people labelled differently and nobody has decided."""
    apart = _different(doubles(labels).rows)
    return apart.join(_of(decided, labels), on="span_id", how="anti")


def _of(decided: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    return decided.filter(pl.col("name") == labels.name)


def _decided(labels: Labels, one: Disagreement, final: Mapping[str, Any] | None) -> Disagreement:
    if final is None:
        return one
    value = final["value"]
    word = CANNOT if value is None else labels.answers.shown(value)
    return replace(one, decision=word, decided_by=final["reviewer"])


def _texts(source: Source, asked: TraceFilter, ids: list[str]) -> Mapping[str, str | None]:
    found = source.store.read(texts_of(source.rows(asked), asked, ids)).sort("span_id", "trace_id")
    return {
        span: asked_line(question) or first_line(answer) for span, _, question, answer in found.iter_rows()
    }


def _disagreement(labels: Labels, rows: pl.DataFrame, text: str | None) -> Disagreement:
    first = rows.row(0, named=True)
    return Disagreement(
        trace_id=first["trace_id"],
        span_id=first["span_id"],
        at=first["at"],
        said_at=max(rows["said_at"].to_list()),
        name=labels.name,
        labels=tuple(labels.answers.written(*one) for one in rows.select("value", "answer").iter_rows()),
        reviewers=tuple(rows["reviewer"].to_list()),
        text=text,
    )
