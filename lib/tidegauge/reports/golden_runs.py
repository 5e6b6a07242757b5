"""The golden runs of a frozen set: how each candidate passes, over time, and the newest against the one before."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.findings import Finding, Verdict
from tidegauge.reports._golden_run.chart import points_of
from tidegauge.reports._golden_run.records import GoldenRuns, RunComparison, RunSummary
from tidegauge.reports.golden_run import comparison_of, summary_of
from tidegauge.workbench.golden_runs import answers_of, runs_of
from tidegauge.workbench.golden_sets import GoldenSet

MOST = 60
"""Runs that are looked at, the newest: more points say no more."""


def golden_runs(engine: sa.Engine, one: GoldenSet) -> GoldenRuns:
    """Return the runs of a frozen version of a set.

    Raises:
        GoldenError: the database holds something else than what was recorded.
    """
    listed = runs_of(engine, one.name, one.version)[:MOST]
    runs = tuple(summary_of(run, answers_of(engine, run.id), one.items) for run in listed)
    over = [found for found in runs if found.run.complete]
    same = [found for found in over if found.run.rules == over[0].run.rules]
    points, rate = points_of(same)
    compared = _compared(same)
    return GoldenRuns(
        golden_set=one.name,
        version=one.version,
        runs=runs,
        points=points,
        rate=rate,
        other_checks=len(over) - len(same),
        unfinished=len(runs) - len(over),
        comparison=compared,
        findings=_findings(one, over, compared),
    )


def _compared(same: Sequence[RunSummary]) -> RunComparison | None:
    """Return the newest run against the last one of another candidate."""
    other = next((found for found in same[1:] if found.run.label != same[0].run.label), None)
    return comparison_of(other, same[0]) if other is not None else None


def _findings(
    one: GoldenSet, over: Sequence[RunSummary], compared: RunComparison | None
) -> tuple[Finding, ...]:
    if not over:
        text = f"No golden run of {one.name} v{one.version} is finished."
        how = f"tidegauge golden run {one.title} --as v7 --model MODEL"
        return (Finding(Verdict.CANNOT_TELL, "golden.run", text, (how,), n_current=0),)
    newest = over[0].findings
    return (*compared.findings, *newest) if compared is not None else newest


def run_table(report: GoldenRuns) -> pl.DataFrame:
    """Return the runs as a frame, a row each, the newest first."""
    rows = [
        (
            one.run.id,
            one.run.label,
            one.run.at,
            one.run.complete,
            one.n,
            one.passes,
            one.rate.value,
            one.rate.low,
            one.rate.high,
            len(one.flipping_items),
            one.consistency.value if one.consistency else None,
            one.refused,
            one.run.repeats,
            one.run.target,
            one.run.note,
        )
        for one in report.runs
    ]
    floats = dict.fromkeys(("pass_rate", "pass_rate_low", "pass_rate_high"), pl.Float64)
    schema: dict[str, Any] = {
        "run": pl.Int64,
        "candidate": pl.String,
        "at": pl.Datetime("us"),
        "finished": pl.Boolean,
        "items": pl.Int64,
        "passed": pl.Int64,
        **floats,
        "flipping": pl.Int64,
        "same_words": pl.Float64,
        "refused": pl.Int64,
        "repeats": pl.Int64,
        "asked": pl.String,
        "note": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
