"""The agreement of several people on the same answers."""

import numpy as np
import polars as pl

from tidegauge.reports._judge.agreement import FEWEST
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Agreement
from tidegauge.stats.agreement.fleiss_kappa import fleiss_kappa

SEVERAL = 3
"""With fewer raters an answer, Cohen's kappa says the same."""


def of_many(facts: JudgeFacts) -> tuple[Agreement, ...]:
    """Return Fleiss' kappa of people's verdicts on answers that at least three of them labelled, where there are any."""
    if facts.people is None:
        return ()
    labels = facts.raters
    passes = facts.people.passed(labels["human"].to_numpy().astype(np.float64))
    each = labels.with_columns(passes=pl.Series(passes, dtype=pl.Float64)).group_by(
        "side", "span_id", maintain_order=True
    )
    counted = each.agg(pl.len().alias("raters"), pl.col("passes").sum()).filter(pl.col("raters") >= SEVERAL)
    if counted.height < FEWEST:
        return ()
    passed, raters = (counted[name].to_numpy().astype(np.float64) for name in ("passes", "raters"))
    found = fleiss_kappa(np.column_stack([raters - passed, passed]))
    note = f"n {counted.height:,} answers with {SEVERAL} labels or more"
    return (Agreement("People with people", note, "Fleiss kappa", measure_of(found), people=True),)
