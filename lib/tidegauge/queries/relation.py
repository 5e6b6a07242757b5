"""The rows that a page asks about, with every attribute by name; scores, signals and outcomes join when named."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.errors import FilterError, unknown
from tidegauge.filters import Grain
from tidegauge.queries.of_traces import said_of_traces
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import Dimensions, kind_of, places, undefined
from tidegauge.schema.tables import ADJUDICATED, DERIVED, NOT_JUDGED, SIGNAL_KINDS, Kind

SKEW = timedelta(days=1)
"""How much earlier than its span a score may be dated: clocks differ."""

_JOINED = ("score", "human", "signal", "outcome")


class Rows:
    """The rows of one grain. `column` resolves a name and remembers which tables have to be joined for it."""

    def __init__(
        self,
        catalog: Catalog,
        grain: Grain = Grain.CALL,
        since: datetime | None = None,
        dimensions: Dimensions | None = None,
    ) -> None:
        self.catalog = catalog
        self.grain = grain
        # Nothing is dated before the first day of the calendar.
        self._said_since = since and since - min(SKEW, since - datetime.min)  # noqa: DTZ901  UTC without a zone
        self._dimensions = dict(dimensions or {})
        self.spans: sa.FromClause = table(catalog, "spans")
        self._pivots: dict[str, dict[str, sa.Label[Any]]] = {}
        # One object for each: two of one name would be two tables in the FROM clause.
        self._origins = {prefix: self.said(name) for prefix, name in _ORIGIN.items()}

    def said(self, name: str, traces: Sequence[str] | None = None) -> sa.FromClause:
        """Return the scores, signals or outcomes, each with the `span_id` of the row of this grain that it is about.

        `traces` says that nobody will ask about others, which spares a look at them.
        """
        origin = table(self.catalog, name)
        if self.grain is not Grain.TRACE:
            return origin
        return said_of_traces(origin, self.spans, self._said_since, traces)

    def kind(self, name: str) -> Kind:
        """Return what the column called `name` holds.

        Raises:
            FilterError: the store has no such attribute; the nearest name is given.
        """
        prefix, member = self._joined(name)
        if prefix:
            return Kind.NUMBER if member else Kind.TEXT
        return kind_of(self.places(name), self.catalog)

    def column(self, name: str) -> sa.ColumnElement[Any]:
        """Return the SQL of the attribute called `name`: canonical, attribute, alias, derived, or joined."""
        prefix, member = self._joined(name)
        if prefix:
            return self._pivot(prefix, member)
        columns = self.places(name)
        is_listed = isinstance(self._dimensions.get(name), tuple)
        return self._looked_up(columns) if is_listed else self._plain(columns[0])

    def resolve(self, name: str) -> str:
        """Return the column that `name` stands for: itself, a declared dimension, or a name from the origin.

        Of a list that a dimension is looked up in, the first column that the store has.

        Raises:
            FilterError: no such attribute.
        """
        return self.places(name)[0]

    def places(self, name: str) -> tuple[str, ...]:
        """Return the columns that `name` is looked up in: one, but for a dimension that is declared with a list.

        Raises:
            FilterError: no such attribute.
        """
        found = places(name, self._dimensions, self.catalog)
        if not found:
            declared = undefined(name, self._dimensions, self.catalog)
            raise FilterError(declared or unknown("attribute", name, self.names()))
        return found

    def is_joined(self, name: str) -> bool:
        """Return whether `name` is one of a score, a label, a signal or an outcome.

        Raises:
            FilterError: there is none of that name.
        """
        return bool(self._joined(name)[0])

    def names(self) -> list[str]:
        """Return every name that `column` knows."""
        joined = [
            *(f"score.{name}" for name in self.catalog.judged),
            *(f"signal.{kind}" for kind in self.catalog.signals),
            *(f"outcome.{name}" for name in self.catalog.outcomes),
        ]
        return [*self.catalog.columns["spans"], *self._dimensions, *self.catalog.aliases, *DERIVED, *joined]

    def source(self) -> sa.FromClause:
        """Return the spans with every join that the columns asked for so far need."""
        joined: sa.FromClause = self.spans
        for prefix, members in self._pivots.items():
            pivot = self._pivot_query(prefix, members)
            joined = joined.outerjoin(pivot, pivot.c.span_id == self.spans.c.span_id)
        return joined

    def select(
        self, *columns: sa.ColumnElement[Any], where: Sequence[sa.ColumnElement[bool]]
    ) -> sa.Select[Any]:
        """Return the columns of the rows that meet `where`, read from the spans with all that any of them joins.

        Both are given at once: the source is known only when every name has been asked for.
        """
        return sa.select(*columns).select_from(self.source()).where(*where)

    def grain_condition(self) -> sa.ColumnElement[bool]:
        """Return what makes a span a row of this grain."""
        if self.grain is Grain.CALL:
            return self.spans.c.kind == "model"
        return self.spans.c.parent_span_id.is_(None) if self.grain is Grain.TRACE else sa.true()

    def _plain(self, column: str) -> sa.ColumnElement[Any]:
        return self._derived(column) if column in DERIVED else self.spans.c[column]

    def _looked_up(self, columns: tuple[str, ...]) -> sa.ColumnElement[Any]:
        kinds = {kind_of((column,), self.catalog) for column in columns}
        found = [self._plain(column) for column in columns]
        if len(kinds) > 1:
            found = [sa.cast(column, sa.Text) for column in found]
        # With an empty text many a tracer says that it does not know.
        recorded = (
            [sa.func.nullif(one, "") for one in found]
            if kind_of(columns, self.catalog) is Kind.TEXT
            else found
        )
        return sa.func.coalesce(*recorded) if len(recorded) > 1 else recorded[0]  # SQLite wants two

    def _derived(self, name: str) -> sa.ColumnElement[Any]:
        spans = self.spans.c
        if name == "latency":
            return spans.duration_ms
        if name == "tokens":
            both = sa.func.coalesce(spans.input_tokens, 0) + sa.func.coalesce(spans.output_tokens, 0)
            return sa.case((sa.or_(spans.input_tokens.is_not(None), spans.output_tokens.is_not(None)), both))
        # Failed calls lack the version that answered: without a stand-in exactly the failures vanish, and with the
        # name asked for they would be a model of their own that always fails.
        last = self.catalog.versions
        known = [sa.case(last, value=spans.model_requested)] if last else []
        return sa.func.coalesce(spans.model_version, *known, spans.model_requested)

    def _joined(self, name: str) -> tuple[str, str]:
        prefix, dot, member = name.partition(".")
        if not dot or prefix not in _JOINED or name in self.catalog.columns["spans"]:
            return "", ""
        if member not in self._members(prefix):
            raise FilterError(unknown(prefix, member, self._members(prefix)))
        return prefix, member

    def _members(self, prefix: str) -> tuple[str, ...]:
        if prefix == "signal":
            # A store without a single thumb down still has a thumbs-up rate: nobody's thumb went down.
            return tuple({*SIGNAL_KINDS, *self.catalog.signals})
        return self.catalog.outcomes if prefix == "outcome" else self.catalog.scores

    def _pivot(self, prefix: str, member: str) -> sa.ColumnElement[Any]:
        members = self._pivots.setdefault(prefix, {})
        if member not in members:
            members[member] = _member(prefix, member, self._origins[prefix]).label(f"m{len(members)}")
        # Both names are ours (score_pivot.m0): the subquery itself is only known once every member was asked for.
        found: sa.ColumnElement[Any] = sa.literal_column(
            f"{prefix}_pivot.{members[member].name}", sa.Double()
        )
        return sa.func.coalesce(found, 0) if prefix == "signal" else found

    def _pivot_query(self, prefix: str, members: Mapping[str, sa.Label[Any]]) -> sa.Subquery:
        origin = self._origins[prefix]
        name = origin.c.kind if prefix == "signal" else origin.c.name
        query = sa.select(origin.c.span_id, *members.values()).where(name.in_(list(members)))
        if self._said_since is not None:
            query = query.where(origin.c.created_at >= self._said_since)
        # Averaging a judge with the truth that it is held to would hide how far they are apart.
        if prefix == "score":
            query = query.where(sa.func.coalesce(origin.c.source, "").not_in(NOT_JUDGED))
        if prefix == "human":
            query = query.where(origin.c.source == "human")
        return query.group_by(origin.c.span_id).subquery(f"{prefix}_pivot")


_ORIGIN = {"score": "scores", "human": "scores", "signal": "signals", "outcome": "outcomes"}


def table(catalog: Catalog, name: str) -> sa.TableClause:
    """Return one table of a store with all the columns that the store has."""
    return sa.table(name, *(sa.column(column, kind.sql) for column, kind in catalog.columns[name].items()))


def _member(prefix: str, member: str, origin: sa.FromClause) -> sa.ColumnElement[Any]:
    if prefix == "signal":
        return sa.func.sum(sa.case((origin.c.kind == member, 1), else_=0))
    value = sa.case((origin.c.name == member, origin.c.value))
    if prefix == "human" and "label" in origin.c:
        return _decided(member, origin, value)
    return sa.func.sum(value) if prefix == "outcome" else sa.func.avg(value)


def _decided(member: str, origin: sa.FromClause, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the decision where somebody adjudicated, NULL where that was “cannot judge”; else the labels' mean."""
    is_final = sa.and_(origin.c.name == member, origin.c.label == ADJUDICATED)
    decisions = sa.func.sum(sa.case((is_final, 1), else_=0))
    final = sa.func.avg(sa.case((is_final, origin.c.value)))
    return sa.case((decisions > 0, final), else_=sa.func.avg(value))
