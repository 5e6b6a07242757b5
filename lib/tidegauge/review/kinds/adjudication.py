"""Answers that people labelled differently, for one person to decide between."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.parts import in_parts
from tidegauge.queries.human_labels import sessions_of
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports._agreement.waiting import waiting
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.named_spans import labels_of_spans
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, items, rows_of
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.review_batches import ReviewError

NAME = ADJUDICATION
METHOD = "chosen: answers with different labels that nobody has decided, those labelled last first"
MOST = 500
"""Answers of one batch: the rest is offered once these are decided."""
_AT_ONCE = 500


def different_labels(
    source: Source,
    question: TraceFilter,
    wanted: Wanted,
    questions: Mapping[str, JudgeQuestion] | None = None,
) -> Chosen:
    """Choose the answers with different labels by people on `wanted.score`, but for those in `wanted.taken`.

    Beside each stands what was `said`: by whom, which label, with what note and when.

    Raises:
        ReviewError: there is none.
        StoreError: the store does not answer.
    """
    found = waiting(source, question, questions or {}, wanted.score)
    spans = [one for one in (found.spans if found else ()) if one not in wanted.taken]
    if not spans:
        raise ReviewError(
            f"No answer waits for a decision: nobody labelled one differently on “{wanted.score}”."
        )
    chosen = spans[: wanted.n or MOST]
    rows = {row["span_id"]: row for row in _read(source, question, chosen)}
    said = _said(source, wanted.score, chosen)
    picked = [Picked(rows[one], None, {"said": said[one]}) for one in chosen if one in rows]
    words = f"{len(picked):,} of {len(spans):,} answers with different labels"
    return Chosen(items(picked), len(spans), METHOD, ANSWER, wanted.seed, words)


def _read(source: Source, question: TraceFilter, spans: list[str]) -> Iterator[Row]:
    rows = source.rows(question)
    return rows_of(source.store.read(sessions_of(rows, question, some)) for some in in_parts(spans, _AT_ONCE))


def _said(source: Source, name: str, spans: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return each reviewer's last label of each span, in the order in which they were given."""
    found: dict[str, dict[str, dict[str, Any]]] = {one: {} for one in spans}
    rows = labels_of_spans(source.store, name, spans)
    kept = rows.filter(pl.col("label").fill_null("") != ADJUDICATED).sort("created_at", "evaluator")
    for row in kept.iter_rows(named=True):
        found[row["span_id"]][row["evaluator"] or ""] = {
            "by": row["evaluator"] or "",
            "value": row["value"],
            "label": row["label"],
            "comment": row["explanation"],
            "at": row["created_at"].isoformat(),
        }
    return {span: list(labels.values()) for span, labels in found.items()}


KIND = Kind(
    NAME,
    "Adjudication",
    "What people labelled differently. One person decides, says why, and the decision is the truth.",
    different_labels,
    options=("score",),
    offered=False,
)
