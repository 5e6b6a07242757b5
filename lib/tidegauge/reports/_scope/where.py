"""A row's segment as SQL over rows that were read before."""

from collections.abc import Mapping
from itertools import starmap
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, parse_condition
from tidegauge.queries.conditions import compared
from tidegauge.schema.tables import Kind


def conditions(where: Mapping[str, str]) -> tuple[Condition, ...]:
    """Return the chips of a segment; two values of one attribute are OR.

    >>> [str(one) for one in conditions({"geo": "BR", "prompt_version": "v6, v7"})]
    ['geo = BR', 'prompt_version = v6, v7']
    """
    return tuple(starmap(_chip, where.items()))


def _chip(name: str, values: str) -> Condition:
    return parse_condition(f'"{name.replace(chr(34), chr(34) * 2)}" = {values}')


def holds(rows: sa.FromClause, where: Mapping[str, str], places: Mapping[str, str]) -> sa.ColumnElement[bool]:
    """Return the segment as SQL; `places` says which column holds an attribute."""
    columns: Mapping[str, sa.ColumnElement[Any]] = {name: rows.c[places[name]] for name in where}
    return sa.and_(
        *(
            sa.func.coalesce(compared(columns[one.attribute], Kind.TEXT, one), sa.false())
            for one in conditions(where)
        )
    )
