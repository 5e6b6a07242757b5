"""How many of the affected calls of each cause lie within the scope of a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, parse_condition
from tidegauge.metrics.metric import Metric
from tidegauge.queries.conditions import compared
from tidegauge.queries.scope_marks import Marked, marked, overlaps
from tidegauge.queries.sides import Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.doses import FEWEST, since_of
from tidegauge.reports._scope.records import Change
from tidegauge.schema.tables import Kind


@dataclass(frozen=True)
class Overlaps:
    """{scope: {cause: the share of its affected calls that lie within}}; None where these are a handful."""

    by_scope: Mapping[str, Mapping[int, float | None]]

    def share(self, cause: int, scope: str | None) -> float | None:
        """Return the share; None where the scope cannot be read, or nothing is known."""
        return self.by_scope.get(scope or "", {}).get(cause)


def scope_conditions(scope: str | None) -> tuple[Condition, ...]:
    """Return the filters of a change's scope; none where any part of it is no plain filter.

    >>> [str(one) for one in scope_conditions("geo = BR and device = ios")]
    ['geo = BR', 'device = ios']
    >>> scope_conditions("a tenth of all users"), scope_conditions(None)
    ((), ())
    """
    try:
        found = tuple(parse_condition(one) for one in (scope or "").split(" and ") if one.strip())
    except FilterError:
        return ()
    return found if all(one.operator in {"=", "!="} for one in found) else ()


def scope_attributes(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the attributes that scopes name, each once."""
    names = (one.attribute for change in changes for one in scope_conditions(change.scope))
    return tuple(dict.fromkeys(names))


def read_overlaps(
    calls: Gathered,
    metric: Metric,
    causes: Sequence[Marked],
    onsets: Sequence[Onset | None],
    changes: Sequence[Change],
    width: timedelta,
) -> Overlaps:
    """Return the overlaps, read in one statement. Without causes the one onset is that of all calls, which are the rest."""
    known = {one.scope: found for one in changes if (found := _known(calls, one.scope))}
    if not known:
        return Overlaps({})
    columns = {chip.attribute: calls.column(chip.attribute) for chips in known.values() for chip in chips}
    keys = sorted({*columns.values(), *(name for one in causes for name in one.values)})
    rows = marked(calls.bucketed(Buckets(width)).calls([metric], keys), causes)
    within = [_within(rows, chips, columns) for chips in known.values()]
    value = f"{calls.prefix(metric)}_a"
    is_rate = metric.kind == "rate" and not metric.per and value in rows.c
    since = since_of(onsets, len(causes), calls.asked.current.window, width)
    frame = calls.read(overlaps(rows, value if is_rate else None, within, since))
    rows_by_cause = {row["cause"]: row for row in frame.iter_rows(named=True)}
    return Overlaps(
        {
            str(scope): {
                cause: _share(row[f"s{number}"], row["total"]) for cause, row in rows_by_cause.items()
            }
            for number, scope in enumerate(known)
        }
    )


def _known(calls: Gathered, scope: str | None) -> tuple[Condition, ...]:
    """Return the filters of a scope if the calls that were gathered hold all its attributes."""
    chips = scope_conditions(scope)
    return chips if all(one.attribute in calls.layout.attributes for one in chips) else ()


def _within(
    rows: sa.FromClause, chips: Sequence[Condition], columns: Mapping[str, str]
) -> sa.ColumnElement[bool]:
    parts = (compared(rows.c[columns[one.attribute]], Kind.TEXT, one) for one in chips)
    return sa.and_(*(sa.func.coalesce(part, sa.false()) for part in parts))


def _share(inside: float | None, total: float | None) -> float | None:
    return None if not total or total < FEWEST else float(inside or 0.0) / float(total)
