"""Two versions side by side: answers to the same input, which one stands left by a hash, and no version is shown."""

import hashlib

import polars as pl

from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.queries.review_frame import traces_of
from tidegauge.queries.review_units import ANSWER
from tidegauge.queries.same_inputs import same_inputs
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, at_random, current, items, of_all
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.workbench.review_batches import ReviewError

METHOD = (
    "pairs of answers to the same input, one a version: of the inputs the smallest SHA-256 of seed:span id"
)
_AT_ONCE = 1_000


def compared_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Choose among the inputs that both versions answered, word for word the same, and differently.

    `wanted.candidate` and `wanted.baseline` are the chips of the two; the label is about the candidate's answer. Each side
    of the screen is as likely: SHA-256 of seed and span decides.

    Raises:
        ReviewError: a version is not named, or no input was answered by both.
    """
    if not (wanted.candidate and wanted.baseline) or set(wanted.candidate) == set(wanted.baseline):
        raise ReviewError(
            "Two versions are needed, each by a filter, such as prompt_version = v7 against prompt_version = v6."
        )
    asked = current(question)
    sides = [[parse_condition(chip) for chip in chips] for chips in (wanted.candidate, wanted.baseline)]
    pairs = source.store.read(same_inputs(source.rows(asked), source.rows(asked), asked, *sides))
    found = [{**row, "unit": row["span_id"]} for row in pairs.iter_rows(named=True)]
    if not found:
        raise ReviewError(
            f"No input of this window was answered by both {' and '.join(wanted.candidate)}, and "
            f"{' and '.join(wanted.baseline)}: only the same question can be compared."
        )
    taken = at_random(found, wanted.n, wanted.seed)
    known = _ids(source, [row[name] for row in taken for name in ("span_id", "other")])
    made = items(_picked(row, known, wanted.seed) for row in taken)
    words = of_all(len(made), len(found), "input", "answered by both versions, side by side and blind")
    return Chosen(made, len(found), METHOD, ANSWER, wanted.seed, words)


def is_swapped(seed: str, span_id: str) -> bool:
    """Whether the other answer stands left, as A."""
    return bool(hashlib.sha256(f"swap:{seed}:{span_id}".encode("utf-8", "surrogatepass")).digest()[0] & 1)


def _picked(row: Row, known: dict[str, Row], seed: str) -> Picked:
    other = {"trace_id": known[row["other"]]["trace_id"], "span_id": row["other"]}
    beside = {"other": other, "swapped": is_swapped(seed, row["span_id"])}
    return Picked(known[row["span_id"]], None, beside)


def _ids(source: Source, spans: list[str]) -> dict[str, Row]:
    parts = [spans[first : first + _AT_ONCE] for first in range(0, len(spans), _AT_ONCE)]
    found = pl.concat([source.store.read(traces_of(source.store.catalog(), part)) for part in parts])
    return {row["span_id"]: row for row in found.iter_rows(named=True)}


KIND = Kind(
    "versions",
    "Two versions side by side",
    "Answers of two versions to the same input. Nobody sees which is which; sides are random.",
    compared_answers,
    options=("candidate", "baseline"),
)
