"""The demo, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from tidegauge.demo.anchor import judged_again, set_aside
from tidegauge.demo.clock import LAST_DAY, Clock
from tidegauge.demo.plan import Plan, load_plan
from tidegauge.demo.records import Records, records_of
from tidegauge.demo.volume import calendar
from tidegauge.hours import floor_hour
from tidegauge.schema.tables import TABLES


@dataclass(frozen=True)
class DemoDay:
    """The rows of one calendar day (UTC), by table: canonical columns, and attribute columns on spans.

    Times are naive UTC microseconds; every row of `spans`, `scores`, `signals`, `outcomes` lies in `day`.
    """

    day: date
    spans: pl.DataFrame
    scores: pl.DataFrame
    signals: pl.DataFrame
    outcomes: pl.DataFrame
    changes: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """{table name: rows}."""
        return {name: getattr(self, name) for name in TABLES}


def generate(
    end: datetime, *, days: int = LAST_DAY, calls: int = 300_000, seed: int = 7, plan: Plan | None = None
) -> Iterator[DemoDay]:
    """Yield the demo day by day, oldest first, up to `end` (naive UTC, rounded down to the hour).

    The same end and seed give identical frames. `calls` is the expected number of model calls; `plan` another product
    than the shipped one.
    """
    plan, clock = plan or load_plan(), Clock(floor_hour(end))
    late: Records | None = None
    anchor: pl.DataFrame | None = None
    for day in calendar(plan, clock, days, calls, seed):
        made = records_of(plan, clock, day, seed)
        made = made if late is None else late.followed_by(made)
        now, late = made.split(day.start + timedelta(days=1), clock.end)
        spans = now.tables[0]
        now = now.with_scores(judged_again(plan, clock, day, anchor, spans, seed))
        anchor = set_aside(plan, clock, day, spans, seed) if anchor is None else anchor
        yield DemoDay(day.date, *now.tables)
