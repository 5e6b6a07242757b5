"""Who spends: the largest values of a dimension with their change, what stands out of each, and how few make how much."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge import formats
from tidegauge.filters import EMPTY, NOT_RECORDED, TraceFilter
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.queries.cost import spender_sums
from tidegauge.queries.cost import spenders as query
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._cost.records import Anomaly, Concentration, Spender
from tidegauge.reports._daily import together
from tidegauge.reports._daily_rows import rows_by_day
from tidegauge.reports.source import Source
from tidegauge.stats import proportion, total
from tidegauge.stats.concentration import gini, top_share
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

MOST = 40
"""Values that are read; a table shows the first of them."""
TOP = 5
FLOOR = 0.05
FAILING = 0.1
"""Share of failed calls from which a gateway should stop asking: the usual setting of a circuit breaker."""
CUT = 0.05
"""Share of calls cut off at the token limit that is worth a word."""
HIDDEN = 0.01


def read_spenders(source: Source, asked: TraceFilter, priced: Priced, by: str) -> pl.DataFrame:
    """Return what `queries.cost.spenders` says of the values of `by`."""

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return spender_sums(rows, asked, priced, by, daily=daily)

    found = rows_by_day(source, asked, ask)
    if found is None:
        return source.store.read(query(source.rows(asked), asked, priced, by, MOST))
    return _ranked(together(found, ("side", "value")))


def _ranked(sums: pl.DataFrame) -> pl.DataFrame:
    """Return the same from the sums of both sides."""
    sides = [sums.filter(pl.col("side") == side).drop("side") for side in (CURRENT, REFERENCE)]
    before = sides[1].select("value", pl.col("n", "money", "squares").name.suffix("_reference"))
    every = sides[0].join(before, on="value", how="left", nulls_equal=True)
    # In the order of bytes, as the database has it where amounts tie.
    rising = every.with_columns(pl.exclude("value").fill_null(0.0)).sort("money", "value")
    ranked = rising.with_row_index("rising", 1).with_columns(
        values_all=pl.len().cast(pl.Int64),
        money_all=pl.col("money").sum(),
        ranked=(pl.col("money") * pl.col("rising")).sum(),
    )
    place = (pl.col("values_all") + 1 - pl.col("rising").cast(pl.Int64)).alias("place")
    return ranked.with_columns(place).drop("rising").sort("place").head(MOST)


def spenders(
    frame: pl.DataFrame, exposure: float, anomalies: Sequence[Anomaly], *, compared: bool
) -> tuple[Spender, ...]:
    """Return the spenders, largest first; verdicts are corrected for all of them."""
    if not frame.height:
        return ()
    columns = {name: frame[name].to_numpy().astype(np.float64) for name in frame.columns if name != "value"}
    before = tuple(columns[f"{name}_reference"] * exposure**power for name, power in _SUMS)
    now = tuple(columns[name] for name, _ in _SUMS)
    change = total.relative_change((before[0], before[1], before[2]), (now[0], now[1], now[2]))
    verdicts = decide(change, benjamini_hochberg(change.p_value), FLOOR).verdict.tolist()
    reach = 1.959964 * np.sqrt(before[2] + now[2])
    loud = {one.value: one for one in anomalies}
    found = []
    for place, row in enumerate(frame.iter_rows(named=True)):
        difference = float(now[1][place] - before[1][place])
        verdict = Verdict(verdicts[place]) if compared else Verdict.CANNOT_TELL
        rising = difference > 0 if compared and difference else None
        found.append(
            Spender(
                value=named(row["value"]),
                spend=row["money"] if row["unknown"] < row["n"] else float("nan"),
                reference=float(before[1][place]) if compared else None,
                difference=_effect(difference, float(reach[place])) if compared else None,
                verdict=verdict,
                direction=news(rising, "lower") if verdict is Verdict.CHANGED else Direction.NEUTRAL,
                rising=rising,
                n=int(row["n"]),
                unknown=row["unknown"] / row["n"],
                failed=row["failed"] / row["n"],
                cut=row["cut"] / row["n"],
                cut_money=row["cut_money"],
                why=_why(row, loud.get(named(row["value"]))),
            )
        )
    return tuple(found)


_SUMS = (("n", 1), ("money", 1), ("squares", 2))


def named(value: str | None) -> str:
    """Return how a value is written: what is not recorded, and the empty text, have names."""
    return NOT_RECORDED if value is None else value or EMPTY


def _effect(difference: float, reach: float) -> Effect:
    return Effect(difference, difference - reach, difference + reach, "usd")


def _why(row: dict[str, float], anomaly: Anomaly | None) -> str:
    words = []
    if anomaly is not None:
        a_trace = anomaly.calls / max(anomaly.traces, 1)
        words.append(f"{a_trace:.0f} calls a trace" if anomaly.kind != "burst" else "a burst")
    if is_failing(row["failed"], row["n"]):
        words.append(f"{formats.share(row['failed'] / row['n'])} fail")
    if is_cut(row["cut"], row["n"]):
        words.append(f"{formats.share(row['cut'] / row['n'])} cut off")
    if row["unknown"] >= HIDDEN * row["n"]:
        words.append(f"{formats.share(row['unknown'] / row['n'])} unpriced")
    return ", ".join(words)


def is_failing(failed: float, n: float) -> bool:
    """Return whether more than a tenth of the calls fail, beyond chance.

    >>> is_failing(60, 300), is_failing(4, 30)
    (True, False)
    """
    return n > 0 and float(proportion.estimate(failed, n).low) > FAILING


def is_cut(cut: float, n: float) -> bool:
    """Return whether more than a twentieth of the calls are cut off at the token limit, beyond chance.

    >>> is_cut(60, 300), is_cut(1, 8)
    (True, False)
    """
    return n > 0 and float(proportion.estimate(cut, n).low) > CUT


def concentration(frame: pl.DataFrame, dimension: str) -> Concentration | None:
    """Return how few of the values make how much of all spend; None where nothing was spent."""
    if not frame.height or frame["money_all"][0] <= 0:
        return None
    values, whole = int(frame["values_all"][0]), float(frame["money_all"][0])
    top = min(TOP, max(values - 1, 1))
    share = top_share(frame["money"].to_numpy(), top, whole)
    return Concentration(dimension, values, top, share, gini(values, whole, float(frame["ranked"][0])))
