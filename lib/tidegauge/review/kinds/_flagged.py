"""What makes an answer a flagged one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import parse_condition
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.queries.traces_only import Only, only_condition
from tidegauge.reports.source import Source

FLAG = "flagged"
"""The score that `tidegauge judge` writes of every answer: 1 where its marks are low."""
FLAG_CHIP = f"score.{FLAG} > 0"


def has_flags(source: Source) -> bool:
    """Whether a judge recorded what it flagged."""
    return FLAG in source.store.catalog().scores


def flagged(source: Source, rows: Rows, since: datetime) -> sa.ColumnElement[Any]:
    """Return what keeps the calls that the judge flagged, that users complained of, or that have an attribute `flagged`."""
    return sa.or_(flagged_by_judge(source, rows, since), only_condition(rows, Only.FLAGGED, since))


def flagged_by_judge(source: Source, rows: Rows, since: datetime) -> sa.ColumnElement[Any]:
    """Return what keeps the calls that the judge flagged; where it recorded no flags, gave at most 40% of its scale."""
    if has_flags(source):
        return sa.func.coalesce(condition(rows, parse_condition(FLAG_CHIP)), sa.false())
    return only_condition(rows, Only.JUDGED_LOW, since)
