"""What the Judge page reads of a store: counts by judge and mark, few rows of people's labels, grouped once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries import judge_cells
from tidegauge.queries.changes import changes_in
from tidegauge.queries.judge import HUMAN, JUDGE, every_score, opinions
from tidegauge.queries.judge_anchors import anchors
from tidegauge.queries.judge_moments import SUMS
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.texts import row_counts
from tidegauge.reports._judge.scale import Scale, scales_of
from tidegauge.reports._series import buckets_for
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source

MOST_LABELS = 50_000
"""Scores of answers with several opinions that are read as rows, people's first and the newest."""

_DAILY = timedelta(days=8)
_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class JudgeFacts:
    """The frames of `queries.judge_cells`, with the scale of the score and the buckets that its times are in.

    `span` is the time that the charts cover: both windows where they touch, else the current one. Bucket 0 begins at
    its start. `cut_at` is the number of shared scores that were read, where there are more. `scale` is that of the judges, `people` that of the labels; None where no score has a value.
    """

    question: JudgeQuestion
    asked: TraceFilter
    scale: Scale | None
    people: Scale | None
    span: Window
    width: timedelta
    rows: dict[int, int]
    every: pl.DataFrame
    versions: pl.DataFrame
    answers: pl.DataFrame
    wordless: pl.DataFrame
    cells: pl.DataFrame
    moments: pl.DataFrame
    labels: pl.DataFrame
    segments: pl.DataFrame
    both: pl.DataFrame
    anchors: pl.DataFrame
    recorded: tuple[datetime, ...]
    cut_at: int | None

    def start(self, bucket: int) -> datetime:
        """Return when a bucket begins (UTC)."""
        return self.span.start + self.width * bucket

    def bucket(self, at: datetime) -> int:
        """Return the bucket that a moment is in."""
        return (at - self.span.start) // self.width

    def answered(self, side: int, source: str) -> int:
        """Return how many answers of a side have a score from judges, or from people."""
        found = self.answers.filter(pl.col("side") == side, pl.col("source") == source)["n"]
        return int(found.sum())


def judge_facts(source: Source, asked: TraceFilter, question: JudgeQuestion) -> JudgeFacts:
    """Return what a store says of one score. The rows are held, so that the spans are looked at once."""
    rows, read = source.rows(asked), source.store.read
    by = (question.by,) if question.by else ()
    span = _span(asked)
    width = _DAY if span.length >= _DAILY else buckets_for(span).width
    counts = dict(read(row_counts(rows, asked)).select("side", "n").iter_rows())
    every = read(every_score(source.rows(asked), asked))
    with source.store.hold(opinions(source.rows(asked), asked, question.name, by)) as held:
        ends = held.read(judge_cells.spread(held.rows))
        scale, people = scales_of(ends, question.name, question.good, question.passes)
        several = held.read(judge_cells.shared(held.rows, MOST_LABELS))
        low, step = (scale.low, scale.step) if scale else (0.0, 1.0)
        return JudgeFacts(
            question=question,
            asked=asked,
            scale=scale,
            people=people,
            span=span,
            width=width,
            rows={side: int(counts.get(side, 0)) for side in (CURRENT, REFERENCE)},
            every=every,
            versions=held.read(judge_cells.versions(held.rows)),
            answers=held.read(judge_cells.answers(held.rows)),
            wordless=held.read(judge_cells.wordless(held.rows)),
            cells=held.read(judge_cells.cells(held.rows, span.start, width, low, step)),
            moments=held.read(judge_cells.over_time(held.rows, span.start, width)),
            labels=_labels(several),
            both=_both(several),
            cut_at=MOST_LABELS if several.height >= MOST_LABELS else None,
            recorded=_recorded(read(changes_in(rows.catalog, span))),
            anchors=read(anchors(rows.catalog, question.name, span)),
            segments=_segments(held.read(judge_cells.segments(held.rows, 0)) if by else None),
        )


def _recorded(changes: pl.DataFrame) -> tuple[datetime, ...]:
    """Return when changes of a judge were recorded."""
    return tuple(changes.filter(pl.col("kind") == "judge")["at"].to_list())


_ANSWER = ["side", "span_id"]


def _labels(several: pl.DataFrame) -> pl.DataFrame:
    """Return rows (at, side, span_id, tokens, reviewer, human, chance, evaluator, judge, judged_at): people and judges."""
    people, judges = (several.filter(pl.col("source") == source) for source in (HUMAN, JUDGE))
    people = people.rename({"evaluator": "reviewer", "value": "human"}).drop("source", "first")
    scores = judges.select(*_ANSWER, "evaluator", judge="value", judged_at="first")
    return people.join(scores, on=_ANSWER, how="left", maintain_order="left_right")


def _both(several: pl.DataFrame) -> pl.DataFrame:
    """Return rows (one, other, value, other_value) of answers that two judges scored, judges in order of name."""
    judges = several.filter(pl.col("source") == JUDGE).select(*_ANSWER, one="evaluator", value="value")
    others = judges.rename({"one": "other", "value": "other_value"})
    pairs = judges.join(others, on=_ANSWER).filter(pl.col("one") < pl.col("other"))
    return pairs.sort(*_ANSWER, "one", "other")


def _segments(frame: pl.DataFrame | None) -> pl.DataFrame:
    columns = ("side", "segment", "evaluator", "recorded", "w2", *SUMS)
    return pl.DataFrame(schema=columns) if frame is None else frame


def _span(asked: TraceFilter) -> Window:
    current, reference = asked.current.window, asked.reference
    touching = reference is not None and reference.window.end == current.start
    return Window(reference.window.start, current.end) if reference and touching else current
