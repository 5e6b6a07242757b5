"""Rows of embeddings that the store holds: attributes whose texts are JSON arrays of numbers."""

import re
from collections.abc import Iterable

import numpy as np
import orjson
import polars as pl

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._drift.records import DriftKind
from tidegauge.reports._drift.text_row import TextRow, TextSentences
from tidegauge.reports._drift.text_sample import Sampled, embedded
from tidegauge.reports._drift.text_vectors import Clouds, compare
from tidegauge.reports._drift.text_words import onset, typical
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind
from tidegauge.stats.estimate import Floats
from tidegauge.stats.text.axes import reduced

CAP = 500
"""Rows of a side: an embedding is as long as a page of text."""
_NAME = re.compile(r"embedding|(^|[._])(vector|emb)($|[._])", re.IGNORECASE)
_KINDS = (
    (DriftKind.PROMPT, re.compile(r"input|prompt|question|query", re.IGNORECASE)),
    (DriftKind.OUTPUT, re.compile(r"output|response|answer|completion", re.IGNORECASE)),
)


def embedding_columns(catalog: Catalog) -> tuple[str, ...]:
    """Return the attributes that may hold embeddings, by their name and kind."""
    kinds = catalog.columns["spans"]
    return tuple(name for name in catalog.attributes if kinds[name] is Kind.TEXT and _NAME.search(name))


def embedding_rows(source: Source, asked: TraceFilter) -> tuple[TextRow, ...]:
    """Return a row for each column of embeddings; a column that holds anything else has none."""
    columns = embedding_columns(source.store.catalog())
    if not columns or asked.reference is None:
        return ()
    frame = embedded(source, asked, columns, CAP)
    rows = (_row(frame, f"e{place}", name, asked) for place, name in enumerate(columns))
    return tuple(row for row in rows if row is not None)


def _row(frame: pl.DataFrame, alias: str, name: str, asked: TraceFilter) -> TextRow | None:
    recorded = frame.filter(pl.col(alias).is_not_null())
    vectors, kept = _vectors(recorded[alias])
    rows = recorded.filter(kept)
    if rows["side"].n_unique() < 2:
        return None
    coverage = rows.filter(pl.col("side") == CURRENT).height / frame.filter(pl.col("side") == CURRENT).height
    found = Sampled(rows, rows[alias], coverage)
    before, now = (vectors[(rows["side"] == side).to_numpy()] for side in (REFERENCE, CURRENT))
    clouds = compare(*reduced(before, now), whole=(before, now))
    kind = next((kind for kind, pattern in _KINDS if pattern.search(name)), DriftKind.DATA)
    text = "input_text" if kind is DriftKind.PROMPT else "output_text"
    return TextRow(
        kind=kind,
        column=name,
        what=name,
        key=f"{kind.value}.{name}",
        before="",
        now="",
        size=f"AUC {formats.decimal(clouds.auc, 2)}",
        sees=f"sees AUC ≥ {formats.decimal(clouds.sees, 2)}",
        rising=None,
        worse=None,
        coverage=coverage,
        n_reference=len(before),
        n_current=len(now),
        tests=clouds.tests,
        sentences=_sentences(name, clouds),
        onset=onset(found, clouds.scores, asked),
        samples=typical(found, clouds.scores, text),
    )


def _vectors(column: pl.Series) -> tuple[Floats, pl.Series]:
    """Return the arrays of the usual length, shape (n, d), and which rows hold one."""
    parsed = [_numbers(text) for text in column]
    size = _usual(len(one) for one in parsed if one is not None)
    kept = [one is not None and len(one) == size for one in parsed]
    rows = [one for one, is_kept in zip(parsed, kept, strict=True) if is_kept and one is not None]
    return np.array(rows, dtype=np.float64).reshape(len(rows), size), pl.Series(kept, dtype=pl.Boolean)


def _usual(lengths: Iterable[int]) -> int:
    found = np.bincount(np.fromiter(lengths, dtype=np.int64), minlength=1)
    return int(found.argmax()) if found.sum() else 0


def _numbers(text: str) -> Floats | None:
    try:
        found = np.asarray(orjson.loads(text), dtype=np.float64)
    except (ValueError, TypeError):
        return None
    return found if found.ndim == 1 and found.size > 1 and bool(np.isfinite(found).all()) else None


def _sentences(name: str, clouds: Clouds) -> TextSentences:
    auc = formats.decimal(clouds.auc, 2)
    told = f"a classifier tells them from those of the reference with AUC {auc}, 0.50 is chance"
    return TextSentences(
        f"The embeddings of {name} moved: {told}.",
        f"The embeddings of {name} did not move materially: {told}.",
        f"Too few embeddings of {name} to compare: it sees AUC {formats.decimal(clouds.sees, 2)} or more.",
    )
