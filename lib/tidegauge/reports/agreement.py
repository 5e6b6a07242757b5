"""Do people mean the same thing? Agreement by score, pair, segment and time, and the answers that they disagree on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.reports._agreement.blind import blinded
from tidegauge.reports._agreement.empty import no_coefficient, not_labelled, nothing_labelled
from tidegauge.reports._agreement.parts import (
    disagreements,
    lines_of,
    lowest_first,
    score_of,
    segments_of,
    width_of,
)
from tidegauge.reports._agreement.qualified import qualifications
from tidegauge.reports._agreement.read import AgreementFacts, agreement_facts
from tidegauge.reports._agreement.records import AgreementReport, Coefficients
from tidegauge.reports._agreement.reviewers import reviewer_pairs, reviewers
from tidegauge.reports._agreement.sentence import few_doubles, finding_of
from tidegauge.reports._series import grain
from tidegauge.reports._windows import windows
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.workbench.known_labels import KnownLabel

_NO_QUESTIONS: Mapping[str, JudgeQuestion] = {}


def agreement(
    source: Source,
    asked: TraceFilter,
    questions: Mapping[str, JudgeQuestion] = _NO_QUESTIONS,
    name: str | None = None,
    by: str | None = None,
    *,
    blind: bool = False,
    known: Sequence[KnownLabel] = (),
) -> AgreementReport:
    """Return how far people agree on the current window's answers.

    Parameters
    ----------
    questions : what is known of scores, by name: which end is good, what passes.
    name : the score that pairs, reviewers, segments and lines are of; without it the one with the lowest agreement.
    by : a dimension.
    blind : letters stand for reviewers' names.
    known : what reviewers said of answers whose label is known (`workbench.known_labels`).

    Raises:
        FilterError: the dimension is not one of the store.
        StoreError: the store does not answer.
    """
    facts = agreement_facts(source, asked, questions, by)
    each = (score_of(labels, facts.decided) for labels in facts.scores.values())
    scores = tuple(sorted(each, key=lowest_first))
    report = AgreementReport(
        windows=windows(source, facts.asked, facts.calls, 0),
        findings=(),
        name=name or (scores[0].name if scores else None),
        by=by,
        blind=blind,
        labels=sum(one.labels for one in scores),
        read=facts.read,
        unnamed=facts.unnamed,
        scores=scores,
        disagreed=sum(one.disagreed for one in scores),
    )
    if not scores:
        return replace(report, findings=(nothing_labelled(source, facts.asked, facts),))
    qualified = qualifications(known, str(report.name), questions)
    whole = replace(_of_one(source, facts, report), qualified=qualified)
    people = sorted({one for labels in facts.scores.values() for one in labels.rows["reviewer"].to_list()})
    shown, codes = blinded(whole, people) if blind else (whole, {one: one for one in people})
    if whole.name not in facts.scores:
        finding = not_labelled(str(whole.name), shown)
    elif few_doubles(scores):
        finding = no_coefficient(shown, [codes[one] for one in people])
    else:
        finding = finding_of(shown)
    return replace(shown, findings=(finding,))


def _of_one(source: Source, facts: AgreementFacts, report: AgreementReport) -> AgreementReport:
    """Return the report with what is said of one score."""
    labels = facts.scores.get(str(report.name))
    if labels is None:
        return report
    apart = disagreements(source, facts.asked, labels, facts.decided)
    own = next(one for one in report.scores if one.name == report.name)
    if own.coefficients is None:
        return replace(report, disagreements=apart, reviewers=reviewers(labels))
    width = width_of(labels)
    return replace(
        report,
        pairs=reviewer_pairs(labels),
        reviewers=reviewers(labels),
        segments=segments_of(labels) if report.by else (),
        lines=lines_of(labels, width),
        grain=grain(width),
        disagreements=apart,
    )


_NUMBERS = ("kappa", "weighted_kappa", "alpha", "ordered_alpha", "ac1", "agreed", "common_share")


def table(report: AgreementReport) -> pl.DataFrame:
    """Return the scores as a frame, a row each: how many labels, and every measure with its interval."""
    return pl.DataFrame(
        [
            {
                "score": one.name,
                "labels": one.labels,
                "reviewers": one.reviewers,
                "double_labels": one.doubles,
                "disagreed": one.disagreed,
                "waiting_for_a_decision": one.open,
                **_measures(one.coefficients),
            }
            for one in report.scores
        ],
        schema_overrides=dict.fromkeys(_columns(), pl.Float64),
        infer_schema_length=None,
    )


def _columns() -> list[str]:
    return [column for name in _NUMBERS for column in (name, f"{name}_low", f"{name}_high")]


def _measures(found: Coefficients | None) -> dict[str, float | None]:
    cells: dict[str, float | None] = dict.fromkeys(_columns())
    for name in _NUMBERS if found else ():
        one = getattr(found, name)
        if one is not None and one.value == one.value:
            cells |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
    return cells
