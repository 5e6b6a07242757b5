"""The answers that people labelled differently and nobody has decided yet."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.reports._agreement.answers import Labels
from tidegauge.reports._agreement.parts import open_of
from tidegauge.reports._agreement.read import agreement_facts
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source


@dataclass(frozen=True, eq=False)
class Waiting:
    """The labels of one score, and the spans of it that wait for a decision, those labelled last first."""

    labels: Labels
    spans: tuple[str, ...]

    @property
    def values(self) -> frozenset[float]:
        """Every number that anybody gave; of words their numbers say nothing."""
        return frozenset(self.labels.rows["value"].to_list())


def waiting(
    source: Source, asked: TraceFilter, questions: Mapping[str, JudgeQuestion], name: str
) -> Waiting | None:
    """Return what waits for a decision on a score, None where nobody gave it.

    Raises:
        StoreError: the store does not answer.
    """
    facts = agreement_facts(source, asked, questions, None)
    labels = facts.scores.get(name)
    if labels is None:
        return None
    rows = open_of(labels, facts.decided)
    when = rows.group_by("span_id").agg(pl.col("said_at").max().alias("given"))
    ordered = when.sort("given", "span_id", descending=[True, False])
    return Waiting(labels, tuple(ordered["span_id"].to_list()))
