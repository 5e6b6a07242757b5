"""Every label of the workbench as a table: in the order in which they were given, undone ones too if wished."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import ADJUDICATED
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import LABEL, standing
from tidegauge.workbench.tables import LABELS, REVIEW_BATCHES, REVIEW_ITEMS, RUBRICS

_TEXTS = (
    "store",
    "session_id",
    "trace_id",
    "span_id",
    "score",
    "scale",
    "label",
    "answers",
    "comment",
    "reviewer",
)
_SCHEMA: Mapping[str, Any] = {
    "id": pl.Int64,
    "batch": pl.Int64,
    "batch_name": pl.String,
    "kind": pl.String,
    "rubric": pl.String,
    "item": pl.Int64,
    **dict.fromkeys(_TEXTS[:6], pl.String),
    "value": pl.Float64,
    **dict.fromkeys(_TEXTS[6:], pl.String),
    "at": pl.Datetime("us"),
    "seconds": pl.Float64,
    "inclusion_probability": pl.Float64,
    "withdrawn": pl.Boolean,
}


def label_export(engine: sa.Engine, batch: int | None = None, *, withdrawn: bool = False) -> pl.DataFrame:
    """Return one row a label: what was said of which answer, by whom, when (UTC), in which batch, with which chance.

    `label` is “adjudicated” where somebody decided, and “cannot judge” where nobody could; `answers` is JSON. The same
    workbench gives the same table. With `withdrawn` the labels that were undone are rows as well.
    """
    rows, items, batches, rubrics = LABELS.c, REVIEW_ITEMS.c, REVIEW_BATCHES.c, RUBRICS.c
    same = sa.and_(items.batch == rows.batch, items.place == rows.place)
    joined = LABELS.join(REVIEW_ITEMS, same).join(REVIEW_BATCHES, batches.id == rows.batch)
    joined = joined.outerjoin(RUBRICS, rubrics.id == batches.rubric)
    columns: dict[str, Any] = {
        "id": rows.id,
        "batch": rows.batch,
        "batch_name": batches.name,
        "kind": batches.kind,
        "rubric": rubrics.name + " r" + sa.cast(rubrics.version, sa.Text),
        "item": rows.place,
        "store": batches.store,
        **{name: items[name] for name in ("session_id", "trace_id", "span_id")},
        "score": batches.label,
        "scale": batches.scale,
        "value": rows.value,
        "label": sa.case((batches.kind == ADJUDICATION, sa.literal(ADJUDICATED)), else_=rows.label),
        **{name: rows[name] for name in ("answers", "comment", "reviewer", "at", "seconds")},
        "inclusion_probability": items.inclusion_probability,
        "withdrawn": sa.not_(standing()),
    }
    query = sa.select(*(columns[name].label(name) for name in _SCHEMA)).select_from(joined)
    query = query.where(rows.action == LABEL)
    query = query if withdrawn else query.where(standing())
    query = query if batch is None else query.where(rows.batch == batch)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(query.order_by(rows.id))]
    return pl.DataFrame(found, schema=dict(_SCHEMA), orient="row")
