"""What the page says when nobody's labels can be compared, and what to do about it."""

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count
from tidegauge.queries.human_labels import labels_anywhere
from tidegauge.reports._agreement.read import AgreementFacts
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports._agreement.texts import named
from tidegauge.reports._no_match import NOUNS, no_match
from tidegauge.reports.source import Source

DRAW = "tidegauge review draw --n 200"
SECOND = "tidegauge review export 1 --csv reviews.csv, then tidegauge review import reviews.csv"
HOW = "docs/reviews.md"


def nothing_labelled(source: Source, asked: TraceFilter, facts: AgreementFacts) -> Finding:
    """Return the finding of a window without any label by people."""
    if not facts.calls:
        return no_match(source, asked)
    noun = NOUNS[asked.grain][1]
    calls = f"{count(facts.calls)} {noun} in this window"
    if facts.labels:
        said = f"All {count(facts.labels)} labels of this window say “cannot judge”."
        return _finding(f"{said} Make the question clearer, and let people label again.", calls, HOW)
    found = source.store.read(labels_anywhere(source.rows(asked, whole=True)))
    elsewhere = int(found["n"][0] or 0)
    if elsewhere:
        more = f"{count(elsewhere)} labels by people in the whole store"
        return _finding(
            f"No label by people on {noun} that match. Choose a longer window, or drop a filter.", calls, more
        )
    return _finding(
        "Nobody has labelled an answer yet. Draw some at random, and let two people label them.",
        calls,
        DRAW,
        SECOND,
        HOW,
    )


def no_coefficient(report: AgreementReport, people: list[str]) -> Finding:
    """Return the finding of labels that are too few, or by one person, to compare."""
    labels, doubles = count(report.labels), max((one.doubles for one in report.scores), default=0)
    if len(people) == 1:
        who = named(people[0])
        sentence = f"Only {who} labelled here ({labels} labels). Let a second person label the same answers."
        return _finding(sentence, SECOND, HOW)
    if not doubles:
        sentence = f"{count(len(people))} people gave {labels} labels, and no answer has two. Let two label the same answers."
        return _finding(sentence, SECOND, HOW)
    answers = "1 answer has" if doubles == 1 else f"{count(doubles)} answers have"
    sentence = f"Only {answers} labels of two people on one score: agreement needs 10. Let two label more of the same."
    return _finding(sentence, SECOND, HOW)


def not_labelled(name: str, report: AgreementReport) -> Finding:
    """Return the finding of a score that nobody labelled, while others are."""
    others = ", ".join(one.name[:40] for one in report.scores[:5])
    return _finding(
        f"Nobody labelled {name[:40]} in this window. Choose another score.", f"labelled here: {others}"
    )


def _finding(sentence: str, *details: str) -> Finding:
    return Finding(Verdict.CANNOT_TELL, "empty", sentence, details)
