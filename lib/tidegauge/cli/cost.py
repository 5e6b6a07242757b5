"""`tidegauge cost`: an invoice against our figures, other prices, and budgets as a gateway reads them."""

from dataclasses import asdict
from pathlib import Path

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli.show._options import Question, print_options, store_options, window_options
from tidegauge.cli.show._text import aligned, finding_lines, inert
from tidegauge.cli.show.cost import options
from tidegauge.errors import TidegaugeError
from tidegauge.reports import budgets as budget_report
from tidegauge.reports import cost_reconcile
from tidegauge.reports._cost.invoice import read_invoice
from tidegauge.reports._cost.records import BudgetState
from tidegauge.reports._cost.texts import budget_name, end_words, limit_words, signed_money
from tidegauge.reports.cost_reconcile import ReconcileReport, ReconcileRow, reconcile
from tidegauge.reports.cost_what_if import WhatIfReport, what_if, what_if_models
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import Store

MOST = 20


@click.group("cost")
def COMMAND() -> None:  # noqa: N802  listed
    """Hold an invoice against our figures, ask what other prices would cost, print what is used of budgets."""


@COMMAND.command("reconcile")
@click.argument("invoice", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@window_options
@print_options
def reconcile_command(question: Question, invoice: Path) -> tuple[ReconcileReport, pl.DataFrame, str]:
    """Compare INVOICE, a CSV with the columns date, model and amount, with our figures of the same UTC days.

    The days are the invoice's: --from, --to and --window are not looked at; --where keeps the calls that it is of.
    """
    source = Source(question.store, question.settings.dimensions)
    text = invoice.read_bytes().decode("utf-8", errors="replace")
    found = reconcile(
        source,
        read_invoice(text, invoice.name),
        options(question.settings, question.store),
        question.asked.where,
    )
    return found, cost_reconcile.table(found), "\n".join(_lines(found))


def _lines(found: ReconcileReport) -> list[str]:
    head = ["Model", "Billed", "Ours", "Difference", "Calls", "Likely reason"]
    lines = [
        *finding_lines(found.findings),
        "",
        *aligned([head, *(_cells(one, found) for one in found.models)]),
    ]
    apart = [one for one in found.days if one.reason != "the same"]
    if apart:
        rows = [[f"{one.day}", *_cells(one, found)] for one in apart[:MOST]]
        lines += ["", *aligned([["Day", *head], *rows])]
    if len(apart) > MOST:
        lines.append(inert(f"{len(apart) - MOST} more days and models differ: --csv prints them all."))
    return lines


def _cells(one: ReconcileRow, found: ReconcileReport) -> list[str]:
    amounts = (
        formats.MISSING if amount is None else formats.money(amount, found.currency)
        for amount in (one.billed, one.ours)
    )
    difference = signed_money(one.difference, found.currency)
    return [one.model, *amounts, difference, formats.count(one.calls), one.reason]


@COMMAND.command("what-if")
@click.option("--model", help="Have all calls answered by this model, priced anew call by call.")
@click.option(
    "--cache-share", type=click.FloatRange(0, 1), help="Have this share of the input come from a cache."
)
@window_options
@print_options
def what_if_command(
    question: Question, model: str | None, cache_share: float | None
) -> tuple[WhatIfReport, pl.DataFrame, str]:
    """Print what the window's calls would have cost on another model, or with another share of cached input."""
    source, wished = (
        Source(question.store, question.settings.dimensions),
        options(question.settings, question.store),
    )
    if model is None and cache_share is None:
        known = ", ".join(what_if_models(source, question.asked, wished)) or "none of this window"
        raise TidegaugeError(f"Choose --model, --cache-share, or both. Models with a known price: {known}.")
    found = what_if(source, question.asked, wished, model, cache_share)
    rows = [["as it was", formats.money(found.spent, found.currency), "", "calls with tokens and a cost"]]
    rows += [
        [
            one.label,
            formats.money(one.cost, found.currency),
            "" if one.change is None else formats.relative(one.change),
            one.assumes,
        ]
        for one in found.rows
    ]
    frame = pl.DataFrame([asdict(one) for one in found.rows], infer_schema_length=None)
    return found, frame, "\n".join(aligned([["What if", "Cost", "Change", "It assumes"], *rows]))


@COMMAND.command("budgets")
@store_options
@print_options
def budgets_command(
    opened: tuple[Store, Settings],
) -> tuple[tuple[BudgetState, ...], pl.DataFrame, str]:
    """Print what is used of every budget and where its period ends: --json is what a gateway reads."""
    store, settings = opened
    at = store.catalog().newest
    if not settings.cost.budgets:
        raise TidegaugeError(
            "No budget is set. Write one under [cost.budgets.NAME] in tidegauge.toml (docs/cost.md)."
        )
    if at is None:
        raise TidegaugeError("The store holds no calls yet: nothing is used of any budget.")
    wished = options(settings, store)
    states = budget_report.budgets(
        Source(store, settings.dimensions),
        settings.cost,
        at,
        settings.time_zone or "UTC",
        dict(wished.judging),
    )
    return states, budget_report.table(states), "\n".join(_budget_lines(states, settings))


def _budget_lines(states: tuple[BudgetState, ...], settings: Settings) -> list[str]:
    currency = settings.currency if settings.cost.currency_per_dollar else "USD"
    rows = [
        [
            budget_name(one),
            limit_words(one, currency),
            formats.share(one.share),
            one.state,
            end_words(one, currency),
        ]
        for one in states
    ]
    return list(aligned([["Budget", "Limit", "Used", "State", "Where it ends"], *rows]))
