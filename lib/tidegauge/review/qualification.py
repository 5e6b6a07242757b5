"""Items whose answer is known, mixed in among the others: whoever reviews is held to them without knowing which they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.errors import ImportFileError
from tidegauge.reports.named_spans import named_spans
from tidegauge.reports.source import Source
from tidegauge.review.kinds import Chosen
from tidegauge.sources.files import open_source
from tidegauge.workbench.golden_sets import GoldenSet, items_of_set
from tidegauge.workbench.review_batches import Asked, ReviewError, Scale
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric import VERDICT_KEYS


@dataclass(frozen=True)
class KnownAnswer:
    """The value that is known of a span's answer, and why it is that."""

    span_id: str
    value: float
    reason: str = ""


def mixed_in(chosen: Chosen, known: Sequence[KnownAnswer], source: Source, scale: Scale) -> Chosen:
    """Return the items with the known ones among them, at even distances, the first one not before the second place.

    They have no chance of a draw, and no part in any estimate. What is among the items anyway stays as it was drawn.

    Raises:
        ReviewError: a value is not on the scale, or the store has none of these spans.
        StoreError: the store does not answer.
    """
    if wrong := [one for one in known if one.value not in VERDICT_KEYS[scale].values()]:
        raise ReviewError(
            f"{wrong[0].value:g}, known of {wrong[0].span_id}, is not on the scale “{scale.value}”."
        )
    drawn = {item.span_id for item in chosen.items}
    found = _items(source, [one for one in known if one.span_id not in drawn])
    if known and not found:
        raise ReviewError(
            "The store has none of the answers that are known, or all of them were drawn anyway."
        )
    every = list(chosen.items)
    for place, item in enumerate(found):
        # From the back: what was put in before does not move what comes.
        at = round((len(found) - place) * len(chosen.items) / (len(found) + 1))
        every.insert(max(at, 1), item)
    placed = tuple(replace(item, place=place) for place, item in enumerate(every, start=1))
    return replace(chosen, items=placed)


def read_known(path: Path) -> tuple[KnownAnswer, ...]:
    """Return the known answers of a table: columns span_id, value and, if there is one, reason.

    Raises:
        ImportFileError: the file cannot be read, or lacks a column.
    """
    found: dict[str, KnownAnswer] = {}
    for chunk in open_source(path).chunks():
        if missing := [name for name in ("span_id", "value") if name not in chunk.frame.columns]:
            raise ImportFileError(
                f"{path} has no column {', '.join(missing)}: known answers need span_id and value."
            )
        for row in chunk.frame.select(pl.all().cast(pl.String)).iter_rows(named=True):
            value = _number(path, row["value"])
            if row["span_id"] and value is not None:
                found[row["span_id"]] = KnownAnswer(row["span_id"], value, row.get("reason") or "")
    return tuple(found.values())


def known_of_set(engine: sa.Engine, one: GoldenSet, asked: Asked, store: str) -> tuple[KnownAnswer, ...]:
    """Return what a golden set knows of answers of this store, for the score and scale that is asked.

    Raises:
        GoldenError: the set was changed in the database.
        ReviewError: it has nothing of this store, score and scale.
    """
    found = tuple(
        KnownAnswer(item.span_id, item.value, item.reason)
        for item in items_of_set(engine, one)
        if (item.store, item.name, item.scale) == (store, asked.label, asked.scale.value)
    )
    if not found:
        raise ReviewError(
            f"Golden set {one.title} has no answer of this store with the score {asked.label} ({asked.scale.value})."
        )
    return found


def _number(path: Path, text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise ImportFileError(f"{path}: “{text}” is no value: write a number of the batch's scale.") from None


def _items(source: Source, known: Sequence[KnownAnswer]) -> list[ReviewItem]:
    by_span = {one.span_id: one for one in known}
    there = named_spans(source.store, sorted(by_span))
    return [_item(there[span], by_span[span]) for span in sorted(there)]


def _item(row: Mapping[str, Any], known: KnownAnswer) -> ReviewItem:
    beside = {"known": {"value": known.value, "reason": known.reason}}
    return ReviewItem(0, row["trace_id"], row["span_id"], row["session_id"] or None, None, beside)
