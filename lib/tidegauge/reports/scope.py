"""Where, since when, why: the segments that a metric's change comes from, and the changes that fit them."""

from collections.abc import Mapping, Sequence

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import Gathered, at_hand
from tidegauge.reports._rulers import changed_rulers
from tidegauge.reports._scope.assembly import Answered, Question, report_of
from tidegauge.reports._scope.comparison import comparison
from tidegauge.reports._scope.dimensions import searched, versions
from tidegauge.reports._scope.empty import nothing_to_compare
from tidegauge.reports._scope.events import recorded
from tidegauge.reports._scope.isolation import isolated_rows
from tidegauge.reports._scope.names import pairs
from tidegauge.reports._scope.overlaps import scope_attributes
from tidegauge.reports._scope.quantile import above, levels
from tidegauge.reports._scope.records import Change, ScopeReport, ScopeRow
from tidegauge.reports._scope.replays import replays
from tidegauge.reports._scope.search import search
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.stats.scoping.rules import ScopeRules


def scope(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    dimensions: Sequence[str] = (),
    preferred: Sequence[str] = (),
    *,
    order: int = 3,
    replay: bool = True,
    currency: str = "USD",
) -> ScopeReport:
    """Return what a metric's change comes from.

    `dimensions` are the attributes to search; without any they are the `preferred` ones that the store has, or every
    text attribute where these are few. Segments join up to `order` of them. With `replay` the same search is made of earlier periods.

    Raises:
        FilterError: nothing to compare with, or an attribute that the store does not have.
        MetricError: a metric that the store cannot answer, or that is no sum over calls.
    """
    if asked.reference is None:
        raise FilterError("Scope compares two windows. Choose a comparison: previous, or dates before it.")
    level = levels(source, asked, metric) if metric.kind == "quantile" else None
    summed = above(metric, level.before) if level else metric
    wanted = searched(source, asked, summed, dimensions, preferred)
    if not wanted.names:
        return nothing_to_compare(source, asked, metric)
    rules = ScopeRules(order=order)
    events = recorded(source, asked)
    texts = [name for name in scope_attributes(events) if _is_text(source, asked, name)]
    columns = dict.fromkeys((*wanted.names, *versions(source, asked), *texts))
    with at_hand(source, asked, [summed], tuple(columns)) as calls:
        question = Question(metric, summed, level, wanted, rules, currency)
        return _report(source, calls, question, events, replay=replay)


def _is_text(source: Source, asked: TraceFilter, name: str) -> bool:
    try:
        return source.rows(asked).kind(name) is Kind.TEXT
    except FilterError:
        return False  # the scope of a change may name what this store does not have


def _report(
    source: Source, calls: Gathered, question: Question, events: Sequence[Change], *, replay: bool
) -> ScopeReport:
    asked = calls.asked
    found = search(calls, question.summed, question.wanted, question.rules)
    if found is None:
        return nothing_to_compare(source, asked, question.metric)
    ruler = changed_rulers(source, asked, [question.metric]).get(question.metric.name)
    whole = comparison(calls, question.summed, found.leaves, found.scoped.references, ruled=ruler is not None)
    rows = isolated_rows(source, calls, question.summed, found, events)
    again = replays(source, calls, question, found) if replay else None
    return report_of(source, question, Answered(asked, found, whole, ruler, rows, again))


def table(report: ScopeReport) -> pl.DataFrame:
    """Return the rows as a frame: causes, the rest, the total."""
    return pl.DataFrame([_flat(row) for row in report.rows], schema=_SCHEMA)


_NUMBERS = (
    *("share", "change", "rate_part", "mix_part", "interaction", "reference", "current", "low", "high"),
    *("moved", "moved_low", "moved_high", "traffic", "z"),
)
_TIMES = ("onset", "onset_low", "onset_high")
_SCHEMA: Mapping[str, pl.DataType] = (
    {name: pl.String() for name in ("kind", "segment", "verdict")}
    | {name: pl.Float64() for name in _NUMBERS}
    | {name: pl.Int64() for name in ("n", "n_reference")}
    | {name: pl.Datetime("us") for name in _TIMES}
    | {"isolated": pl.String()}
)


def _flat(row: ScopeRow) -> dict[str, object]:
    return {
        "kind": row.kind.value,
        "segment": pairs(row.where) or row.kind.value,
        "verdict": row.verdict.value,
        "share": row.share,
        "change": row.change,
        "rate_part": row.rate_part,
        "mix_part": row.mix_part,
        "interaction": row.interaction,
        "reference": row.reference.value,
        "current": row.current.value,
        "low": row.current.low,
        "high": row.current.high,
        "moved": row.moved.value,
        "moved_low": row.moved.low,
        "moved_high": row.moved.high,
        "traffic": row.traffic,
        "z": row.z,
        "n": row.n,
        "n_reference": row.n_reference,
        "onset": row.onset.at if row.onset else None,
        "onset_low": row.onset.low if row.onset else None,
        "onset_high": row.onset.high if row.onset else None,
        "isolated": row.isolated,
    }
