"""The share of answers that pass by the judge alone: what corrected quality stands beside."""

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.corrected import weighted
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import RulerChange
from tidegauge.reports._records import Measure
from tidegauge.stats import proportion


def raw_passes(facts: JudgeFacts, side: int, change: RulerChange | None) -> Measure | None:
    """Return the share that passes by the judge that a side's mean is of, weighed by 1 / chance; None without a score.

    The interval is Wilson's of as many answers of equal weight as these are worth.
    """
    cells = facts.cells.filter(pl.col("side") == side)
    if change is not None:
        earlier = facts.cells.filter(pl.col("evaluator") == change.before)
        own = cells.filter(pl.col("evaluator") == (change.after if side == CURRENT else change.before))
        cells = earlier if side == REFERENCE and own.is_empty() else own
    if facts.scale is None or cells.is_empty():
        return None
    n = weighted(cells)
    passes = facts.scale.passed(np.asarray(cells["s"].to_numpy() / cells["n"].to_numpy(), dtype=np.float64))
    found = proportion.estimate(float(passes @ n), float(n.sum()))
    return Measure(float(found.value), float(found.low), float(found.high), int(cells["n"].sum()))
