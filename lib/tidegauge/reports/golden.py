"""How each version of the model passes on the inputs of a golden set, by what people and judges said of its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.reports._golden.rates import rates_of
from tidegauge.reports._golden.read import answers_of, scored_of
from tidegauge.reports._golden.records import GoldenReport
from tidegauge.reports._golden.sentence import finding_of
from tidegauge.reports._windows import windows
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


def golden(
    source: Source,
    asked: TraceFilter,
    one: GoldenSet,
    items: Sequence[GoldenItem],
    questions: Mapping[str, JudgeQuestion],
) -> GoldenReport:
    """Return the pass rate of each model version on the inputs of a frozen set, in the filter's current window.

    An answer passes by the decision where somebody adjudicated, else by what people said, else by what judges said.

    Raises:
        StoreError: the store does not answer.
    """
    alone = replace(asked, reference=None, comparison="nothing")
    answers = answers_of(source, alone, sorted({item.input for item in items if item.input}))
    scored = [
        scored_of(source, alone, answers, name, questions) for name in sorted({item.name for item in items})
    ]
    rows = pl.concat(scored) if scored else pl.DataFrame(schema={"version": pl.String, "passes": pl.Float64})
    report = GoldenReport(
        windows=windows(source, alone, answers.height, 0),
        findings=(),
        golden_set=one.name,
        version=one.version,
        hash=one.hash,
        items=len(items),
        answers=answers.height,
        scored=rows.height,
        rate=float(rows["passes"].to_numpy().mean()) if rows.height else None,
        rates=rates_of(rows),
    )
    return replace(report, findings=(finding_of(report),))


def table(report: GoldenReport) -> pl.DataFrame:
    """Return the versions as a frame, a row each."""
    rows = [
        (
            one.version,
            one.n,
            one.passed,
            one.share.value,
            one.share.low,
            one.share.high,
            one.low,
            one.high,
            one.out,
        )
        for one in report.rates
    ]
    floats = ("passed", "pass_rate", "pass_rate_low", "pass_rate_high", "limit_low", "limit_high")
    schema = {
        "model_version": pl.String,
        "scored": pl.Int64,
        **dict.fromkeys(floats, pl.Float64),
        "outside": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
