"""The report from its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tidegauge.filters import TraceFilter
from tidegauge.findings import Link, Verdict
from tidegauge.metrics.chips import counted
from tidegauge.metrics.metric import Metric
from tidegauge.reports._records import Comparison
from tidegauge.reports._rulers import Ruler
from tidegauge.reports._scope.dimensions import Searched
from tidegauge.reports._scope.events import within
from tidegauge.reports._scope.finding import finding
from tidegauge.reports._scope.found import described
from tidegauge.reports._scope.grown import grown
from tidegauge.reports._scope.isolation import Isolated, IsolatedRows
from tidegauge.reports._scope.quantile import Levels
from tidegauge.reports._scope.records import MetricShown, Replay, ScopeReport, ScopeRow
from tidegauge.reports._scope.rows import OTHERS, Parts, in_words
from tidegauge.reports._scope.search import Search
from tidegauge.reports._scope.sentence import Told
from tidegauge.reports._scope.where import conditions
from tidegauge.reports._sentences import named
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.stats.scoping.records import Cause, Outcome, Scoped
from tidegauge.stats.scoping.rules import ScopeRules

MOST_ALTERNATIVES = 8


@dataclass(frozen=True)
class Question:
    """The metric, what of it was searched, a quantile's own levels, the attributes and the rules."""

    metric: Metric
    summed: Metric
    level: Levels | None
    wanted: Searched
    rules: ScopeRules
    currency: str


@dataclass(frozen=True, eq=False)
class Answered:
    """What was found, the metric over all calls, a judge that changed, each row's course, and the replay."""

    asked: TraceFilter
    found: Search
    whole: Comparison
    ruler: Ruler | None
    rows: IsolatedRows
    replay: Replay | None


def report_of(source: Source, question: Question, answered: Answered) -> ScopeReport:
    """Return the report."""
    asked, found = answered.asked, answered.found
    scoped, dimensions = found.scoped, found.leaves.table.attributes
    parts = Parts(found.leaves.table, scoped, question.summed)
    told = _told(parts, question, answered)
    rows_now, rows_before = (float(one) for one in _rows(found))
    return ScopeReport(
        windows=windows(source, asked, rows_now, rows_before),
        metric=told.shown,
        dimensions=dimensions,
        findings=(finding(told, told.rest, asked, len(dimensions), answered.ruler, answered.replay),),
        outcome=found.outcome.value,
        comparison=answered.whole,
        causes=told.causes,
        rest=told.rest,
        total=told.total,
        alternatives=tuple(
            parts.row(one, named=False) for one in described(_alternatives(scoped), found.merged)
        ),
        searched=scoped.searched,
        bar=scoped.bar,
        marks=within(answered.rows.changes, asked.current.window),
        periods=len(scoped.references),
        apart=tuple(one.name for one in found.leaves.apart),
        pooled=found.leaves.pooled,
        replay=answered.replay,
    )


def _told(parts: Parts, question: Question, answered: Answered) -> Told:
    """Return the rows, each with what is known of it, and all else that the sentence is made of."""
    asked, found, rows = answered.asked, answered.found, answered.rows
    causes = tuple(
        _complete(parts.row(one), isolated, asked, question.summed)
        for one, isolated in zip(found.found, rows.causes, strict=True)
    )
    whole = rows.total
    if answered.whole.verdict in {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}:
        whole = Isolated(None, whole.line)  # nothing happened that a change could fit
    is_mix = found.outcome in {Outcome.MIX, Outcome.REVERSAL}
    return Told(
        outcome=found.outcome,
        shown=shown_metric(question),
        comparison=answered.whole,
        total=_complete(parts.total(answered.whole), whole, asked, question.summed),
        causes=tuple(replace(one, others=_is_left(one, causes)) for one in causes),
        rest=_complete(parts.rest(found.found), rows.rest, asked, question.summed),
        rest_name=_rest_name(found),
        grown=grown(parts.table, parts.scoped.references) if is_mix else None,
        searched=parts.scoped.searched,
        zone=asked.time_zone,
        now=asked.current.window.end,
        currency=question.currency,
    )


def _rest_name(found: Search) -> str:
    """Return what the rest is where a single value of a cause's attribute is left: `subset = composite`."""
    table = found.leaves.table
    taken = np.zeros(table.size, dtype=bool)
    for one in found.found:
        taken[one.leaves] = True
    left = ~taken & (table.current.w > 0)
    for name in dict.fromkeys(name for one in found.found for name, _ in one.segment):
        if name not in table.attributes:
            continue
        place = table.attributes.index(name)
        codes = np.unique(table.codes[place][left])
        if codes.size == 1:
            return named(in_words(((name, (table.values[place][int(codes[0])],)),)))
    return "the rest of traffic"


def _is_left(one: ScopeRow, causes: Sequence[ScopeRow]) -> bool:
    return any(one is not other and one.where.items() < other.where.items() for other in causes)


def _alternatives(scoped: Scoped) -> list[Cause]:
    """Return the other descriptions in the search's own order."""
    named = {one.where for one in (*scoped.causes, *scoped.appeared, *scoped.vanished)}
    return [one for one in scoped.ranked if one.where not in named][:MOST_ALTERNATIVES]


def shown_metric(question: Question) -> MetricShown:
    """Return the metric as it is shown."""
    metric, level, counts = question.metric, question.level, counted(question.metric)
    return MetricShown(
        name=metric.name,
        label=metric.label,
        unit=metric.unit,
        direction=metric.direction,
        kind=metric.kind,
        searched_unit=question.summed.unit,
        counts=str(counts) if counts else None,
        threshold=level.before if level else None,
        level=level.now if level else None,
    )


def _rows(found: Search) -> Sequence[int]:
    whole = found.leaves.whole
    name = "rows" if "rows" in whole.columns else "n"
    return [int(whole.filter(whole["side"] == side)[name].sum()) for side in (1, 0)]


def _complete(row: ScopeRow, isolated: Isolated, asked: TraceFilter, metric: Metric) -> ScopeRow:
    return replace(
        row,
        onset=isolated.onset,
        trend=isolated.line.points,
        grain=isolated.line.grain,
        changes=isolated.changes,
        isolated=isolated.sentence,
        affected=_affected(row, asked, metric),
    )


def _affected(row: ScopeRow, asked: TraceFilter, metric: Metric) -> Link | None:
    """Return the link to the row's calls that the metric counts; None where chips cannot say which they are."""
    if OTHERS in row.where.values():
        return None
    own = conditions(row.where)
    counts = counted(metric)
    chips = [*asked.where, *own, *([counts] if counts else [])]
    return Link("traces", {"where": tuple(dict.fromkeys(map(str, chips)))})
