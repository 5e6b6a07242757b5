"""Real incidents of a video service, labelled by its operators: one table of leaves for each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums
from tidegauge.stats.scoping.records import Where


@dataclass(frozen=True, eq=False)
class Incident:
    """One case: its minutes with the last one asked about, and the segments that its operators called the causes."""

    case: int
    table: LeafTable
    causes: frozenset[Where]


def incidents(path: Path) -> Iterator[Incident]:
    """Yield the incidents of a file, whose labels lie beside it."""
    rows = pl.read_parquet(path)
    labels = json.loads(path.with_suffix(".labels.json").read_text(encoding="utf-8"))
    for label in labels:
        names = tuple(sorted(label["dims"]))
        own = rows.filter(pl.col("case") == label["case"], pl.col("ts") <= label["anomaly_ts"])
        causes = frozenset(tuple(sorted(cause.items())) for cause in label["causes"])
        yield Incident(label["case"], leaf_table(own, names), causes)


def leaf_table(rows: pl.DataFrame, names: tuple[str, ...]) -> LeafTable:
    """Return the leaves of rows with ts, stalled and viewers: the last minute against all others."""
    minutes = sorted(rows["ts"].unique())
    wide = rows.group_by(names, maintain_order=True).agg(
        *(_at(minute, column) for minute in minutes for column in ("stalled", "viewers"))
    )
    values = tuple(tuple(wide[name].unique().sort().to_list()) for name in names)
    codes = np.array(
        [
            np.searchsorted(np.array(known), wide[name].to_numpy())
            for name, known in zip(names, values, strict=True)
        ]
    ).astype(np.int32)
    periods = [
        Sums(wide[f"stalled {minute}"].to_numpy(), wide[f"viewers {minute}"].to_numpy()) for minute in minutes
    ]
    return LeafTable(Kind.RATIO, names, values, codes, periods[-1], tuple(periods[:-1]))


def _at(minute: int, column: str) -> pl.Expr:
    return pl.col(column).filter(pl.col("ts") == minute).sum().cast(pl.Float64).alias(f"{column} {minute}")
