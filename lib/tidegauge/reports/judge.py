"""Can the score be trusted, and did the ruler move? Raw scores, corrected quality, the judge's own drift and errors."""

from dataclasses import replace

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.agreement import (
    agreements,
    confusion_of,
    disagreement_of,
    with_judge,
    with_people,
)
from tidegauge.reports._judge.anchors import anchor_points
from tidegauge.reports._judge.bias_rows import against_reference, biases_of
from tidegauge.reports._judge.corrected import corrected
from tidegauge.reports._judge.corrected_mean import with_mean
from tidegauge.reports._judge.distribution import bars, segments_of, words_said
from tidegauge.reports._judge.empty import nothing_judged
from tidegauge.reports._judge.length import length_controlled_of
from tidegauge.reports._judge.raters import of_many
from tidegauge.reports._judge.raw_passes import raw_passes
from tidegauge.reports._judge.read import JudgeFacts, judge_facts
from tidegauge.reports._judge.records import Coverage, RulerChange
from tidegauge.reports._judge.reliability import reliability
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.ruler import ruler_rows
from tidegauge.reports._judge.said import Said
from tidegauge.reports._judge.sampling import sampling
from tidegauge.reports._judge.scores import score_rows
from tidegauge.reports._judge.sentence import finding_of
from tidegauge.reports._judge.sides import Compared, changed_ruler, compared_means, coverage_of, grain_of
from tidegauge.reports._judge.trend import corrected_lines
from tidegauge.reports._judge.versions import carrying, changes_of, others_of, raw_lines, versions_of
from tidegauge.reports._records import Windows
from tidegauge.reports._windows import windows
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source


def judge(source: Source, asked: TraceFilter, question: JudgeQuestion) -> JudgeReport:
    """Return the report on one score.

    Raises:
        FilterError: the dimension is not one of the store.
        StoreError: the store does not answer.
    """
    facts = judge_facts(source, asked, question)
    found = windows(source, asked, facts.rows[CURRENT], facts.rows[REFERENCE])
    covered = coverage_of(facts)
    names = tuple(sorted(facts.every["name"].unique().to_list()))
    if facts.scale is None or facts.cells.filter(pl.col("side") == CURRENT).is_empty():
        empty = nothing_judged(source, asked, facts)
        report = JudgeReport(found, question.name, names, question.by, facts.scale, (empty,), covered)
        return replace(
            report,
            scores=score_rows(facts),
            words=words_said(facts),
            line=facts.line,
            versions=versions_of(facts),
            others=others_of(facts),
        )
    return _whole(source, facts, found, covered, names)


def _whole(
    source: Source, facts: JudgeFacts, found: Windows, covered: Coverage, names: tuple[str, ...]
) -> JudgeReport:
    versions = versions_of(facts)
    carried = carrying(facts, versions)
    changes = changes_of(facts, versions, carried)
    change = changed_ruler(facts, versions, changes)
    lines = raw_lines(facts, carried, changes)
    means = compared_means(facts, change)
    compared = facts.asked.reference is not None and means.before is not None
    report = JudgeReport(
        windows=found,
        name=facts.question.name,
        names=names,
        by=facts.question.by,
        scale=facts.scale,
        findings=(),
        coverage=covered,
        raw=means.raw,
        raw_reference=means.before,
        raw_passes=raw_passes(facts, CURRENT, change),
        raw_passes_reference=raw_passes(facts, REFERENCE, change) if compared else None,
        quality=with_mean(facts, CURRENT, corrected(facts, CURRENT)),
        quality_reference=with_mean(facts, REFERENCE, corrected(facts, REFERENCE)) if compared else None,
        line=facts.line,
        versions=versions,
        others=others_of(facts),
        changes=changes,
        raw_lines=lines,
        corrected_lines=corrected_lines(facts, lines, changes),
        grain=grain_of(facts),
        ruler=ruler_rows(facts, change),
    )
    trusted = _trust(source, facts, report, change)
    return _counted(source, facts, replace(trusted, findings=(_said(facts, trusted, change, means),)), change)


def _said(facts: JudgeFacts, report: JudgeReport, change: RulerChange | None, means: Compared) -> Finding:
    assert facts.scale is not None  # noqa: S101  there are scores
    assert report.raw is not None  # noqa: S101  there are scores
    assert report.quality is not None  # noqa: S101  corrected, or why not
    said = Said(
        asked=facts.asked,
        name=report.name,
        scale=facts.scale,
        floor=facts.question.floor,
        raw=report.raw,
        raw_reference=report.raw_reference,
        moved=means.moved,
        alike=means.alike,
        quality=report.quality,
        quality_reference=report.quality_reference,
        change=change,
        ruler=report.ruler,
        length=report.length_controlled,
        raw_passes=report.raw_passes,
        judge=facts.line.judge if facts.line else "",
        chosen=bool(facts.line and facts.line.chosen),
        others=tuple(one.evaluator for one in report.others),
        others_before=any(one.n_reference for one in report.others),
    )
    return finding_of(said)


def _trust(source: Source, facts: JudgeFacts, report: JudgeReport, change: RulerChange | None) -> JudgeReport:
    """Return the report with how far its newest judge can be trusted."""
    newest = max(report.versions, key=lambda one: (one.n_current, one.last)).evaluator
    evaluator = change.after if change else newest
    trusted, people = with_judge(facts, evaluator), with_people(facts)
    across = against_reference(source, facts)
    return replace(
        report,
        agreement=(*agreements(trusted), *agreements(people), *of_many(facts)),
        confusion=confusion_of(trusted, facts.question.name),
        failed_by_people=disagreement_of(with_judge(facts, evaluator, CURRENT), facts.question.name),
        biases=biases_of(source, facts, evaluator, trusted, across),
        length_controlled=None if across is None else length_controlled_of(across),
        anchors=anchor_points(facts),
    )


def _counted(
    source: Source, facts: JudgeFacts, report: JudgeReport, change: RulerChange | None
) -> JudgeReport:
    """Return the report with how scores are spread, segment by segment, and what more judging would show."""
    return replace(
        report,
        distribution=bars(facts, change),
        segments=segments_of(facts, change),
        scores=score_rows(facts),
        sampling=sampling(facts, report.coverage.calls, report.coverage.judged),
        reliability=reliability(source, facts.asked),
        words=words_said(facts),
    )


_COLUMNS: dict[str, pl.DataType] = {
    "score": pl.String(),
    "evaluator": pl.String(),
    "in_the_headline": pl.Boolean(),
    "first": pl.Datetime("us"),
    "last": pl.Datetime("us"),
    "share": pl.Float64(),
    "n": pl.Int64(),
    "mean": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "n_reference": pl.Int64(),
    "mean_reference": pl.Float64(),
}


def table(report: JudgeReport) -> pl.DataFrame:
    """Return the judges as a frame, a row each: what each said in either window, of how many answers, and when.

    `first` and `last` are times of calls in both windows; `share` is of the current one.
    """
    rows = [
        (
            report.name,
            one.evaluator,
            one in report.versions,
            one.first,
            one.last,
            one.share,
            one.n_current,
            one.mean.value,
            one.mean.low,
            one.mean.high,
            one.n_reference,
            one.mean_reference.value,
        )
        for one in (*report.versions, *report.others)
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")
