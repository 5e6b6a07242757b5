"""Cost: how often a budget's 90% interval holds, and seconds of the page's report beside a bare DuckDB query.

    python benchmarks/cost.py [--worlds N] [--calls N]

Coverage: invented products, every day from the sixth week on at 6, 12 and 18 hours, the rest of the day, and at 12 hours the
rest of the week. Goal: 90% +- 4. The peer is the usual hour of the week with a normal interval of the past days' sums.
Speed: the report in a warm process (see show_speed.py). Goal at 5 million calls: 2 s.
"""

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
from _lake import lake
from _spend_world import DAY, WEEK, WORLDS, Numbers, World, spend
from _table import show
from scipy import stats
from show_speed import median_seconds

from tidegauge.clock import now
from tidegauge.comparisons import Request, resolve
from tidegauge.reports.cost import cost
from tidegauge.reports.source import Source
from tidegauge.stats.spend_forecast import spend_forecast
from tidegauge.stores import open_store

WEEKS, FIRST = 9, 5 * WEEK


def moments(period: int) -> Iterator[tuple[int, int]]:
    """Yield (moment, hours that are left of its day or week)."""
    hours = {6, 12, 18} if period == DAY else {12}
    for at in range(FIRST, WEEKS * WEEK):
        if at % DAY in hours:
            yield at, period - at % period


def covered(hourly: Numbers, slots: np.ndarray, period: int) -> list[tuple[bool, bool, float]]:
    """Return for each moment whether our interval held, whether the peer's did, and our relative error."""
    found = []
    for at, left in moments(period):
        rest = slice(at, at + left)
        ours = spend_forecast(hourly[:at], slots[:at], slots[rest])
        if ours is None or np.isnan(ours.low):
            continue
        actual, end = hourly[rest].sum(), ours.path[-1]
        held = ours.low * end <= actual <= ours.high * end
        found.append((held, peer(hourly, at, left, actual), abs(actual / end - 1)))
    return found


def peer(hourly: Numbers, at: int, left: int, actual: float) -> bool:
    """Return whether the same stretch of the last five weeks, as a normal sample, predicts this one."""
    before = [hourly[at - week * WEEK : at - week * WEEK + left].sum() for week in range(1, 6)]
    reach = stats.t.ppf(0.95, 4) * np.std(before, ddof=1) * np.sqrt(1.2)
    return bool(abs(actual - np.mean(before)) <= reach)


def coverage(world: World, period: int, worlds: int) -> list[object]:
    """Return a row of the table."""
    found = [one for seed in range(worlds) for one in covered(*spend(world, WEEKS, seed), period)]
    held, peers, errors = (np.array(column) for column in zip(*found, strict=True))
    what = "rest of the day" if period == DAY else "rest of the week"
    ends = f"{held.mean():.1%}", f"{peers.mean():.1%}"
    return [world.name, what, len(found), *ends, f"{np.median(errors):.1%}"]


def bare(folder: Path, start: object, end: object) -> object:
    """Add up cost by feature and model, as anybody would type it."""
    query = (
        "select feature, coalesce(model_version, model_requested), sum(cost_usd), count(*) from read_parquet(?) "
        "where start_time >= ? and start_time < ? group by all"
    )
    return duckdb.connect().execute(query, [str(folder / "spans" / "*" / "*.parquet"), start, end]).fetchall()


def speed(calls: int) -> list[list[object]]:
    """Return the rows of the second table."""
    folder = lake(calls)
    source = Source(open_store(str(folder)))
    catalog = source.store.catalog()
    rows = []
    for window in ("last 7 days", "last 28 days"):
        asked = resolve(Request(window=window), now(), catalog.first, catalog.newest)
        assert asked.reference is not None
        ours = median_seconds(partial(cost, source, asked, "feature", "source"), 3)
        start, end = asked.reference.window.start, asked.current.window.end
        theirs = median_seconds(partial(bare, folder, start, end), 3)
        rows.append([window, *(f"{one:.2f}" for one in (*ours, *theirs)), f"{ours[1] / theirs[1]:.1f}"])
    return rows


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=12)
    parser.add_argument("--calls", type=int, default=5_000_000)
    wished = parser.parse_args()
    rows = [coverage(world, period, wished.worlds) for period in (DAY, WEEK) for world in WORLDS]
    head = ["world", "forecast", "moments", "interval held", "peer's held", "median error"]
    show("How often a 90% interval held", head, rows)
    if wished.calls:
        head = ["window", "report s", "its processor s", "bare query s", "its processor s", "ratio"]
        show(f"The report Cost, {wished.calls:,} calls", head, speed(wished.calls))


if __name__ == "__main__":
    main()
