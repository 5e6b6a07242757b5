"""`tidegauge show business`."""

import click
import polars as pl

from tidegauge.cli.show._business_text import business_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports.business import BusinessOptions, business, table
from tidegauge.reports.business_dimension import business_dimensions, version_dimensions
from tidegauge.reports.business_signals import signal_metrics
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import Store


@click.command("business")
@click.option(
    "--by", help="The dimension of the segments. Default: source, campaign, geo, or the first that divides."
)
@click.option(
    "--version-of",
    help="The attribute whose versions are held against each other. Default: a creative, or prompt_version.",
)
@click.option("--outcome", help="The figure that versions and segments are shown by. Default: conversion.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, by: str | None, version_of: str | None, outcome: str | None
) -> tuple[BusinessReport, pl.DataFrame, str]:
    """What the calls did to the numbers that pay, what moved first, and which change cost what."""
    source = Source(question.store, question.settings.dimensions)
    table_of = question.settings.business
    every = business_dimensions(source, question.asked, question.settings.default_dimensions, table_of)
    by = by or next(iter(every), None)
    version_of = version_of or next(iter(version_dimensions(every, table_of.versions)), None)
    wished = options(question.settings, question.store, outcome)
    report = business(source, question.asked, by, version_of, wished)
    return report, table(report), "\n".join(business_lines(report))


def options(settings: Settings, store: Store, outcome: str | None = None) -> BusinessOptions:
    """Return how the settings have outcomes read."""
    signals = signal_metrics(settings, store.catalog())
    return BusinessOptions(settings.business, settings.currency, outcome, signals)
