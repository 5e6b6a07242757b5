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
from tidegauge.reports._hold_kept import hold_kept
from tidegauge.reports._judge.line import Line, anchors_of, line_of, rows_of
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
    its start. All frames but `every`, `judges` and `said` are of people and of the judges of one line, so that no number mixes
    rulers; `line` is None where nobody judged. `cut_at` is the number of shared scores that were read, where there are more. `labels` are what counts as the
    truth: the decision where somebody adjudicated, else what each person said, which `raters` are throughout. `scale` is that of the judges, `people` that of the labels; None where no score has a value.
    """

    question: JudgeQuestion
    asked: TraceFilter
    scale: Scale | None
    people: Scale | None
    line: Line | None
    judges: pl.DataFrame
    said: pl.DataFrame
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
    raters: pl.DataFrame
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
    rows, read = source.rows(asked), source.store.read_kept
    by = (question.by,) if question.by else ()
    span = _span(asked)
    width = _DAY if span.length >= _DAILY else buckets_for(span).width
    counts = dict(read(row_counts(rows, asked)).select("side", "n").iter_rows())
    every = read(every_score(source.rows(asked), asked))
    with hold_kept(source, opinions(source.rows(asked), asked, question.name, by)) as held:
        judges = held.read(judge_cells.versions(held.rows))
        said = held.read(judge_cells.over_time(held.rows, span.start, width))
        line = line_of(judges, said, question.judge)
        own = judge_cells.of_judges(held.rows, line.judges) if line and line.is_part(judges) else held.rows
        ends = held.read(judge_cells.spread(own))
        scale, people = scales_of(ends, question.name, question.good, question.passes)
        several = held.read(judge_cells.shared(own, MOST_LABELS))
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
            line=line,
            judges=judges,
            said=said,
            versions=rows_of(judges, line),
            answers=held.read(judge_cells.answers(own)),
            wordless=held.read(judge_cells.wordless(own)),
            cells=held.read(judge_cells.cells(own, span.start, width, low, step)),
            moments=rows_of(said, line),
            labels=_labels(several),
            raters=_raters(_people(several)),
            both=_both(several),
            cut_at=MOST_LABELS if several.height >= MOST_LABELS else None,
            recorded=_recorded(read(changes_in(rows.catalog, span))),
            anchors=anchors_of(read(anchors(rows.catalog, question.name, span)), judges, line),
            segments=_segments(held.read(judge_cells.segments(own, 0)) if by else None),
        )


def _recorded(changes: pl.DataFrame) -> tuple[datetime, ...]:
    """Return when changes of a judge were recorded."""
    return tuple(changes.filter(pl.col("kind") == "judge")["at"].to_list())


_ANSWER = ["side", "span_id"]


def _labels(several: pl.DataFrame) -> pl.DataFrame:
    """Return rows (at, side, span_id, tokens, reviewer, human, chance, evaluator, judge, judged_at): people and judges."""
    people, judges = _truth(_people(several)), several.filter(pl.col("source") == JUDGE)
    scores = judges.select(*_ANSWER, "evaluator", judge="value", judged_at="first")
    return people.join(scores, on=_ANSWER, how="left", maintain_order="left_right")


def _people(several: pl.DataFrame) -> pl.DataFrame:
    people = several.filter(pl.col("source") == HUMAN).drop("source")
    return people.rename({"evaluator": "reviewer", "value": "human"})


def _raters(people: pl.DataFrame) -> pl.DataFrame:
    rows = people.filter(pl.col("adjudicated") == 0)
    return rows.unique([*_ANSWER, "reviewer"], maintain_order=True)


def _truth(people: pl.DataFrame) -> pl.DataFrame:
    """Return people's labels, of an answer that was adjudicated only the last decision.

    That one stands for the labels it decides between: the answer had their chance to be drawn. Where it was decided
    that nobody can judge it, there is no truth.
    """
    raters = _raters(people)
    final = people.filter(pl.col("adjudicated") == 1).sort("first", "reviewer")
    final = final.unique(_ANSWER, keep="last", maintain_order=True)
    drawn = raters.group_by(_ANSWER).agg(pl.col("chance").min().alias("drawn"))
    final = final.join(drawn, on=_ANSWER, how="left", maintain_order="left")
    final = final.with_columns(chance=pl.coalesce("chance", "drawn")).drop("drawn")
    rest = raters.join(final, on=_ANSWER, how="anti", maintain_order="left")
    return pl.concat([rest, final.filter(pl.col("human").is_not_null())]).drop("first", "adjudicated")


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
