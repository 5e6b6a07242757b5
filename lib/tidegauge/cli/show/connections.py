"""`tidegauge show connections`."""

import functools
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli._member import check_reading
from tidegauge.cli._store import every_store, named_settings
from tidegauge.cli.show._options import print_options
from tidegauge.cli.show._text import aligned, inert
from tidegauge.clock import now
from tidegauge.findings import Finding
from tidegauge.reports._connections.records import (
    MARKS,
    ConnectionDetail,
    ConnectionsReport,
    State,
    StoreCard,
    TableMapping,
)
from tidegauge.reports._connections.sentence import left_out_note
from tidegauge.reports.connections import (
    chosen_card,
    connection_detail,
    connections,
    recorded_fields,
    table,
)
from tidegauge.reports.source import Source
from tidegauge.stores import Store, open_store
from tidegauge.workbench.named_stores import NamedStore

PATIENCE = 20.0
"""Seconds that the stores beside the chosen one have to answer: nobody looks at a command that waits."""


def _failed_if_down(function: Callable[..., ConnectionsReport]) -> Callable[..., None]:
    """Let the command fail, after all was printed, where the chosen store cannot be read."""

    @functools.wraps(function)
    def command(**given: object) -> None:
        report = function(**given)
        if chosen_card(report).state is State.DOWN:
            sys.exit(1)

    return command


@click.command("connections")
@click.option("--store", help="A store's name or address. Default: the settings' store.")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@_failed_if_down
@print_options
def COMMAND(  # noqa: N802  listed
    store: str | None, config: Path | None
) -> tuple[ConnectionsReport, pl.DataFrame, str]:
    """What is opened, how each field is read, and whether all rows of the source are on our pages."""
    settings = named_settings(config, store)
    check_reading(settings)
    stores = every_store(settings)
    at = now()
    zone = settings.time_zone or "UTC"
    report = connections(
        stores,
        stores[0],
        _opener(settings.statement_timeout),
        lambda opened: connection_detail(Source(opened, settings.dimensions)),
        at,
        zone,
        patience=PATIENCE,
    )
    return report, table(report), _text(report, at, zone)


def _opener(timeout: float) -> Callable[[NamedStore], Store]:
    opened: dict[str, Store] = {}

    def open_once(one: NamedStore) -> Store:
        if one.name not in opened:
            opened[one.name] = open_store(one.url, timeout)
        return opened[one.name]

    return open_once


def _text(report: ConnectionsReport, now: datetime, zone: str) -> str:
    card = chosen_card(report)
    lines = [line for one in report.findings for line in _said(card, one)]
    if len(report.stores) > 1:
        lines += ["", *aligned([_HEAD, *(_card(one, now, zone) for one in report.stores)])]
        lines += [inert(line) for line in _why(report)]
    lines += [f"    {note}" for note in (_notes(report.detail) if report.detail else ())]
    for one in report.detail.tables if report.detail else ():
        lines += ["", *_fields(one)]
    return "\n".join(lines)


def _said(card: StoreCard, found: Finding) -> list[str]:
    """Return a finding's lines. A store opens or does not: nothing was compared that could have a verdict."""
    details = [inert(f"    {' · '.join(found.details)}")] if found.details else []
    return [inert(f"[{MARKS[card.state]} {card.state}] {found.sentence}"), *details]


def _why(report: ConnectionsReport) -> Iterator[str]:
    """Yield why the other stores do not answer."""
    for one in report.stores:
        if one.error and one.name != report.chosen:
            yield f"{one.name}: {one.error}"


def _notes(detail: ConnectionDetail) -> tuple[str, ...]:
    left_out = left_out_note(detail)
    return (*([left_out] if left_out else []), *detail.notes, *_absent(detail))


def _absent(detail: ConnectionDetail) -> Iterator[str]:
    """Yield the places of declared dimensions that the store does not have."""
    for name, absent in detail.absent.items():
        if absent:
            yield f"Dimension {name}: of its places this store does not have {', '.join(absent)}."


_HEAD = ["Store", "State", "What", "Address", "Spans", "Newest"]


def _card(one: StoreCard, now: datetime, zone: str) -> list[str]:
    rows = formats.MISSING if one.rows is None else formats.count(one.rows)
    return [
        one.name,
        one.state,
        one.product or formats.MISSING,
        one.address,
        rows,
        formats.age(one.newest, now, zone),
    ]


def _fields(one: TableMapping) -> list[str]:
    head = [f"{one.table}: name to use", "Read from", "Recorded", "Example"]
    every = (*one.fields, *one.attributes)
    rows = [
        [field.field, field.read_from, formats.share(field.recorded), (field.example or "")[:60]]
        for field in recorded_fields(every)
    ]
    nowhere = [field.field for field in every if not field.recorded]
    return [
        *aligned([head, *rows]),
        *([f"Without a value in these rows: {', '.join(nowhere)}."] if nowhere else []),
    ]
