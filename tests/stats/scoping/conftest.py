"""Tables of leaves made from cells, a rate each before and now, and the real incidents."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums

Made = Callable[..., LeafTable]


def _table(
    cards: Sequence[int],
    before: np.ndarray,
    now: np.ndarray,
    w0: np.ndarray | float = 1000.0,
    w1: np.ndarray | float = 1000.0,
    seed: int | None = None,
    kind: Kind = Kind.RATE,
) -> LeafTable:
    """Every combination of values is a leaf, with y as expected or, with a seed, drawn."""
    codes = np.array(list(product(*(range(card) for card in cards)))).T.astype(np.int32)
    old, new = np.broadcast_to(w0, codes.shape[1]), np.broadcast_to(w1, codes.shape[1])
    random = np.random.default_rng(seed)
    y = [
        w * p if seed is None else random.binomial(w.astype(int), p)
        for w, p in ((new, np.broadcast_to(now, new.size)), (old, np.broadcast_to(before, old.size)))
    ]
    names = tuple("abcdefgh"[: len(cards)])
    values = tuple(
        tuple(f"{name}{value}" for value in range(card)) for name, card in zip(names, cards, strict=True)
    )
    current, reference = (
        Sums(np.asarray(one, float), np.asarray(w, float)) for one, w in zip(y, (new, old), strict=True)
    )
    return LeafTable(kind, names, values, codes, current, (reference,))


@pytest.fixture(scope="session")
def made() -> Made:
    """Return the function that makes a table."""
    return _table


@pytest.fixture(scope="session")
def incidents(shared: Path) -> list[tuple[LeafTable, set]]:
    """45 incidents of a video service with the segments that its operators called the causes (RobustSpot's labels)."""
    rows = pl.read_parquet(shared / "data/segment_rootcause_rs_dev.parquet")
    labels = json.loads((shared / "data/segment_rootcause_rs_dev.labels.json").read_text(encoding="utf-8"))
    return list(_incidents(rows, labels))


def _incidents(rows: pl.DataFrame, labels: list[dict]) -> Iterator[tuple[LeafTable, set]]:
    for label in labels:
        names = tuple(sorted(label["dims"]))
        own = rows.filter(pl.col("case") == label["case"])
        keys = own.select(names).unique(maintain_order=True)
        values = tuple(sorted(keys[name].unique()) for name in names)
        codes = np.array(
            [[known.index(one) for one in keys[name]] for name, known in zip(names, values, strict=True)]
        )
        periods = []
        for minute in sorted(own["ts"].unique()):
            at = keys.join(own.filter(pl.col("ts") == minute), on=names, how="left", maintain_order="left")
            y, w = (at[column].fill_null(0).to_numpy().astype(float) for column in ("stalled", "viewers"))
            periods.append(Sums(y, w))
        table = LeafTable(Kind.RATIO, names, values, codes.astype(np.int32), periods[-1], tuple(periods[:-1]))
        yield table, {tuple(sorted(cause.items())) for cause in label["causes"]}
