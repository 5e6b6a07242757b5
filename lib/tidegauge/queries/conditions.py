"""Filter chips as SQL. Values are always bound, never spliced."""

import re
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import EMPTY, NOT_RECORDED, Condition, Population
from tidegauge.queries.relation import Rows
from tidegauge.schema.functions import contains
from tidegauge.schema.tables import Kind

TEXT = "text"
"""The pseudo attribute that searches input and output together."""


def condition(rows: Rows, chip: Condition) -> sa.ColumnElement[bool]:
    """Return the chip as SQL.

    Raises:
        FilterError: unknown attribute, or a value that its kind of column cannot hold.
    """
    if chip.attribute == TEXT and chip.operator in {"~", "!~"}:
        return _search(rows, chip)
    return compared(rows.column(chip.attribute), rows.kind(chip.attribute), chip)


def compared(column: sa.ColumnElement[Any], kind: Kind, chip: Condition) -> sa.ColumnElement[bool]:
    """Return the chip as SQL over a column that holds its attribute.

    Raises:
        FilterError: a value that this kind of column cannot hold.
    """
    if chip.operator in {"=", "!="}:
        return _equal(column, kind, chip)
    if chip.operator in {"~", "!~"}:
        found = sa.or_(*(contains(sa.cast(column, sa.Text), value) for value in chip.values))
        return found if chip.operator == "~" else sa.or_(column.is_(None), sa.not_(found))
    return _ordered(column, kind, chip)


def meets(rows: Rows, population: Population) -> sa.ColumnElement[bool]:
    """Return what makes a row one of the population."""
    return sa.and_(within(rows, population), *(condition(rows, chip) for chip in population.where))


def within(rows: Rows, population: Population) -> sa.ColumnElement[bool]:
    """Return what puts a row into the population's window."""
    start = rows.spans.c.start_time
    return sa.and_(start >= population.window.start, start < population.window.end)


def _search(rows: Rows, chip: Condition) -> sa.ColumnElement[bool]:
    texts = (rows.spans.c.input_text, rows.spans.c.output_text)
    found = sa.or_(*(contains(sa.func.coalesce(text, ""), value) for text in texts for value in chip.values))
    return found if chip.operator == "~" else sa.not_(found)


def _equal(column: sa.ColumnElement[Any], kind: Kind, chip: Condition) -> sa.ColumnElement[bool]:
    values = [_value(kind, value, chip) for value in chip.values if value != NOT_RECORDED]
    if kind is Kind.TEXT and EMPTY in chip.values:
        values.append("")
    parts = [column.in_(values)] if values else []
    if NOT_RECORDED in chip.values:
        parts.append(column.is_(None))
    if chip.operator == "=":
        return sa.or_(*parts)
    # NULL is not one of the values either: leaving a value out must not leave out what nobody recorded.
    return sa.not_(sa.func.coalesce(sa.or_(*parts), sa.false()))


def _ordered(column: sa.ColumnElement[Any], kind: Kind, chip: Condition) -> sa.ColumnElement[bool]:
    if len(chip.values) > 1:
        raise FilterError(f"“{chip}”: {chip.operator} takes one value, not {len(chip.values)}.")
    value = _value(kind, chip.values[0], chip)
    compared: sa.ColumnElement[bool] = column.op(chip.operator, is_comparison=True)(value)
    return compared


def _value(kind: Kind, text: str, chip: Condition) -> str | float | bool | datetime:
    try:
        if kind in {Kind.NUMBER, Kind.INTEGER}:
            return _number(text)
        if kind is Kind.TIME:
            return _moment(text)
        if kind is Kind.BOOLEAN:
            return {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError, OverflowError):
        rule = {Kind.BOOLEAN: "true or false", Kind.TIME: "a time such as 2026-10-01T14:00"}.get(
            kind, "a number"
        )
        raise FilterError(f"“{chip}”: {chip.attribute} needs {rule}, not “{text}”.") from None
    return text


def _number(text: str) -> float:
    # A whole number stays whole: as a double, identifiers above 2^53 would meet their neighbours.
    if re.fullmatch(r"\s*[+-]?\d{1,18}\s*", text):
        return int(text)
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
