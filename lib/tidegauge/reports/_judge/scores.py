"""Every score that judges gave, by name and by judge: means of two rulers are never put together."""

import polars as pl

from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.means import measure
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import ScoreRow

_KINDS = (["unparsable", "failed"], ["inapplicable"])


def score_rows(facts: JudgeFacts) -> tuple[ScoreRow, ...]:
    """Return a row for each score and judge, with its mean on both sides: the score that is asked for first."""
    judged = facts.every.filter(pl.col("source") == JUDGE).with_columns(pl.col("evaluator").fill_null(""))
    names = sorted(judged["name"].unique().to_list(), key=lambda name: (name != facts.question.name, name))
    return tuple(row for name in names for row in _rows(facts, judged.filter(pl.col("name") == name), name))


def _rows(facts: JudgeFacts, judged: pl.DataFrame, name: str) -> list[ScoreRow]:
    people = facts.every.filter(pl.col("name") == name, pl.col("source") == HUMAN, pl.col("side") == CURRENT)[
        "n"
    ]
    each = judged.group_by("evaluator").agg(pl.col("n").filter(pl.col("side") == CURRENT).sum())
    order = each.sort("n", "evaluator", descending=[True, False])["evaluator"]
    return [
        _row(facts, name, str(one), judged.filter(pl.col("evaluator") == one), int(people.sum() or 0))
        for one in order
    ]


def _row(facts: JudgeFacts, name: str, evaluator: str, own: pl.DataFrame, people: int) -> ScoreRow:
    now, before = (own.filter(pl.col("side") == side) for side in (CURRENT, REFERENCE))
    failed, open_ = (int(now.select(pl.sum_horizontal(pl.col(kinds).sum())).item()) for kinds in _KINDS)
    asked = failed + int(now["n"].sum() or 0) + open_
    return ScoreRow(
        name,
        evaluator,
        measure(now),
        measure(before) if facts.asked.reference is not None else None,
        people,
        failed,
        failed / asked if asked else 0.0,
        open_,
    )
