"""Answers that the judge passes and rules or people fail, or the other way round."""

from collections.abc import Iterator

from tidegauge.filters import TraceFilter
from tidegauge.queries.review_frame import frame
from tidegauge.queries.review_units import ANSWER
from tidegauge.queries.rule_scores import rule_names
from tidegauge.reports.review_frame import pieces
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, at_random, current, items, of_all
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.review.kinds._verdicts import check_score_named, passing
from tidegauge.workbench.review_batches import ReviewError

METHOD = "chosen: of the answers with two verdicts the smallest SHA-256 of seed:span id"
RULES = "rules"


def disagreeing_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Choose among the answers on which the judge's score and `wanted.against` disagree.

    Against rules: the judge passes what any rule fails, or fails what every rule passes. Against a score by people: one
    passes it, the other does not. What has no value of either is left out.

    Raises:
        ReviewError: no judge's score is named, there are no rules, or none disagrees.
        FilterError: the store has no such score.
    """
    check_score_named(wanted)
    asked = current(question)
    others = _others(source, asked, wanted.against)
    both = [row for row in _read(source, asked, [f"score.{wanted.score}", *others]) if _has_both(row)]
    found = _apart(both, wanted)
    against = "the rules" if wanted.against == RULES else wanted.against
    if not found:
        raise ReviewError(
            f"Judge and {against} agree on all {len(both):,} answers that have both."
            if both
            else f"No answer of the filter has both {wanted.score} by a judge and {against}."
        )
    made = items(map(Picked, at_random(found, wanted.n, wanted.seed)))
    words = of_all(len(made), len(found), ANSWER, f"on which judge and {against} disagree ({wanted.score})")
    return Chosen(made, len(found), METHOD, ANSWER, wanted.seed, words)


def _others(source: Source, asked: TraceFilter, against: str) -> list[str]:
    if against != RULES:
        return [against]
    names = source.store.read(rule_names(source.store.catalog(), asked.current.window.start))["name"]
    if names.is_empty():
        raise ReviewError(
            "No rule has scored anything here. Name a score by people, such as human.satisfied."
        )
    return [f"score.{name}" for name in names]


def _read(source: Source, asked: TraceFilter, names: list[str]) -> Iterator[Row]:
    for piece in pieces(asked):
        rows = source.rows(piece)
        columns = [rows.column(name) for name in names]
        # Most answers have neither: only those with a mark of the judge are read.
        found = source.store.read(frame(rows, piece, ANSWER, columns, where=[columns[0].is_not(None)]))
        yield from found.iter_rows(named=True)


def _has_both(row: Row) -> bool:
    return any(value is not None for value in _values(row))


def _apart(both: list[Row], wanted: Wanted) -> list[Row]:
    bar = passing([row["c0"] for row in both], wanted.passes)
    # Rules say 1 or 0; of people's marks the scale is looked at as well, unless they are the judge's own.
    told = wanted.passes if wanted.against == f"human.{wanted.score}" else None
    other = 0.5 if wanted.against == RULES else passing([max(_values(row)) for row in both], told)

    def passes(value: float, bar: float) -> bool:
        return value < bar if wanted.lower else value >= bar

    def others_pass(row: Row) -> bool:
        if wanted.against == RULES:
            return all(value >= other for value in _values(row))
        return passes(row["c1"], other)

    return [row for row in both if passes(row["c0"], bar) != others_pass(row)]


def _values(row: Row) -> list[float]:
    return [
        value
        for name, value in row.items()
        if name[0] == "c" and name[1:].isdigit() and name != "c0" and value is not None
    ]


KIND = Kind(
    "disagreement",
    "Judge against rules or people",
    "Answers that one passes and the other fails: somebody is wrong there. The labels speak for no others.",
    disagreeing_answers,
    options=("score", "against"),
)
