"""The recorded change events. A provider's silent change has none."""

from datetime import datetime

import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import CHANGES


def changes_between(plan: Plan, clock: Clock, start: datetime, end: datetime) -> pl.DataFrame:
    """Return the events from `start` to just before `end`."""
    rows = [change.model_dump() | {"at": clock.at(change.at)} for change in plan.changes]
    schema = CHANGES.polars
    frame = pl.DataFrame([row for row in rows if start <= row["at"] < end], schema=schema)
    return frame.sort("at", maintain_order=True)
