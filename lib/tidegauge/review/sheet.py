"""A review batch as a table to fill in: what was asked and answered, and empty columns for the label."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

import polars as pl

from tidegauge.parts import in_parts
from tidegauge.queries.review_units import calls_of
from tidegauge.reports.source import Source
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale, context
from tidegauge.workbench.review_items import ReviewItem

LONGEST = 30_000
"""Characters of a cell: spreadsheets cut at 32,767."""
MOST_BEFORE = 20
"""Earlier turns of a session that are shown, the last ones."""
ANSWERS = {
    Scale.YES_NO: "value: 1 for yes, 0 for no, or “cannot judge”",
    Scale.ONE_TO_FIVE: "value: 1 (worst) to 5 (best), or “cannot judge”",
    Scale.PREFERENCE: "value: 1 for this answer, 0 for the other one, 0.5 for a tie, or “cannot judge”",
}
"""What may be filled in."""
_AT_ONCE = 500
_REACH = timedelta(days=1)
_CALLS = {"unit": pl.String, "span_id": pl.String, "input_text": pl.String, "output_text": pl.String}


def sheet(
    source: Source, batch: ReviewBatch, items: Sequence[ReviewItem], clean: Callable[[str], str] = str
) -> pl.DataFrame:
    """Return one row an item: batch, place, ids, question, earlier turns, input, output; value, reviewer, comment.

    The last three are empty, to be filled in. The texts are read from the store now; what is gone is empty. Each
    goes through `clean` first: what a rubric's redaction makes unreadable is so in a sheet as well.

    Raises:
        ReviewError: the batch compares two answers, which a sheet would not show side by side and blind.
        StoreError: the store does not answer.
    """
    if batch.asked.scale is Scale.PREFERENCE:
        raise ReviewError(
            f"Batch {batch.id} compares two answers, side by side and blind: label it in the app, page Review."
        )
    calls = dict(_calls(source, batch, items))
    return pl.DataFrame(
        [_row(batch, item, calls.get(context(batch, item), []), clean) for item in items], schema=_SHEET
    )


def ids_of(batch: ReviewBatch, item: ReviewItem) -> dict[str, object]:
    """Return what says which answer a row is about: batch, place in it, and the ids of the store."""
    return {
        "batch": batch.id,
        "item": item.place,
        "session_id": item.session_id,
        "trace_id": item.trace_id,
        "span_id": item.span_id,
    }


_SHEET = {
    **dict.fromkeys(("batch", "item"), pl.Int64),
    **dict.fromkeys(("session_id", "trace_id", "span_id"), pl.String),
    **dict.fromkeys(("question", "answers", "earlier_turns", "input", "output"), pl.String),
    **dict.fromkeys(("value", "reviewer", "comment"), pl.String),
}


def _row(
    batch: ReviewBatch,
    item: ReviewItem,
    calls: Sequence[Mapping[str, str | None]],
    clean: Callable[[str], str],
) -> dict[str, object]:
    place = next((at for at, call in enumerate(calls) if call["span_id"] == item.span_id), None)
    own = calls[place] if place is not None else {}
    before = calls[: place or 0]
    return {
        **ids_of(batch, item),
        "question": batch.asked.question,
        "answers": ANSWERS[batch.asked.scale],
        "earlier_turns": _cut(clean("\n\n".join(map(_turn, before[-MOST_BEFORE:])))),
        "input": _cut(clean(own.get("input_text") or "")),
        "output": _cut(clean(own.get("output_text") or "")),
        **dict.fromkeys(("value", "reviewer", "comment"), ""),
    }


def _calls(
    source: Source, batch: ReviewBatch, items: Sequence[ReviewItem]
) -> Iterator[tuple[tuple[str, str], list[dict[str, str | None]]]]:
    """Yield the calls of each reviewed session or trace, in order of time."""
    catalog, window = source.store.catalog(), batch.of.window
    read = sorted({context(batch, item) for item in items})
    for unit in ("session", "trace"):
        units = [one for of, one in read if of == unit]
        for some in in_parts(units, _AT_ONCE):
            frame = source.store.read(calls_of(catalog, unit, some, window.start - _REACH, window.end))
            found = frame.select(pl.col(name).cast(kind) for name, kind in _CALLS.items())
            for (one,), rows in found.partition_by("unit", as_dict=True, maintain_order=True).items():
                yield (unit, str(one)), rows.to_dicts()


def _turn(call: Mapping[str, str | None]) -> str:
    return f"Asked: {call['input_text'] or '–'}\nAnswered: {call['output_text'] or '–'}"


def _cut(text: str) -> str:
    kept = text.replace("\x00", "")
    return kept if len(kept) <= LONGEST else f"{kept[:LONGEST]}… (cut, {len(text):,} characters)"
