"""What judges and people said of a filter's calls on one score: a row for each answer and evaluator."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judge_moments import moments, weighed
from tidegauge.queries.relation import SKEW, Rows
from tidegauge.queries.sides import sides
from tidegauge.schema.tables import ADJUDICATED

JUDGE, HUMAN = "judge", "human"
"""The values of the column `source`."""

INAPPLICABLE = "not applicable"
"""The label of a score without a value where the judge was asked and the question does not apply to the answer."""

SQL = sa.ColumnElement[Any]


def opinions(rows: Rows, asked: TraceFilter, name: str, by: Sequence[str] = ()) -> sa.Select[Any]:
    """Return rows (at, side, span_id, trace_id, tokens, d0.., source, evaluator, adjudicated, value, label, chance, ..).

    An answer that one evaluator scored more than once is one row with the mean. `adjudicated` is 1 where a person decided
    between other people's labels, else 0: such a decision is no label of its author's. `label` is that of a score without a
    value (`unparsable`, `failed`, or a word), `chance` the probability with which the answer was drawn for scoring,
    `first` when it was scored; `times` how often, with the `least` and the `most` that it was given.
    """
    spans = rows.spans.c
    values: dict[str, SQL] = {
        "at": spans.start_time,
        "span_id": spans.span_id,
        "trace_id": _draw(spans),
        "tokens": spans.output_tokens,
    }
    calls = sides(rows, asked, by, values).subquery("calls")
    scores = rows.said("scores")
    keys = [calls.c.at, calls.c.side, calls.c.span_id, calls.c.trace_id, calls.c.tokens]
    keys += [calls.c[f"d{place}"] for place in range(len(by))]
    given, evaluator = _given_by(scores), sa.func.coalesce(scores.c.evaluator, _text(""))
    decided = _decided(scores)
    since = min(side.window.start for side in asked.sides)
    return (
        sa.select(
            *(*keys, given.label("source"), evaluator.label("evaluator"), decided.label("adjudicated")),
            *_said(scores),
        )
        .select_from(calls.join(scores, scores.c.span_id == calls.c.span_id))
        .where(scores.c.name == name, given.in_([JUDGE, HUMAN]), scores.c.created_at >= since - SKEW)
        .group_by(*keys, given, evaluator, decided)
    )


def _draw(spans: sa.sql.ColumnCollection[str, Any]) -> SQL:
    """Return what calls are drawn by: their trace, so that those of one trace are drawn together."""
    return sa.func.coalesce(spans.trace_id, spans.span_id)


def _given_by(scores: sa.FromClause) -> SQL:
    return sa.func.coalesce(scores.c.source, _text(JUDGE))


def _decided(scores: sa.FromClause) -> SQL:
    said = sa.and_(_given_by(scores) == _text(HUMAN), scores.c.label == _text(ADJUDICATED))
    return sa.case((said, sa.literal_column("1")), else_=sa.literal_column("0"))


def _text(constant: str) -> SQL:
    # In the text and not bound: GROUP BY must see the same expression as the SELECT list does.
    return sa.literal_column(f"'{constant}'", sa.Text())


def _said(scores: sa.FromClause) -> list[SQL]:
    wordless = sa.case((scores.c.value.is_(None), scores.c.label))
    return [
        sa.func.avg(scores.c.value).label("value"),
        sa.func.max(wordless).label("label"),
        sa.func.min(scores.c.inclusion_probability).label("chance"),
        sa.func.min(scores.c.created_at).label("first"),
        sa.func.count(scores.c.value).label("times"),
        sa.func.min(scores.c.value).label("least"),
        sa.func.max(scores.c.value).label("most"),
    ]


def every_score(rows: Rows, asked: TraceFilter) -> sa.Select[Any]:
    """Return rows (side, name, source, evaluator, recorded, the sums, unparsable, failed, inapplicable) of all scores.

    The sums are those of `queries.judge_moments`, by whether the chance of the draw is `recorded`, 1 or 0.
    """
    spans = rows.spans.c
    calls = sides(rows, asked, (), {"span_id": spans.span_id, "trace_id": _draw(spans)}).subquery("calls")
    scores = rows.said("scores")
    since = min(side.window.start for side in asked.sides)
    silent = scores.c.value.is_(None)
    each = (
        sa.select(
            *(calls.c.side, calls.c.trace_id, scores.c.name, _given_by(scores).label("source")),
            scores.c.evaluator,
            *weighed(scores.c.value, scores.c.inclusion_probability),
            _flag(sa.and_(silent, scores.c.label == "unparsable")).label("unparsable"),
            _flag(sa.and_(silent, scores.c.label == "failed")).label("failed"),
            _flag(sa.and_(silent, scores.c.label == INAPPLICABLE)).label("inapplicable"),
        )
        .select_from(calls.join(scores, scores.c.span_id == calls.c.span_id))
        .where(_given_by(scores).in_([JUDGE, HUMAN]), scores.c.created_at >= since - SKEW)
        .subquery("each_score")
    )
    return moments(each, ("side", "name", "source", "evaluator"), ("unparsable", "failed", "inapplicable"))


def _flag(condition: SQL) -> SQL:
    return sa.case((condition, 1), else_=0)
