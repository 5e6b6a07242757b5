"""The page Connections: what is opened, how it is read, and whether all of it is on our pages."""

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

from tidegauge.findings import Finding
from tidegauge.queries.coverage import judges_in_use
from tidegauge.reports._connections.cards import store_cards
from tidegauge.reports._connections.counts import count_checks
from tidegauge.reports._connections.fields import as_text, table_mapping
from tidegauge.reports._connections.records import (
    ConnectionDetail,
    ConnectionsReport,
    FieldMapping,
    Judge,
    State,
    StoreCard,
)
from tidegauge.reports._connections.sentence import detail_finding, down_finding
from tidegauge.reports.source import Source
from tidegauge.schema.declared_dimensions import absent_columns
from tidegauge.schema.tables import TABLES
from tidegauge.stores import Store
from tidegauge.stores.missing_tables import missing_sentences
from tidegauge.workbench.named_stores import NamedStore

SAMPLES = 5


def connections(
    stores: Sequence[NamedStore],
    chosen: NamedStore,
    opened: Callable[[NamedStore], Store],
    asked: Callable[[Store], ConnectionDetail],
    now: datetime,
    zone: str = "UTC",
    patience: float = 3.0,
) -> ConnectionsReport:
    """Return the page. `asked` answers how the chosen store is read, with `connection_detail`.

    The other stores have `patience` seconds to answer.
    """
    cards = store_cards(stores, chosen, opened, patience)
    card = _named(cards, chosen.name)
    detail = asked(opened(chosen)) if card.state is not State.DOWN else None
    return ConnectionsReport((said(card, detail, now, zone),), chosen.name, cards, detail)


def chosen_card(report: ConnectionsReport) -> StoreCard:
    """Return the card of the store that the page tells of."""
    return _named(report.stores, report.chosen)


def _named(cards: Sequence[StoreCard], name: str) -> StoreCard:
    return next(one for one in cards if one.name == name)


def said(card: StoreCard, detail: ConnectionDetail | None, now: datetime, zone: str) -> Finding:
    """Return what there is to say of a store first."""
    return down_finding(card) if detail is None else detail_finding(detail, now, zone)


def connection_detail(source: Source) -> ConnectionDetail:
    """Return how a store is read.

    Raises:
        StoreError: it does not answer.
    """
    store = source.store
    peer, catalog = store.peer, store.catalog()
    spans, rows = table_mapping(source, "spans")
    others = [name for name in TABLES if name != "spans" and catalog.rows.get(name)]
    return ConnectionDetail(
        product=store.product,
        layout=peer.layout if peer else "our own tables",
        address=store.url,
        projects=peer.projects if peer else (),
        notes=peer.notes if peer else (),
        newest=catalog.newest,
        tables=(spans, *(table_mapping(source, name)[0] for name in others)),
        counts=count_checks(store),
        samples=tuple(_sample(row) for row in rows.head(SAMPLES).iter_rows(named=True)),
        judges=_judges(store) if "scores" in others else (),
        lookups={
            name: (declared,) if isinstance(declared, str) else declared
            for name, declared in source.dimensions.items()
        },
        left_out=peer.left_out if peer else 0,
        missing=missing_sentences(store),
        absent={name: absent_columns(declared, catalog) for name, declared in source.dimensions.items()},
    )


def table(report: ConnectionsReport) -> pl.DataFrame:
    """Return the field mapping as a frame, one row a field of a table."""
    found = (
        []
        if report.detail is None
        else [
            (one.table, field.field, field.read_from, field.kind, field.recorded, field.example)
            for one in report.detail.tables
            for field in (*one.fields, *one.attributes)
        ]
    )
    return pl.DataFrame(found, schema=_TABLE, orient="row")


def recorded_fields(fields: Sequence[FieldMapping]) -> tuple[FieldMapping, ...]:
    """Return the fields that are recorded at all, in order."""
    return tuple(one for one in fields if one.recorded)


_TABLE: dict[str, type[pl.DataType]] = {
    "table": pl.String,
    "field": pl.String,
    "read_from": pl.String,
    "kind": pl.String,
    "recorded": pl.Float64,
    "example": pl.String,
}


def _sample(row: dict[str, object]) -> dict[str, str]:
    return {name: as_text(value) for name, value in row.items() if value is not None and value != ""}


def _judges(store: Store) -> tuple[Judge, ...]:
    return tuple(Judge(*row) for row in store.read(judges_in_use(store.catalog())).iter_rows())
