"""The answers whose labels tell most about the judge: where its mark leaves open what people would say."""

from collections.abc import Mapping
from dataclasses import replace

from tidegauge.filters import TraceFilter
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports.review_frame import judged_chances, read_frame, stratum_sizes
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, checked, current, items, of_all, rows_of
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.review.kinds._labelled import labelled_by_mark
from tidegauge.review.kinds._strata import interleaved, sampled
from tidegauge.review.kinds._verdicts import check_score_named
from tidegauge.stats.judging.label_allocation import most_informative
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.review_designs import Design

METHOD = (
    "stratified by the judge's mark, by Neyman's allocation: in each the smallest SHA-256 of seed:span id"
)


def informative_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Draw where a label tells most of the judge's calibration, given the labels by people that are there.

    Within a mark the draw is random, and each answer's chance is that of being judged times that of its mark: the labels
    speak for all answers, as the page Judge needs it. Where it is not on record with what chance the judge scored, they have
    no chance.

    Raises:
        ReviewError: no score is named, or no judge gave it here.
        FilterError: the store has no such score.
    """
    check_score_named(wanted)
    asked = current(question)
    design = Design(judged=wanted.score)
    sizes = stratum_sizes(source, asked, ANSWER, design)
    if not sizes:
        raise ReviewError(f"No judge gave {wanted.score} to an answer of the filter.")
    if max(map(float, sizes)) <= 1:
        # Shares of 1: in fifths.
        design = replace(design, step=0.2)
        sizes = stratum_sizes(source, asked, ANSWER, design)
    design = replace(design, sizes=sizes)
    parts = _parts(source, asked, wanted, design)
    kept = sampled(rows_of(read_frame(source, asked, ANSWER, design)), parts, wanted.seed)
    rows = interleaved({name: found for name, found in kept.items() if found}, wanted.seed)
    known = judged_chances(source, wanted.score, [row["span_id"] for row in rows])
    made = items(_picked(row, len(kept[row["stratum"]]), sizes, known) for row in rows)
    population = sum(sizes.values())
    words = of_all(
        len(made), population, ANSWER, f"at random within each mark of {wanted.score}: {_said(kept)}"
    )
    return Chosen(made, population, METHOD, ANSWER, wanted.seed, words, design)


def _parts(source: Source, asked: TraceFilter, wanted: Wanted, design: Design) -> dict[str, int]:
    n = checked(wanted.n, sum(design.sizes.values()))
    if n < len(design.sizes):
        raise ReviewError(
            f"The judge gave {len(design.sizes)} marks: ask for {len(design.sizes)} reviews or more."
        )
    names = list(design.sizes)
    told = labelled_by_mark(source, asked, wanted, design)
    given = most_informative(
        [design.sizes[name] for name in names],
        [told.get(name, (0, 0.0))[0] for name in names],
        [told.get(name, (0, 0.0))[1] for name in names],
        n,
    )
    return dict(zip(names, given, strict=True))


def _picked(row: Row, taken: int, sizes: Mapping[str, int], known: Mapping[str, float | None]) -> Picked:
    stratum, judged = row["stratum"], known.get(row["span_id"])
    beside = {"stratum": stratum, "judged": judged}
    return Picked(row, None if judged is None else min(judged * taken / sizes[stratum], 1.0), beside)


def _said(kept: Mapping[str, list[Row]]) -> str:
    marks = sorted((float(mark), len(rows)) for mark, rows in kept.items())
    return ", ".join(f"{n} of {mark:g}" for mark, n in marks)


KIND = Kind(
    "informative",
    "Most informative for the judge",
    "Most where the judge's mark leaves open what people would say, few where both agree anyway. The corrected quality "
    "on the page Judge gains most from these.",
    informative_answers,
    speaks=True,
    options=("score",),
)
