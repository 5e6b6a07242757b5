"""Which versions answer: of models, prompts, indexes, apps and anything else that names one, and since when."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judged import judges
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.sides import CURRENT, sides

SQL = sa.ColumnElement[Any]


def versions_live(rows: Rows, asked: TraceFilter, names: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, v0, v1, ..., n): the filter's calls by the values of these attributes."""
    values = {f"v{place}": _text(rows, name) for place, name in enumerate(names)}
    calls = sides(rows, asked, (), values).subquery("calls")
    keys = [calls.c.side, *(calls.c[name] for name in values)]
    return sa.select(*keys, sa.func.count().label("n")).where(calls.c.side.is_not(None)).group_by(*keys)


def versions_seen(rows: Rows, names: Sequence[str]) -> sa.Select[Any]:
    """Return rows (v0, v1, ..., first, last): when the store saw each for the first and the last time, whatever the window."""
    columns = [_text(rows, name).label(f"v{place}") for place, name in enumerate(names)]
    source = rows.select(rows.spans.c.start_time, *columns, where=[rows.grain_condition()]).subquery("calls")
    keys = [source.c[column.name] for column in columns]
    at = source.c.start_time
    return sa.select(*keys, sa.func.min(at).label("first"), sa.func.max(at).label("last")).group_by(*keys)


def judges_seen(rows: Rows) -> sa.Select[Any]:
    """Return rows (v0, v1, first, last): every score with who judges it, a model with its rubric."""
    scores = table(rows.catalog, "scores")
    keys = (scores.c.name.label("v0"), scores.c.evaluator.label("v1"))
    first, last = (of(scores.c.created_at) for of in (sa.func.min, sa.func.max))
    return sa.select(*keys, first.label("first"), last.label("last")).where(judges(scores)).group_by(*keys)


def prompt_inputs(
    rows: Rows, asked: TraceFilter, prompt: str, version: str, text: str, most: int
) -> sa.Select[Any]:
    """Return up to `most` texts (one column, `text`) of the current window, of one version of one prompt."""
    values = {
        "v0": _text(rows, "prompt_name"),
        "v1": _text(rows, "prompt_version"),
        "text": _text(rows, text),
    }
    calls = sides(rows, asked, (), values).subquery("calls")
    own = (calls.c.side == CURRENT, calls.c.v0 == prompt, calls.c.v1 == version, calls.c.text.is_not(None))
    return sa.select(calls.c.text).where(*own).limit(most)


def _text(rows: Rows, name: str) -> SQL:
    return sa.func.nullif(sa.cast(rows.column(name), sa.Text), "")
