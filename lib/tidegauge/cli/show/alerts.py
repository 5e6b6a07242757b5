"""`tidegauge show alerts`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import polars as pl

from tidegauge import formats
from tidegauge.alerts.overview import alerts_overview, table
from tidegauge.alerts.overview_records import AlertRow, AlertsReport
from tidegauge.alerts.overview_words import rate
from tidegauge.alerts.records import segment_words
from tidegauge.alerts.rules import rules_of
from tidegauge.cli._member import check_reading
from tidegauge.cli._store import address, named_settings, workbench_there
from tidegauge.cli.show._options import print_options
from tidegauge.cli.show._text import LONGEST, aligned, inert, plain_lines
from tidegauge.clock import now
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.alert_rules import list_rules


@click.command("alerts")
@click.option("--store", help="Folder, .duckdb file, database URL, or a name. Default: the settings' store.")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--time-zone", help="For times you read. Default: the settings', else UTC.")
@print_options
def COMMAND(  # noqa: N802  listed
    store: str | None, config: Path | None, time_zone: str | None
) -> tuple[AlertsReport, pl.DataFrame, str]:
    """Which alert rules there are, what each says now, and what it would have cost and caught."""
    settings = named_settings(config, store)
    check_reading(settings)
    engine = workbench_there(settings)
    rules = rules_of(settings, list_rules(engine) if engine is not None else ())
    zone, at = time_zone or settings.time_zone or "UTC", now()
    report = alerts_overview(engine, store_key(address(settings)), rules, settings, at, zone)
    return report, table(report), "\n".join(_lines(report, zone, at))


_HEAD = (
    *("Rule", "State", "Condition", "For each", "Where", "Severity", "Owner"),
    *("Pages a week", "Caught", "Last fired", "Fires in"),
)


def _lines(report: AlertsReport, zone: str, at: datetime) -> Iterator[str]:
    yield from plain_lines(report.findings)
    if report.rows:
        yield ""
        yield from aligned([_HEAD, *(_cells(row, zone, at) for row in report.rows)])
    for row in report.rows:
        if row.problem:
            yield inert(f"{row.name}: {row.problem}")


def _cells(row: AlertRow, zone: str, at: datetime) -> tuple[str, ...]:
    past = row.backtest
    fires = "; ".join(segment_words(one.segment) for one in row.firing)
    return (
        row.name[:LONGEST],
        row.state.value,
        row.condition[:72],
        ", ".join(row.for_each)[:LONGEST] or "all calls",
        ", ".join(row.where)[:LONGEST] or formats.MISSING,
        row.grade,
        row.owner or formats.MISSING,
        formats.MISSING if past is None else rate(past.pages_per_week),
        formats.MISSING if past is None or not past.known else f"{len(past.caught)} of {len(past.known)}",
        formats.moment(row.last_fired, zone, at) if row.last_fired else formats.MISSING,
        fires[: 2 * LONGEST] or formats.MISSING,
    )
