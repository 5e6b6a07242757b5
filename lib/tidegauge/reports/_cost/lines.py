"""Money beside that of the calls: what judging cost by the workbench's own books, and what people's labels cost."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge import formats
from tidegauge.filters import Window
from tidegauge.queries.relation import table as store_table
from tidegauge.reports._cost.records import CostLine
from tidegauge.reports._records import Windows
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.settings_cost import CostTable
from tidegauge.workbench.tables import JUDGE_SPENDING

NANO = 1_000_000_000
Days = Mapping[date, float]
"""US dollars that judging cost on UTC days."""


def judge_days(engine: sa.Engine) -> dict[date, float]:
    """Return what judging cost each UTC day, in US dollars: what is set aside counts, it may have been billed."""
    columns = JUDGE_SPENDING.c
    query = sa.select(columns.day, columns.spent + columns.reserved).order_by(columns.day)
    with engine.connect() as connection:
        return {date.fromisoformat(day): amount / NANO for day, amount in connection.execute(query)}


def in_window(days: Days, window: Window) -> float:
    """Return what the days cost within a window; of a day that it cuts, as much as it has of it.

    >>> day = date(2026, 11, 20)
    >>> in_window({day: 24.0}, Window(datetime(2026, 11, 20, 6), datetime(2026, 11, 22)))
    18.0
    """
    return sum(cost * _part(window, day) for day, cost in days.items())


def _part(window: Window, day: date) -> float:
    start = datetime.combine(day, time())
    end = start + timedelta(days=1)
    return max((min(window.end, end) - max(window.start, start)) / timedelta(days=1), 0.0)


def cost_lines(
    source: Source,
    windows: Windows,
    table: CostTable,
    days: Days,
    per_judgement: float | None,
    scale: float,
) -> tuple[CostLine, ...]:
    """Return the lines Judging and Review; one of which nobody knows anything is left out.

    `per_judgement` is the setting of what one judged answer costs, US dollars, for scores that were not paid for here.
    """
    scored = _scored(source, windows)
    lines = [_judging(windows, days, scored.get("judge", (0, 0)), per_judgement, scale)]
    lines += [_review(windows, scored.get("human", (0, 0)), table.review_label, scale)]
    return tuple(line for line in lines if line is not None)


def _judging(
    windows: Windows, days: Days, scored: tuple[int, int], each: float | None, scale: float
) -> CostLine | None:
    now = in_window(days, windows.current) * scale
    before = in_window(days, windows.reference) * scale * windows.exposure if windows.reference else None
    said = f"{formats.count(scored[0])} judged"
    if now or before:
        return CostLine("Judging", now, before, scored[0], said)
    if not any(scored):
        return None
    if each is None:
        return CostLine("Judging", None, None, scored[0], f"{said}; set cost_per_call under [judge]")
    of = (scored[0] * each * scale, scored[1] * each * scale * windows.exposure)
    return CostLine("Judging", of[0], of[1] if windows.reference else None, scored[0], f"{said}, by setting")


def _review(windows: Windows, scored: tuple[int, int], each: float | None, scale: float) -> CostLine | None:
    if not any(scored):
        return None
    said = f"{formats.count(scored[0])} labels"
    if each is None:
        return CostLine("Review", None, None, scored[0], f"{said}; set review_label under [cost]")
    before = scored[1] * each * scale * windows.exposure if windows.reference else None
    return CostLine("Review", scored[0] * each * scale, before, scored[0], said)


def _scored(source: Source, windows: Windows) -> dict[str, tuple[int, int]]:
    """Return {source: (answers scored now, before)}: several questions about one answer are one request."""
    catalog = source.store.catalog()
    if catalog.columns.get("scores", {}).get("source") is not Kind.TEXT or not catalog.scores:
        return {}
    scores = store_table(catalog, "scores")
    sides = [windows.current, *([windows.reference] if windows.reference else [])]
    found = [_answers(source, scores, window) for window in sides]
    rest: dict[str, int] = found[1] if len(found) > 1 else {}
    return {name: (found[0].get(name, 0), rest.get(name, 0)) for name in {*found[0], *rest}}


def _answers(source: Source, scores: sa.TableClause, window: Window) -> dict[str, int]:
    at: sa.ColumnElement[Any] = scores.c.created_at
    query = (
        sa.select(scores.c.source, sa.func.count(sa.distinct(scores.c.span_id)).label("n"))
        .where(at >= window.start, at < window.end, scores.c.source.in_(("judge", "human")))
        .group_by(scores.c.source)
    )
    frame: pl.DataFrame = source.store.read(query)
    return {str(name): int(n) for name, n in frame.iter_rows()}
