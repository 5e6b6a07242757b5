"""What a store knows of the items that labels are for: whether it has them, and what was said of them before."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tidegauge.errors import ImportFileError
from tidegauge.imports.label_rows import Label
from tidegauge.imports.label_values import LabelValue
from tidegauge.queries.review_units import spans_there
from tidegauge.reports.named_spans import labels_of_spans
from tidegauge.stores import Store

_LOOKED_AT = 1_000


def check_spans(path: Path, store: Store, labels: Sequence[Label]) -> None:
    """Refuse labels that are on their way into a wrong store.

    Raises:
        ImportFileError: the store has none of the first thousand spans.
    """
    if not labels:
        return
    labels = labels[:_LOOKED_AT]
    windows = [label.batch.of.window for label in labels]
    spans = [label.item.span_id for label in labels]
    ends = min(one.start for one in windows), max(one.end for one in windows)
    if store.read(spans_there(store.catalog(), spans, *ends)).is_empty():
        raise ImportFileError(
            f"{path}: the store {store.url} has none of the answers that were reviewed. They were drawn from "
            f"“{labels[0].batch.of.store}”: name that store with --store."
        )


def said_before(store: Store, labels: Iterable[Label]) -> dict[tuple[str, str, str], LabelValue]:
    """Return what the reviewers said last of these items under these names."""
    spans: dict[str, list[str]] = {}
    for label in labels:
        spans.setdefault(label.batch.asked.label, []).append(label.item.span_id)
    said: dict[tuple[str, str, str], LabelValue] = {}
    for name, found in spans.items():
        told = labels_of_spans(store, name, found).select("span_id", "evaluator", "value", "label")
        for span, who, value, word in told.iter_rows():
            said[(span, name, who or "")] = LabelValue(value, word if value is None else None)
    return said
