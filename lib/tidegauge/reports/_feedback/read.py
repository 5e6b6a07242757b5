"""The sessions of a question, read as counts: cells, days, latencies, and the calls that belong to nobody."""

from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from tidegauge.filters import TraceFilter, Window, parse_condition
from tidegauge.queries.sessions import NONE, SIGNALS, UP, SessionRules
from tidegauge.queries.sessions_cells import (
    CELL_KEYS,
    CELLS,
    DAYS,
    LATENCIES_OF,
    calls_without,
    counted,
    frequent_segments,
)
from tidegauge.queries.sides import CURRENT, Buckets
from tidegauge.reports._feedback.cells import ALL_JUDGED
from tidegauge.reports._feedback.judges import judges_of
from tidegauge.reports._series import buckets_for
from tidegauge.reports._summary import REST
from tidegauge.reports.review_frame import unit_of_store
from tidegauge.reports.source import Source
from tidegauge.settings_feedback import FeedbackTable

MOST_SEGMENTS = 24
"""Values of the dimension that stand apart: the most frequent ones. The others are pooled."""
DAY = timedelta(days=1)
_ORDER = (*(key for key in CELL_KEYS if key != "segment"), "segment")
"""The same sessions in the same order whatever they are divided by: reviews are parted by it, and the headline stays."""


@dataclass(frozen=True, eq=False)
class Sessions:
    """The sessions of both sides as `cells`, by `days`, their `latencies`; and the rules that they were read by.

    `judged` has the weights of judged answers of the current side by segment and whether it was rated; no row where nobody
    can say with what chance they were judged.

    `asked` is the filter that keeps people; `left_out` counts the current calls of nobody who could rate.
    """

    cells: pl.DataFrame
    days: pl.DataFrame
    latencies: pl.DataFrame
    judged: pl.DataFrame
    buckets: Buckets
    rules: SessionRules
    asked: TraceFilter
    left_out: int

    def side(self, side: int) -> pl.DataFrame:
        """The cells of one side."""
        return self.cells.filter(pl.col("side") == side)


def read_sessions(source: Source, asked: TraceFilter, by: str | None, table: FeedbackTable) -> Sessions:
    """Return the sessions of both windows, divided by `by`."""
    rules = session_rules(source, table)
    calls = _calls(source, asked, rules)[0]
    asked = of_people(source, asked, table)
    left_out = calls - _calls(source, asked, rules)[1]
    rules = replace(rules, judges=judges_of(source, asked, rules.judge))
    if by is not None:
        rules = _with_segments(source, asked, rules, by)
    buckets = day_buckets(asked.current.window)
    found = source.store.read_kept(counted(source.rows(asked), asked, rules, by, buckets))
    return Sessions(
        _level(found, CELLS).select(*CELL_KEYS, "n").sort(_ORDER),
        _days(_level(found, DAYS)),
        _latencies(_level(found, LATENCIES_OF)),
        _judged(_level(found, LATENCIES_OF)),
        buckets,
        rules,
        asked,
        left_out,
    )


def _level(found: pl.DataFrame, level: int) -> pl.DataFrame:
    return found.filter(pl.col("level") == level)


def _days(found: pl.DataFrame) -> pl.DataFrame:
    """Return rows (side, bucket, n, up, rated, left, drawn); `drawn` sums 1 / chance of the reviewed sessions."""
    n, thumb = pl.col("n"), pl.col("thumb")
    sums = {"n": n, "up": n * (thumb == UP), "rated": n * (thumb != NONE), "left": n * pl.col("left")}
    is_drawn = (pl.col("review") != NONE) & (pl.col("probability") > 0)
    sums["drawn"] = pl.when(is_drawn).then(n / pl.col("probability")).otherwise(0.0)
    return found.group_by("side", "bucket").agg(value.sum().alias(name) for name, value in sums.items())


def _latencies(found: pl.DataFrame) -> pl.DataFrame:
    """Return rows (segment, rated, bin, n, low, high) of the current side."""
    now = found.filter(pl.col("side") == CURRENT, pl.col("bin").is_not_null())
    rated = (pl.col("thumb") != NONE).cast(pl.Int8).alias("rated")
    keys = ("segment", "rated", "bin")
    ends = (pl.col("low").min(), pl.col("high").max())
    return now.with_columns(rated).group_by(keys).agg(pl.col("n").sum(), *ends).sort(keys)


def _judged(found: pl.DataFrame) -> pl.DataFrame:
    """Return rows (segment, rated, w, so, ww): what `of_judged` reads. Answers without a recorded chance are left out.

    Where none has one, they count alike if nearly every session was judged; else who was chosen cannot be told, and often
    it is those who complained.
    """
    now = found.filter(pl.col("side") == CURRENT)
    names = ("w", "so", "ww") if float(now["w"].sum()) > 0 else ("bare", "bare_so", "bare_squared")
    if names[0] == "bare" and float(now["judged"].sum()) < ALL_JUDGED * float(now["n"].sum()):
        return now.clear().select("segment", rated="thumb", w="w", so="so", ww="ww")
    rated = (pl.col("thumb") != NONE).cast(pl.Int8).alias("rated")
    sums = [pl.col(old).sum().alias(new) for old, new in zip(names, ("w", "so", "ww"), strict=True)]
    return now.with_columns(rated).group_by("segment", "rated").agg(sums).sort("segment", "rated")


def session_rules(source: Source, table: FeedbackTable) -> SessionRules:
    """Return how the sessions of a store are read: what it does not carry is derived."""
    catalog = source.store.catalog()
    carried = set(catalog.signals)
    return SessionRules(
        unit=unit_of_store(source),
        review=table.review,
        judge=_judge(catalog.scores, table),
        derived=frozenset(SIGNALS) - carried,
        correction_phrases=table.correction_phrases,
        escalation_phrases=table.escalation_phrases,
        correct=table.judged_correct,
        quiet=timedelta(minutes=table.quiet_minutes),
        newest=catalog.newest,
    )


def day_buckets(window: Window) -> Buckets:
    """Return days, or longer, where the window has two of them: of fewer sessions a share is noise."""
    width = buckets_for(window).width
    return Buckets(max(width, DAY) if window.length >= 2 * DAY else width)


def _judge(scores: tuple[str, ...], table: FeedbackTable) -> str | None:
    if table.judge is not None:
        return table.judge
    return "correctness" if "correctness" in scores else None


def _with_segments(source: Source, asked: TraceFilter, rules: SessionRules, by: str) -> SessionRules:
    rows = source.rows(asked)
    found = source.store.read_kept(frequent_segments(rows, asked, by, MOST_SEGMENTS + 1))["segment"].to_list()
    if len(found) <= MOST_SEGMENTS:
        return rules
    return replace(rules, kept=tuple(found[:MOST_SEGMENTS]), rest=REST)


def of_people(source: Source, asked: TraceFilter, table: FeedbackTable) -> TraceFilter:
    """Return the filter narrowed to the calls of those who could rate.

    Raises:
        FilterError: a chip of `people` cannot be read.
    """
    rows = source.rows(asked)
    chips = [chip for chip in map(parse_condition, table.people) if chip.attribute in set(rows.names())]
    return asked.narrowed(*(chip for chip in chips if chip not in asked.where))


def _calls(source: Source, asked: TraceFilter, rules: SessionRules) -> tuple[int, int]:
    """Return the current calls, and those of a session."""
    found = source.store.read_kept(calls_without(source.rows(asked), asked, rules))
    calls, nobody = next(
        iter(found.filter(pl.col("side") == CURRENT).select("calls", "nobody").iter_rows()), (0, 0)
    )
    return calls, calls - nobody
