"""All biases that a window can be tested for, those found first."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.judge_pairs import preferences, rated, same_input, thumbs
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._judge import biases
from tidegauge.reports._judge.agreement import Rated, agreements
from tidegauge.reports._judge.length import length, verbosity
from tidegauge.reports._judge.line import Line, rows_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Bias
from tidegauge.reports.judge_question import PREFERENCE
from tidegauge.reports.source import Source

MOST_COMPARED = 40_000
"""Judged answers, the newest, among which those to the same input are looked for."""

MOST_SPANS = 500_000
"""Spans of a store up to which any two windows are searched for answers to the same input."""

_ORDER = {biases.FOUND: 0, biases.NONE: 1, biases.UNTESTED: 2}


def biases_of(
    source: Source,
    facts: JudgeFacts,
    evaluator: str | None,
    trusted: Rated | None,
    across: pl.DataFrame | None,
) -> tuple[Bias, ...]:
    """Return every bias with its test: found ones first, then those ruled out, then those that need more data.

    `across` are answers of both sides to the same inputs, where they were looked for.
    """
    found = list(_tested(source, facts, evaluator, trusted, across))
    return tuple(sorted(found, key=lambda one: _ORDER[one.state]))


def _tested(
    source: Source,
    facts: JudgeFacts,
    evaluator: str | None,
    trusted: Rated | None,
    across: pl.DataFrame | None,
) -> Iterator[Bias]:
    read, asked, name = source.store.read_kept, facts.asked, facts.question.name
    recent = _recent(facts)
    pairs = rows_of(read(same_input(source.rows(recent), recent, name)), facts.line)
    yield length(pl.concat([pairs, *([] if across is None else [across])]))
    yield biases.position(_of_one(_preferences(source, replace(asked, reference=None)), facts.line))
    yield biases.inverted(trusted)
    yield verbosity(facts, evaluator)
    yield biases.prevalence(agreements(trusted), trusted)
    yield from biases.consistency(facts)
    if facts.labels.height:
        labelled, rated_too = read(rated(source.rows(asked), asked, name)).row(0)
        sessions, thumbed = read(thumbs(source.rows(asked), asked)).row(0)
        survivors = biases.survivors(int(labelled), int(rated_too), int(sessions), int(thumbed))
        yield from () if survivors is None else (survivors,)


def against_reference(source: Source, facts: JudgeFacts) -> pl.DataFrame | None:
    """Return the pairs of current answers and the reference's to the same inputs; None where they are not looked for.

    Of a large store only where two versions of one window are compared: else the texts of both are read for little.
    """
    asked = facts.asked
    if asked.reference is None:
        return None
    same_window = asked.reference.window == asked.current.window
    if not same_window and source.store.catalog().rows.get("spans", 0) > MOST_SPANS:
        return None
    found = source.store.read_kept(same_input(source.rows(asked), asked, facts.question.name, across=True))
    return rows_of(found, facts.line)


def _of_one(preferences: pl.DataFrame, line: Line | None) -> pl.DataFrame:
    """Return the pairs that the line's judges compared; where it compared none, those of whoever compared the most."""
    own = rows_of(preferences, line)
    if own.height or preferences.is_empty():
        return own
    counted = preferences.group_by("evaluator").agg(pl.col("n").sum()).sort("n", "evaluator")
    return preferences.filter(pl.col("evaluator").eq_missing(pl.lit(counted["evaluator"][-1])))


def _recent(facts: JudgeFacts) -> TraceFilter:
    """Return the same question of the newest answers alone: whole texts are compared, which takes long of many."""
    now = (
        facts.cells.filter(pl.col("side") == CURRENT).group_by("bucket").agg(pl.col("n").sum()).sort("bucket")
    )
    newest = now.reverse().filter(pl.col("n").cum_sum() <= MOST_COMPARED)
    bucket = newest["bucket"].min() if newest.height else now["bucket"].max()
    window = facts.asked.current.window
    start = max(window.start, facts.start(int(str(bucket)))) if now.height > 1 else window.start
    own = replace(facts.asked.current, window=Window(min(start, window.end - facts.width), window.end))
    return replace(facts.asked, current=own, reference=None)


def _preferences(source: Source, asked: TraceFilter) -> pl.DataFrame:
    if PREFERENCE not in source.store.catalog().scores:
        return pl.DataFrame(
            schema={"evaluator": pl.String, "label": pl.String, "value": pl.Float64, "n": pl.Int64}
        )
    return source.store.read_kept(preferences(source.rows(asked), asked, PREFERENCE))
