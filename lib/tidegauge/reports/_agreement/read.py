"""What the Agreement page reads of a store: the newest labels of people as rows, each score's beside the others'."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.human_labels import decisions, human_labels
from tidegauge.queries.sides import CURRENT
from tidegauge.queries.texts import row_counts
from tidegauge.reports._agreement.answers import NO_ANSWER, Labels, labels_of
from tidegauge.reports._judge.read import MOST_LABELS
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source

NOT_RECORDED = "(not recorded)"


@dataclass(frozen=True, eq=False)
class AgreementFacts:
    """The labels by score, with those that are no answer (`cannot judge`) left out.

    `asked` has no reference: agreement is that of one window. `labels` counts the rows that were read; `read` is the same
    where there are more, else None. `unnamed` labels do not say who gave them. `decided` holds the decisions between
    different labels as rows (span_id, name, reviewer, value, ..), the last one of each answer and score.
    """

    asked: TraceFilter
    calls: int
    labels: int
    read: int | None
    unnamed: int
    scores: Mapping[str, Labels]
    decided: pl.DataFrame


def agreement_facts(
    source: Source, asked: TraceFilter, questions: Mapping[str, JudgeQuestion], by: str | None
) -> AgreementFacts:
    """Return people's labels of the filter's current calls, at most 50,000, those given last.

    Raises:
        FilterError: the dimension is not one of the store.
        StoreError: the store does not answer.
    """
    alone = replace(asked, reference=None, comparison="nothing")
    rows, read = source.rows(alone), source.store.read
    counts = dict(read(row_counts(rows, alone)).select("side", "n").iter_rows())
    dimensions = (by,) if by else ()
    found = read(human_labels(source.rows(alone), alone, dimensions, MOST_LABELS + 1))
    kept = found.head(MOST_LABELS)
    return AgreementFacts(
        asked=alone,
        calls=int(counts.get(CURRENT, 0)),
        labels=kept.height,
        read=kept.height if found.height > kept.height else None,
        unnamed=int((kept["reviewer"] == "").sum()),
        scores=_by_score(_named(kept, by), questions),
        decided=read(decisions(source.rows(alone), alone)).with_columns(pl.col("value").cast(pl.Float64)),
    )


def _named(labels: pl.DataFrame, by: str | None) -> pl.DataFrame:
    segment = pl.col("d0").cast(pl.String).fill_null(NOT_RECORDED) if by else pl.lit(None, dtype=pl.String)
    return labels.with_columns(segment=segment).with_columns(pl.col("value").cast(pl.Float64))


def _by_score(labels: pl.DataFrame, questions: Mapping[str, JudgeQuestion]) -> dict[str, Labels]:
    silent = pl.col("value").is_null() & pl.col("label").is_in(NO_ANSWER)
    # In one order, whatever order a database gives the rows of one moment.
    said = labels.filter(~silent).sort("name", "span_id", "reviewer")
    parts = said.partition_by("name", maintain_order=True)
    named = ((str(part["name"][0]), part) for part in parts)
    return {name: labels_of(part, questions.get(name) or JudgeQuestion(name)) for name, part in named}
