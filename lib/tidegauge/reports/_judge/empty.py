"""What the page says when there is no score to speak of, and what to do about it."""

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count
from tidegauge.queries.judge import INAPPLICABLE
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.distribution import words_said
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._missing import missing_finding
from tidegauge.reports._no_match import no_match
from tidegauge.reports.source import Source

START = "tidegauge judge --help"


def nothing_judged(source: Source, asked: TraceFilter, facts: JudgeFacts) -> Finding:
    """Return the finding of a page without a score in the current window."""
    if not facts.rows[CURRENT]:
        return no_match(source, asked)
    if missing := missing_finding(source, "scores"):
        return missing
    sentence, *details = _why(source, facts)
    return Finding(Verdict.CANNOT_TELL, "not judged", sentence, tuple(details), n_current=facts.rows[CURRENT])


def _without_score(facts: JudgeFacts) -> str:
    """Return what became of answers that the judge was asked about, where none has a score; empty if it was not asked."""
    now = facts.wordless.filter(pl.col("side") == CURRENT)
    open_ = int(now.filter(pl.col("label") == INAPPLICABLE)["n"].sum())
    failed = int(now["n"].sum()) - open_
    name = facts.question.name
    if not open_:
        text = f"The judge was asked about {count(failed)} answers and none of its replies could be read."
        return text if failed else ""
    rest = f" Of {count(failed)} others its reply could not be read." if failed else ""
    return f"{name[:40]} does not apply to any of the {count(open_)} answers that the judge was asked about.{rest}"


def _why(source: Source, facts: JudgeFacts) -> tuple[str, ...]:
    name, catalog = facts.question.name, source.store.catalog()
    calls = f"{count(facts.rows[CURRENT])} calls in this window"
    if not catalog.judged:
        what = "No judge has scored any answer yet"
        return (
            f"{what}. Let one score a sample, or import the scores that you have.",
            START,
            "tidegauge import FILE",
        )
    words = words_said(facts)
    if words:
        said = ", ".join(f"{word[:40]} ({count(n)})" for word, n in list(words.items())[:3])
        return (
            f"The judge gives {name} as words, not numbers: {said}. "
            "Give each word a value where scores are imported, and means can be compared.",
            calls,
        )
    silent = _without_score(facts)
    if silent:
        return (silent, calls)
    if facts.answered(CURRENT, "human") and name not in catalog.judged:
        return (
            f"Only people scored {name}, no judge did. Choose another score, or let a judge score it.",
            START,
        )
    before = facts.answered(REFERENCE, "judge")
    more = (f"{count(before)} were judged in {facts.asked.comparison}",) if before else ()
    others = sorted(
        facts.every.filter(pl.col("side") == CURRENT, pl.col("source") == "judge")["name"].unique()
    )
    also = (f"judged here: {', '.join(str(other)[:40] for other in others[:5])}",) if others else ()
    return (
        f"No answer of this window was judged on {name}. Choose a longer window, or another score.",
        calls,
        *more,
        *also,
    )
