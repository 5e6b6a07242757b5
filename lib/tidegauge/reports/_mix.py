"""How much of a total's change the segments did themselves, and how much is traffic that moved between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._compare import Sides
from tidegauge.reports._sentences import shown
from tidegauge.reports._summary import REST, Summary
from tidegauge.stats.decomposition import kitagawa


@dataclass(frozen=True)
class Mix:
    """The change of the total, current minus reference: `change` = `rate` + `mix`.

    `grew` is the segment that moved the total most by its share of traffic alone, with that share before and now.
    """

    change: float
    rate: float
    mix: float
    grew: str
    share_before: float
    share_now: float


def mix_of(summary: Summary, sides: Sides, metric: Metric, by: Sequence[str]) -> Mix | None:
    """Return the split of a metric's change, or None where it is neither a rate nor a mean nor a ratio."""
    frame = summary.statistics[metric.name]
    if metric.kind not in {"rate", "mean", "ratio"} or "sa" not in frame.columns or _is_root(summary, metric):
        return None
    weight = "sb" if metric.kind == "ratio" else "n"
    a1, b1 = (_spread(frame, REFERENCE, sides, summary.keys, name) for name in ("sa", weight))
    a2, b2 = (_spread(frame, CURRENT, sides, summary.keys, name) for name in ("sa", weight))
    if not b1.sum() or not b2.sum():
        return None
    split = kitagawa(a1, b1, a2, b2)
    most = int(np.argmax(split.mix_by_segment * np.sign(split.change or 1)))
    values = sides.places.drop("place").row(most)
    words = " · ".join("rest" if value == REST else shown(value) for value in values)
    name = f"{by[0]} = {words}" if len(by) == 1 else words
    return Mix(
        split.change, split.rate, split.mix, name, float(b1[most] / b1.sum()), float(b2[most] / b2.sum())
    )


def _is_root(summary: Summary, metric: Metric) -> bool:
    part = summary.parts[metric.name]
    return isinstance(part, SumParts) and part.root


def _spread(
    frame: pl.DataFrame, side: int, sides: Sides, keys: tuple[str, ...], name: str
) -> NDArray[np.float64]:
    chosen = frame.filter(pl.col("side") == side).join(
        sides.places, on=list(keys), how="inner", nulls_equal=True
    )
    found = np.zeros(sides.size)
    found[chosen["place"].to_numpy()] = chosen[name].fill_null(0).to_numpy()
    return found
