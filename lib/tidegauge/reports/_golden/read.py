"""The answers to a golden set's inputs, and whether they pass by what was said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.parts import in_parts
from tidegauge.queries.golden import answers_to, scores_of
from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.reports._judge.scale import scales_of
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.schema.tables import ADJUDICATED

UNKNOWN = "(not recorded)"
_AT_ONCE = 100
_SPANS = 1_000


def answers_of(source: Source, asked: TraceFilter, inputs: Sequence[str]) -> pl.DataFrame:
    """Return rows (span_id, input_text, version) of the calls that were asked one of these inputs, each once."""
    parts = [pl.DataFrame(schema=dict.fromkeys(("span_id", "input_text", "version"), pl.String))]
    for some in in_parts(inputs, _AT_ONCE):
        query = answers_to(source.rows(asked), asked, some)
        parts.append(source.store.read(query).select(pl.all().cast(pl.String)))
    return pl.concat(parts).unique("span_id", maintain_order=True)


def scored_of(
    source: Source,
    asked: TraceFilter,
    answers: pl.DataFrame,
    name: str,
    questions: Mapping[str, JudgeQuestion],
) -> pl.DataFrame:
    """Return rows (version, passes) of the answers that somebody scored: the part that passes, of several who said it."""
    spans, rows = answers["span_id"].to_list(), source.rows(asked)
    kinds: dict[str, Any] = {
        "span_id": pl.String,
        "source": pl.String,
        "label": pl.String,
        "value": pl.Float64,
        "at": pl.Datetime("us"),
    }
    parts = [pl.DataFrame(schema=kinds)]
    for some in in_parts(spans, _SPANS):
        found = source.store.read(scores_of(rows, name, some))
        parts.append(found.select(pl.col(column).cast(kind) for column, kind in kinds.items()))
    said = _passes(pl.concat(parts), questions.get(name) or JudgeQuestion(name))
    joined = answers.join(said, on="span_id").filter(pl.col("passes").is_not_null())
    return joined.select(pl.col("version").fill_null(UNKNOWN), "passes")


def _passes(scores: pl.DataFrame, question: JudgeQuestion) -> pl.DataFrame:
    """Return rows (span_id, passes): NULL where it was decided that nobody can judge."""
    known = scores.filter(pl.col("value").is_not_null())
    whole = (pl.col("value") == pl.col("value").floor()).sum()
    value = pl.col("value")
    ends = known.group_by("source").agg(n=pl.len(), low=value.min(), high=value.max(), whole=whole)
    scales = dict(
        zip((JUDGE, HUMAN), scales_of(ends, question.name, question.good, question.passes), strict=True)
    )
    parts = []
    for who, scale in scales.items():
        own = scores.filter(pl.col("source") == who)
        values = own["value"].fill_null(0.0).to_numpy().astype(np.float64)
        passed = scale.passed(values) if scale else np.zeros(own.height)
        parts.append(own.with_columns(passes=pl.Series(passed, dtype=pl.Float64)))
    final = pl.col("label").fill_null("") == ADJUDICATED
    rank = pl.when(final).then(2).when(pl.col("source") == HUMAN).then(1).otherwise(0)
    each = (
        pl.concat(parts).with_columns(rank=rank).filter(pl.col("value").is_not_null() | (pl.col("rank") == 2))
    )
    best = each.filter(pl.col("rank") == pl.col("rank").max().over("span_id")).sort("at")
    last = pl.when(pl.col("value").is_not_null()).then(pl.col("passes")).last()
    decided = best.filter(pl.col("rank") == 2).group_by("span_id", maintain_order=True).agg(passes=last)
    others = (
        best.filter(pl.col("rank") < 2).group_by("span_id", maintain_order=True).agg(pl.col("passes").mean())
    )
    return pl.concat([decided, others])
