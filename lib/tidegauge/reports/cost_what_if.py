"""The same traffic at other prices: another model's, or with another share of the input from a cache."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.errors import TidegaugeError, unknown
from tidegauge.filters import Grain, TraceFilter
from tidegauge.prices.book import PriceBook
from tidegauge.prices.rates import PER, DatedRates, ModelPrices, Rate, TokenRates
from tidegauge.queries.cost import models_seen
from tidegauge.queries.cost_price import Priced
from tidegauge.reports._cost.read import Cells, priced_models, read_cells
from tidegauge.reports._cost.split import model_prices
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.source import Source

ASSUMES = "assumes answers of the same length"


@dataclass(frozen=True)
class WhatIf:
    """What the current window would have cost. `change` is relative to what it did; None is not known."""

    label: str
    assumes: str
    cost: float | None
    change: float | None


@dataclass(frozen=True)
class WhatIfReport:
    """The answers beside what was spent: on calls with tokens and a cost, `known` of all calls' spend."""

    currency: str
    spent: float
    rows: tuple[WhatIf, ...]
    known: float


def what_if_models(source: Source, asked: TraceFilter, options: CostOptions) -> tuple[str, ...]:
    """Return the models of the window whose prices are known, from the list or from what was recorded."""
    cells = _cells(source, asked, priced_models(source, asked, options.table))
    return tuple(sorted(name for name in model_prices(cells) if name))


def what_if(
    source: Source,
    asked: TraceFilter,
    options: CostOptions,
    model: str | None = None,
    cache_share: float | None = None,
) -> WhatIfReport:
    """Return what the current calls would have cost with all of them on `model`, and with `cache_share` of input cached.

    Raises:
        TidegaugeError: a model whose prices nobody knows.
    """
    priced = priced_models(source, asked, options.table)
    cells = _cells(source, asked, priced)
    spent, every = (float(cells.now[name].sum()) for name in ("counted_money", "money"))
    rows = []
    if model is not None:
        rates = _rates(model, cells, options, priced.scale)
        rows.append(_of_model(source, asked, cells, priced, rates, model, spent))
    if cache_share is not None:
        rows.append(_cached(cells, cache_share, spent, _cached_rates(cells, options, priced.scale)))
    currency = PriceBook(options.table).currency(options.currency)
    return WhatIfReport(currency, spent, tuple(rows), spent / every if every else float("nan"))


def _cells(source: Source, asked: TraceFilter, priced: Priced) -> Cells:
    return read_cells(source, replace(asked, reference=None, grain=Grain.CALL), priced, None)


def _rates(model: str, cells: Cells, options: CostOptions, scale: float) -> ModelPrices:
    """Return the prices of a model: the book's, else those that its recorded costs were made with."""
    found = PriceBook(options.table).named(model)
    if found is not None:
        return found
    fitted = model_prices(cells).get(model)
    if fitted is None:
        raise TidegaugeError(
            unknown("model with a known price", model, sorted(filter(None, model_prices(cells))))
        )
    read, cached, said = (Rate(price * PER / scale) for price in fitted)
    rates = TokenRates(read, cached, read, read, said, said, said)
    return ModelPrices(model, "recorded costs", (DatedRates(rates),))


def _of_model(
    source: Source,
    asked: TraceFilter,
    cells: Cells,
    priced: Priced,
    rates: ModelPrices,
    model: str,
    spent: float,
) -> WhatIf:
    """Price every call with tokens and a cost anew, call by call, so that tiers hold; recorded costs are not looked at."""
    other = _cells(source, asked, replace(priced, models=_all_as(source, asked, rates)))
    priced_now = cells.now.filter(pl.col("counted") > 0)["model"].to_list()
    rows = other.now.filter(pl.col("model").is_in(priced_now, nulls_equal=True))
    money = float(sum(rows[name].sum() for name in ("list_in", "list_cached", "list_out")))
    assumes = f"prices of {rates.source}; {ASSUMES}"
    return WhatIf(f"all calls on {model}", assumes, money, money / spent - 1 if spent else None)


def _all_as(
    source: Source, asked: TraceFilter, rates: ModelPrices
) -> Mapping[tuple[str | None, str | None], ModelPrices]:
    rows = source.rows(asked)
    named = source.store.read(models_seen(rows, asked)).select("model", "provider").unique()
    return dict.fromkeys(named.iter_rows(), rates)


def _cached_rates(cells: Cells, options: CostOptions, scale: float) -> dict[str, float]:
    """Return {model: money a cached token}: as it was paid, else the book's; models of neither are left out."""
    sums = cells.now.filter(pl.col("counted") > 0).group_by("model").agg(pl.col("tokens_cached").sum())
    paid, book, found = model_prices(cells), PriceBook(options.table), {}
    for model, tokens in sums.iter_rows():
        name = model or ""
        known = book.prices(name)
        if tokens and name in paid:
            found[name] = paid[name][1]
        elif known is not None:
            found[name] = known.dated[0].rates.cached_input.price * scale / PER
    return found


def _cached(cells: Cells, share: float, spent: float, cached: Mapping[str, float]) -> WhatIf:
    label, prices, money = f"{share:.0%} of input cached", model_prices(cells), 0.0
    for row in cells.now.filter(pl.col("counted") > 0).iter_rows(named=True):
        model = row["model"] or ""
        if model not in prices or (share and model not in cached):
            said = f"what a cached token of {model or 'a call without a model'} costs is not known"
            return WhatIf(label, said, None, None)
        read, _, said_price = prices[model]
        a_token = (1 - share) * read + share * cached.get(model, 0.0)
        money += row["tokens_in"] * a_token + row["tokens_out"] * said_price
    return WhatIf(label, "the same prices and models", money, money / spent - 1 if spent else None)
