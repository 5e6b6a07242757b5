"""The options that every report shares, and how its answer is printed."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
import polars as pl

from tidegauge.cli._copy import copy_told
from tidegauge.cli._member import check_reading
from tidegauge.cli._store import address, named_settings
from tidegauge.clock import now
from tidegauge.comparisons import Request, moved, resolve
from tidegauge.errors import FilterError, unknown
from tidegauge.filters import Grain, TraceFilter
from tidegauge.reports.export import to_csv, to_json
from tidegauge.schema.declared_dimensions import lost_dimensions
from tidegauge.settings import Settings
from tidegauge.stores import Store, open_store
from tidegauge.stores.missing_tables import missing_sentences
from tidegauge.time_zones import time_zones
from tidegauge.workbench.permission import Act

Printed = Callable[[Any], str]


@dataclass(frozen=True)
class Question:
    """What the shared options amount to: an open store, its settings and the filter."""

    store: Store
    settings: Settings
    asked: TraceFilter


_STORE = (
    click.option(
        "--store", help="Folder, .duckdb file, database URL, or a name. Default: the settings' store."
    ),
    click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml."),
)
_WINDOW = (
    click.option("--from", "start", help="First day or moment: 2026-10-01 or 2026-10-01T14:00."),
    click.option("--to", "end", help="Last day (included) or moment."),
    click.option(
        "--window", help="last 24 hours, last 7 days, last 28 days, last 60 days, later half, all data."
    ),
    click.option("--where", multiple=True, help="A filter such as geo=DE or 'device!=ios'. Repeat for AND."),
    click.option(
        "--time-zone", help="For dates you type and times you read. Default: the settings', else UTC."
    ),
)
_COMPARED = (
    click.option("--compare", help="previous, yesterday, last-week, none, a baseline, A..B, attribute=A:B."),
    click.option(
        "--grain", type=click.Choice([grain.value for grain in Grain]), default="call", show_default=True
    ),
    click.option(
        "--min-n", "minimum_n", type=click.IntRange(1), help="Fewest calls that a segment stands on."
    ),
)
_PRINT = (
    click.option("--json", "form", flag_value="json", help="Print the report as JSON."),
    click.option("--csv", "form", flag_value="csv", help="Print the report's table as CSV."),
)


def _apply(function: Callable[..., None], options: tuple[Any, ...]) -> Callable[..., None]:
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), function)


def store_options(function: Callable[..., None], act: Act = Act.READ) -> Callable[..., None]:
    """Add --store and --config, passed on as one `opened` (store, settings), for members who may do `act`."""

    @functools.wraps(function)
    def command(store: str | None, config: Path | None, **rest: Any) -> None:
        settings = named_settings(config, store)
        check_reading(settings, act)
        opened = open_store(address(settings), settings.statement_timeout)
        with copy_told(address(settings)):
            catalog = opened.catalog()
        for sentence in (*missing_sentences(opened), *lost_dimensions(settings.dimensions, catalog)):
            click.echo(sentence, err=True)
        function(opened=(opened, settings), **rest)

    return _apply(command, _STORE)


def filter_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the store's and the filter's options, passed on as one `question`."""
    return _asking(function, (*_WINDOW, *_COMPARED))


def window_options(function: Callable[..., None], act: Act = Act.READ) -> Callable[..., None]:
    """Add the options of a store and of one window, for what compares nothing; passed on as one `question`."""
    return _asking(function, _WINDOW, {"compare": "none"}, act)


def _asking(
    function: Callable[..., None],
    options: tuple[Any, ...],
    fixed: Mapping[str, Any] = MappingProxyType({}),
    act: Act = Act.READ,
) -> Callable[..., None]:
    @functools.wraps(function)
    def command(
        opened: tuple[Store, Settings], time_zone: str | None, minimum_n: int | None = None, **rest: Any
    ) -> None:
        store, settings = opened
        fields = {field.name for field in dataclasses.fields(Request)}
        given = {name: rest.pop(name) for name in list(rest) if name in fields}
        request = Request(
            **given,
            **fixed,
            minimum_n=minimum_n or settings.minimum_n,
            time_zone=time_zone or settings.time_zone or "UTC",
            baselines=settings.baselines,
        )
        function(question=Question(store, settings, _resolve(request, store)), **rest)

    return store_options(_apply(command, options), act)


def _resolve(request: Request, store: Store) -> TraceFilter:
    if request.time_zone not in time_zones():
        raise FilterError(unknown("time zone", request.time_zone, time_zones()))
    catalog = store.catalog()
    asked = resolve(request, now(), catalog.first, catalog.newest)
    if moved(request.compare, asked):
        raise FilterError(
            f"“--compare {request.compare}” would overlap the window, which is longer. Choose a shorter window "
            "(--window 'last 24 hours'), or compare with previous, a baseline's name, or dates before the window."
        )
    return asked


def print_options(function: Callable[..., tuple[Any, pl.DataFrame, str]]) -> Callable[..., Any]:
    """Add --json and --csv. The function returns the report, its table and its text; the command, the report."""

    @functools.wraps(function)
    def command(form: str | None, **rest: Any) -> Any:
        report, table, text = function(**rest)
        if form == "json":
            click.echo(to_json(report))
        elif form == "csv":
            click.echo(to_csv(table), nl=False)
        else:
            click.echo(text)
        return report

    return _apply(command, _PRINT)
