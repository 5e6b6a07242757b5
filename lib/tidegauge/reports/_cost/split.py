"""The change of spend in parts: the calls of both sides as traffic of models and segments, at the prices they paid."""

import numpy as np
import polars as pl

from tidegauge.queries.cost import FIT
from tidegauge.reports._cost.read import Cells
from tidegauge.reports._cost.records import CostPart, CostSplit
from tidegauge.stats.cost_split import Split, Traffic, split
from tidegauge.stats.estimate import Floats
from tidegauge.stats.token_prices import fitted_prices

FITTED = "what the store recorded"
LISTED = "the price list"
BLENDED = "recorded cost a token"
_KEYS = ("model", "segment")
_LABELS = {
    "volume": ("more calls", "fewer calls"),
    "mix": ("traffic mix", "traffic mix"),
    "tokens": ("tokens per call", "tokens per call"),
    "price": ("prices", "prices"),
    "cache": ("cache share", "cache share"),
}
UNCOUNTED = "uncounted"


def cost_split(cells: Cells, exposure: float) -> CostSplit:
    """Return the parts of the change; the reference is brought to the current window's length by `exposure`."""
    before, after = (_priced(frame) for frame in (cells.before, cells.now))
    groups = _groups(before, after)
    found = split(_traffic(groups, before, exposure), _traffic(groups, after, 1.0))
    loose = tuple(_loose(frame, times) for frame, times in ((cells.before, exposure), (cells.now, 1.0)))
    prices = dict(zip(after["model"], after["from"], strict=True))
    return CostSplit(
        reference=found.reference + loose[0],
        current=found.current + loose[1],
        parts=(*_parts(found), *_uncounted(loose[1] - loose[0])),
        prices={str(model): str(where) for model, where in prices.items() if model is not None},
        blended=tuple(sorted({str(one) for one, where in prices.items() if where == BLENDED})),
    )


def _parts(found: Split) -> list[CostPart]:
    values = {name: float(getattr(found, name)) for name in _LABELS}
    return [CostPart(name, _LABELS[name][value < 0], value) for name, value in values.items()]


def _uncounted(value: float) -> list[CostPart]:
    return [CostPart(UNCOUNTED, "calls without tokens", value)] if value else []


def _loose(frame: pl.DataFrame, times: float) -> float:
    """Return the money of calls whose tokens nobody counted: it is in no part but its own."""
    return float((frame["money"] - frame["counted_money"]).sum()) * times if frame.height else 0.0


def _groups(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([one.select(_KEYS) for one in (before, after)]).unique(maintain_order=True)


def _traffic(groups: pl.DataFrame, frame: pl.DataFrame, times: float) -> Traffic:
    rows = groups.join(frame, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")

    def of(name: str, factor: float = 1.0) -> Floats:
        return rows[name].fill_null(0.0).to_numpy().astype(np.float64) * factor

    counts = [of(name, times) for name in ("counted", "tokens_in", "tokens_cached", "tokens_out")]
    return Traffic(*counts, *(of(f"price_{name}") for name in ("in", "cached", "out")))


def _priced(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the groups with tokens and money, with three prices a token that make exactly their money."""
    used = frame.filter(pl.col("counted") > 0)
    if not used.height:
        return used.with_columns(
            *(pl.lit(0.0).alias(f"price_{name}") for name in ("in", "cached", "out")),
            pl.lit("").alias("from"),
        )
    by_model = [_of_model(part) for part in used.partition_by("model", maintain_order=True)]
    return pl.concat(by_model)


def _of_model(part: pl.DataFrame) -> pl.DataFrame:
    sums = part.select(pl.exclude("side", *_KEYS).sum()).row(0, named=True)
    prices, where = _prices(sums)
    tokens = (
        part["tokens_in"] - part["tokens_cached"],
        part["tokens_cached"],
        part["tokens_out"],
    )
    made = sum((count * price for count, price in zip(tokens, prices, strict=True)), 0.0 * part["money"])
    # Each group's own money, to the last cent: what the model's prices leave over is that group's price.
    factor = (part["counted_money"] / made).fill_nan(0.0)
    names = ("in", "cached", "out")
    return part.with_columns(
        *((factor * price).alias(f"price_{name}") for name, price in zip(names, prices, strict=True)),
        pl.lit(where).alias("from"),
    )


def _prices(sums: dict[str, float]) -> tuple[tuple[float, float, float], str]:
    if sums["counted"] <= sums["recorded"]:
        fitted = fitted_prices(*_normal(sums))
        if fitted is not None:
            return (fitted.input, fitted.cached, fitted.output), FITTED
    uncached = sums["tokens_in"] - sums["tokens_cached"]
    pairs = (("list_in", uncached), ("list_cached", sums["tokens_cached"]), ("list_out", sums["tokens_out"]))
    listed = tuple(sums[name] / tokens if tokens else 0.0 for name, tokens in pairs)
    if any(listed):
        return (listed[0], listed[1] if pairs[1][1] else listed[0], listed[2]), LISTED
    return (1.0, 1.0, 1.0), BLENDED


def model_prices(cells: Cells) -> dict[str, tuple[float, float, float]]:
    """Return {model: money a token of uncached input, cached input and output} of the current calls, where they can be told
    apart; calls without a model have the empty name."""
    frame = _priced(cells.now)
    found = {}
    for part in frame.filter(pl.col("from") != BLENDED).partition_by("model"):
        weights = part["counted_money"] / part["counted_money"].sum()
        names = ("price_in", "price_cached", "price_out")
        # Groups of one model differ by the last cent of what was recorded: the mean is the model's.
        found[part["model"][0] or ""] = tuple(float((part[name] * weights).sum()) for name in names)
    return {model: (one[0], one[1], one[2]) for model, one in found.items()}


def _normal(sums: dict[str, float]) -> tuple[Floats, Floats, float]:
    product = {pair: sums[pair] for pair in FIT}
    order = ("u", "c", "o")
    gram = np.array([[product["".join(sorted(a + b, key="uco".index))] for b in order] for a in order])
    return gram, np.array([product[f"{one}m"] for one in order]), product["mm"]
