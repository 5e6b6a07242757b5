"""What is known of whole sessions beside their calls: reactions, judge scores, reviews; one row a session each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.flat import reach
from tidegauge.queries.judged import SCALES
from tidegauge.queries.judged import judges as scored
from tidegauge.queries.relation import SKEW, Rows, table
from tidegauge.schema.tables import ADJUDICATED

SQL = sa.ColumnElement[Any]
THUMBS = ("thumbs_up", "thumbs_down")


@dataclass(frozen=True)
class Marked:
    """Rows with the column `unit`, one each."""

    rows: sa.FromClause


def reactions(rows: Rows, asked: TraceFilter, unit: str, kinds: Sequence[str]) -> Marked:
    """Return a column for each kind of signal and each thumb: 1 where the session has one, else 0.

    A signal that names its session needs no span; one that only names a span is its span's session's.
    """
    signals, spans = table(rows.catalog, "signals"), _spans_of(rows, asked, unit)
    joined = signals.outerjoin(spans, spans.c.span_id == signals.c.span_id)
    own = sa.func.nullif(signals.c.session_id, "") if unit == "session" else sa.null()
    found: SQL = sa.func.coalesce(own, spans.c.unit)
    every = (
        sa.select(found.label("unit"), signals.c.kind)
        .select_from(joined)
        .where(signals.c.created_at >= _since(asked), signals.c.kind.in_([*kinds, *THUMBS]))
        .subquery("every_reaction")
    )
    columns = [
        sa.func.max(sa.case((every.c.kind == kind, 1), else_=0)).label(kind) for kind in (*kinds, *THUMBS)
    ]
    query = sa.select(every.c.unit, *columns).where(every.c.unit.is_not(None)).group_by(every.c.unit)
    return Marked(query.subquery("reactions"))


def judged_units(
    rows: Rows,
    asked: TraceFilter,
    unit: str,
    name: str | None,
    correct: float = 0.0,
    judges: Sequence[str] = (),
) -> Marked:
    """Return what judges said of a session, by scores of `name`, or by all; of `judges` alone where some are named.

    `share` is the mean as a share of its scale. `w` sums 1 / the chance with which each answer was judged, `so` the same
    of those that reach `correct`, a share of the scale; `bare` counts those of which no chance is recorded, `bare_so` those
    of them that reach it.
    """
    scores, spans = table(rows.catalog, "scores"), _spans_of(rows, asked, unit)
    named = [] if name is None else [scores.c.name == name]
    named += [sa.func.coalesce(scores.c.evaluator, "").in_(list(judges))] if judges else []
    scale = sa.cast(_scale(sa.func.max(scores.c.value).over(partition_by=scores.c.name)), sa.Double)
    each = (
        sa.select(scores.c.span_id, (scores.c.value / scale).label("share"), _probability(scores))
        .where(scored(scores), scores.c.created_at >= _since(asked), *named)
        .subquery("judgements")
    )
    joined = each.join(spans, spans.c.span_id == each.c.span_id)
    weight = sa.func.coalesce(1.0 / each.c.probability, 0.0)
    unknown = sa.case((each.c.probability.is_(None), 1.0), else_=0.0)
    right = sa.case((each.c.share >= correct - 1e-9, 1.0), else_=0.0)
    values = {"w": weight, "so": weight * right, "bare": unknown, "bare_so": unknown * right}
    sums = [sa.func.sum(value).label(name) for name, value in values.items()]
    query = sa.select(spans.c.unit, sa.func.avg(each.c.share).label("share"), *sums).select_from(joined)
    return Marked(query.group_by(spans.c.unit).subquery("judged_units"))


def reviewed_units(rows: Rows, asked: TraceFilter, unit: str, name: str) -> Marked:
    """Return `value` and `probability` of each session's review: the latest word of whoever reviewed it first.

    A second reviewer measures how far people agree, and the first may think better of it. A review with a recorded chance
    goes before one without: that one says nothing of others. Where somebody adjudicated, that decision counts, with the
    chance of the reviews that it decides between. `value` is NULL where the reviewers could not judge.
    """
    scores, spans = table(rows.catalog, "scores"), _spans_of(rows, asked, unit)
    who = sa.func.coalesce(scores.c.evaluator, "")
    began = sa.func.min(scores.c.created_at).over(partition_by=(spans.c.unit, who))
    undecided = sa.case((scores.c.label == ADJUDICATED, 0), else_=1)
    columns = (spans.c.unit, scores.c.value, scores.c.created_at, scores.c.span_id, _probability(scores))
    every = (
        sa.select(*columns, who.label("who"), began.label("began"), undecided.label("undecided"))
        .select_from(scores.join(spans, spans.c.span_id == scores.c.span_id))
        .where(scores.c.source == "human", scores.c.name == name)
        .where(scores.c.created_at >= _since(asked))
        .subquery("every_review")
    )
    return Marked(_that_counts(_last_words(every)).subquery("reviewed_units"))


def _last_words(every: sa.Subquery) -> sa.Subquery:
    """Return what each person said of a session last, with `least`: the chance of all its reviews."""
    undrawn = sa.case((every.c.probability.is_(None), 1), else_=0)
    last = sa.func.row_number().over(
        partition_by=(every.c.unit, every.c.who),
        order_by=(every.c.undecided, undrawn, every.c.created_at.desc(), every.c.span_id),
    )
    # Of all reviews and not of the last words alone: whoever adjudicates may have been a reviewer too.
    least = sa.func.min(every.c.probability).over(partition_by=every.c.unit).label("least")
    words = sa.select(*every.c, undrawn.label("undrawn"), last.label("last"), least).subquery("last_words")
    return sa.select(*words.c).where(words.c.last == 1).subquery("each_review")


def _that_counts(every: sa.Subquery) -> sa.Select[Any]:
    """Return the one review of each session that counts."""
    unclear = sa.case((every.c.value.is_(None), 1), else_=0)
    # Of decisions the last one counts, whether anybody could judge or not.
    decided = sa.case((every.c.undecided == 0, every.c.created_at))
    silent = sa.case((every.c.undecided == 0, 0), else_=unclear)
    said = (every.c.undrawn, silent, every.c.began, every.c.who, every.c.span_id)
    place = sa.func.row_number().over(
        partition_by=every.c.unit, order_by=(every.c.undecided, decided.desc(), *said)
    )
    placed = sa.select(*every.c, place.label("place")).subquery("placed_review")
    own = placed.c.probability
    chance = sa.case((placed.c.undecided == 0, sa.func.coalesce(own, placed.c.least)), else_=own)
    return sa.select(placed.c.unit, placed.c.value, chance.label("probability")).where(placed.c.place == 1)


def _scale(top: SQL) -> SQL:
    return sa.case(*((top <= end, end) for end in SCALES), else_=100)


def _probability(scores: sa.TableClause) -> SQL:
    # A store from before the column was there recorded no draw.
    known = "inclusion_probability" in scores.c
    found = scores.c.inclusion_probability if known else sa.cast(sa.null(), sa.Double)
    return found.label("probability")


def _spans_of(rows: Rows, asked: TraceFilter, unit: str) -> sa.Subquery:
    """Return (span_id, unit) of every span within reach, of whatever kind: a reaction may hang on the root."""
    spans = table(rows.catalog, "spans")
    named = sa.func.nullif(spans.c[f"{unit}_id"], "")
    query = sa.select(spans.c.span_id, named.label("unit"))
    return query.where(named.is_not(None), *reach(spans.c.start_time, asked)).subquery()


def _since(asked: TraceFilter) -> datetime:
    """Return from when on marks are read: clocks differ, and a mark may be dated before its call."""
    return min(side.window.start for side in asked.sides) - SKEW
