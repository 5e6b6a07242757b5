"""What nobody can read from the demo's rows: which sessions were answered rightly, from the generator itself."""

from datetime import datetime

import polars as pl

from tidegauge.demo.clock import LAST_DAY, Clock
from tidegauge.demo.plan import Plan, load_plan
from tidegauge.demo.sessions import people
from tidegauge.demo.volume import Day, calendar, rng_of
from tidegauge.hours import floor_hour


def true_sessions(
    end: datetime, *, days: int = LAST_DAY, calls: int = 300_000, seed: int = 7
) -> pl.DataFrame:
    """Return people's sessions of the demo that `generate` yields for the same arguments, one row each.

    Columns: session_id, start (naive UTC), feature, geo, device, source (`api` for those of API keys, which nobody
    rates), rated, thumbs_up (what a rater gives), abandoned, and good: whether the answers are right, which is what
    a review calls satisfied.
    """
    plan, clock = load_plan(), Clock(floor_hour(end))
    found = [sessions_of(plan, clock, day, seed) for day in calendar(plan, clock, days, calls, seed)]
    return pl.concat(found).sort("start", maintain_order=True)


def sessions_of(plan: Plan, clock: Clock, day: Day, seed: int) -> pl.DataFrame:
    """Return those of one day, in the order in which they are drawn."""
    drawn = people(plan, clock, day, rng_of(day, seed))
    marks = ("rated", "thumbs_up", "abandoned", "good")
    start = pl.col("start").cast(pl.Datetime("us"))
    return drawn.select("session_id", start, "feature", "geo", "device", "source", *marks)
