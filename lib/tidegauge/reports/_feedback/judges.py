"""Whose scores the Feedback page compares: where judges judged side by side, those of one ruler alone."""

from tidegauge.filters import TraceFilter
from tidegauge.queries.evaluators import judges_by_day
from tidegauge.reports._judge.line import line_of
from tidegauge.reports.source import Source


def judges_of(source: Source, asked: TraceFilter, name: str | None) -> tuple[str, ...]:
    """Return the judge with the most scores now, and those that it took over from; none where nobody judged beside it.

    Two rulers that judge the same answers would count twice, each with an opinion of its own.
    """
    if name is None or name not in source.store.catalog().rejudged:
        return ()
    days = source.store.read_kept(judges_by_day(source.rows(asked), asked, name))
    line = line_of(days, days)
    return line.judges if line is not None and line.is_part(days) else ()
