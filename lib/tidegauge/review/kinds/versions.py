"""Two versions side by side: answers to the same input, which one stands left by a hash, and no version is shown."""

from tidegauge.filters import Condition, TraceFilter, parse_condition
from tidegauge.formats import count
from tidegauge.queries.review_units import ANSWER
from tidegauge.queries.same_inputs import answered_calls, same_inputs
from tidegauge.reports.named_spans import named_spans
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, at_random, current, items, of_all
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.stats.drawn import digest
from tidegauge.workbench.review_batches import ReviewError

METHOD = (
    "pairs of answers to the same input, one a version: of the inputs the smallest SHA-256 of seed:span id"
)


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
        raise ReviewError(_none_in_common(source, asked, wanted, sides))
    taken = at_random(found, wanted.n, wanted.seed)
    known = named_spans(source.store, [row[name] for row in taken for name in ("span_id", "other")])
    made = items(_picked(row, known, wanted.seed) for row in taken)
    words = of_all(len(made), len(found), "input", "answered by both versions, side by side and blind")
    return Chosen(made, len(found), METHOD, ANSWER, wanted.seed, words)


def _none_in_common(source: Source, asked: TraceFilter, wanted: Wanted, sides: list[list[Condition]]) -> str:
    """Return why there is nothing to compare: a version that did not answer, or texts that are never the same."""
    names = [" and ".join(chips) for chips in (wanted.candidate, wanted.baseline)]
    rows = (answered_calls(source.rows(asked), asked, side) for side in sides)
    counts = [int(source.store.read(query)["n"][0]) for query in rows]
    if absent := [name for name, n in zip(names, counts, strict=True) if not n]:
        return f"No call of this window was answered by {' or by '.join(absent)}. Choose a longer window, or others."
    first, other = (f"{name} answered {count(n)} calls" for name, n in zip(names, counts, strict=True))
    return (
        f"In this window {first} and {other}, but none of one was sent the same text as any of the other, or all such answers "
        "are the same. Only answers to the same text, word for word, can be compared: a prompt whose own words "
        "changed is another text. Choose a longer window, or versions of a model."
    )


def is_swapped(seed: str, span_id: str) -> bool:
    """Whether the other answer stands left, as A."""
    return bool(digest(f"swap:{seed}:{span_id}")[0] & 1)


def _picked(row: Row, known: dict[str, Row], seed: str) -> Picked:
    other = {"trace_id": known[row["other"]]["trace_id"], "span_id": row["other"]}
    beside = {"other": other, "swapped": is_swapped(seed, row["span_id"])}
    return Picked(known[row["span_id"]], None, beside)


KIND = Kind(
    "versions",
    "Two versions side by side",
    "Answers of two versions to the same input. Nobody sees which is which; sides are random.",
    compared_answers,
    options=("candidate", "baseline"),
)
