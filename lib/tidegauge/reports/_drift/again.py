"""A row of the drift table, counted again for its panel."""

from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.assembly import names_compared
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.headline import Aspect, Headline, headline
from tidegauge.reports._drift.kinds import usual_direction
from tidegauge.reports._drift.look import Looked, look_at, look_at_metrics
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports._drift.rows import good_directions
from tidegauge.reports._drift.sample import take_sample
from tidegauge.reports._drift.subjects import Form, Subject, columns_compared, subjects_of
from tidegauge.reports.source import Source


def look_again(
    source: Source, asked: TraceFilter, row: DriftRow, metrics: Sequence[Metric]
) -> tuple[Looked, Headline] | None:
    """Return the subject of a row with its headline; None of rows that are about no single column or metric."""
    subject = _subject(source, row, metrics)
    if subject is None:
        return None
    looked = _counted(source, asked, subject)
    aspect = Aspect(row.aspect) if row.aspect in set(Aspect) else Aspect.VALUES
    good = good_directions(metrics).get(subject.column) or usual_direction(subject.column)
    return looked, headline(subject, looked.pair or looked.comparison, aspect, row.single, good)


def _subject(source: Source, row: DriftRow, metrics: Sequence[Metric]) -> Subject | None:
    catalog = source.store.catalog()
    known = subjects_of(catalog, columns_compared(catalog), metrics, [row.column])
    found = [one for one in known if one.column == row.column]
    same = [one for one in found if row.key.startswith(one.key)]
    return next(iter(same or found), None)


def _counted(source: Source, asked: TraceFilter, subject: Subject) -> Looked:
    if subject.form is Form.METRIC:
        (looked,) = look_at_metrics(source, asked, [subject])
        return looked
    # All columns are held: the table has just asked for the same copy.
    with columns(source, asked, names_compared(source, asked)) as calls:
        (looked,) = look_at(calls, take_sample(calls), [subject])
        return looked
