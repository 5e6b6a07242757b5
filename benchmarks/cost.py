"""Cost: how often a budget's 90% interval holds, and seconds of the page's report beside a bare DuckDB query.

    python benchmarks/cost.py [--worlds N] [--calls N] [--store FOLDER]

Coverage: invented products, every day from the sixth week on at 6, 12 and 18 hours, the rest of the day, and at 12 hours the
rest of the week. Goal: 90% +- 4. The peer is the usual hour of the week with a normal interval of the past days' sums.
Speed: the report and the service section in a warm process (see show_speed.py), of a window asked before and of one that ends a
minute later. Goal at 5 million calls: 2 s. The peer is a bare DuckDB query over the same files: spend by feature and model, spenders,
sessions, users, and spend by the hour.
"""

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
from _lake import lake
from _spend_world import DAY, WEEK, WORLDS, Numbers, World, spend
from _table import show
from scipy import stats
from show_speed import median_seconds

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.reports.cost import CostOptions, cost
from tidegauge.reports.service import service, service_options
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_cost import BudgetTable, CostTable
from tidegauge.settings_service import ServiceTable, SloTable
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


BARE = (
    "select feature, coalesce(model_version, model_requested), sum(cost_usd), count(*), sum(cost_usd * cost_usd) from calls group by all",
    "select source, sum(cost_usd), count(*), count(*) filter (status = 'error') from calls group by all order by 2 desc limit 40",
    "select avg(money), stddev(money) from (select session_id, sum(cost_usd) as money from calls group by all)",
    "select avg(money), stddev(money) from (select user_id, sum(cost_usd) as money from calls group by all)",
    "select date_trunc('hour', start_time), feature, sum(cost_usd) from calls group by all",
    "select feature, avg(duration_ms), quantile_cont(duration_ms, [0.5, 0.95, 0.99]), "
    "quantile_cont(time_to_first_token_ms, [0.5, 0.95, 0.99]) from calls group by all",
)
"""The page's questions, as anybody would type them: no intervals, no budgets, nothing kept."""


def bare(folder: Path, start: datetime, end: datetime) -> None:
    """Ask them."""
    connection = duckdb.connect()
    files = str(folder / "spans" / "*" / "*.parquet")
    connection.execute(
        f"create view calls as select * from read_parquet('{files}') where kind = 'model' "  # noqa: S608  our own path
        f"and start_time >= '{start}' and start_time < '{end}'"
    )
    for query in BARE:
        connection.execute(query).fetchall()


def window(end: datetime) -> TraceFilter:
    """Return seven days against the seven before."""
    now, week = Window(end - timedelta(days=7), end), timedelta(days=7)
    return TraceFilter(Population(now), Population(now.earlier(week)), "the 7 days before")


def ask(source: Source, asked: TraceFilter) -> None:
    """Ask for all of the page."""
    cost(source, asked, "feature", "source", OPTIONS)
    service(source, asked, "feature", service_options(SETTINGS, source.store.catalog()))


OPTIONS = CostOptions(CostTable(budgets={"all": BudgetTable(limit=1_000)}))
SETTINGS = Settings(service=ServiceTable(slos={"answers": SloTable(objective=0.98)}))


def speed(folder: Path) -> list[list[object]]:
    """Return the rows of the second table."""
    source = Source(open_store(str(folder)))
    newest = source.store.catalog().newest
    assert newest is not None
    end = newest.replace(minute=7, second=0, microsecond=0) - timedelta(hours=3)
    ask(source, window(end))
    theirs = median_seconds(partial(bare, folder, end - timedelta(days=14), end), 3)
    rows = []
    for what, minutes in (("asked before", (0, 0, 0)), ("ends a minute later", (1, 2, 3))):
        taken = [
            median_seconds(partial(ask, source, window(end + timedelta(minutes=one))), 1) for one in minutes
        ]
        wall, processor = (float(np.median([one[place] for one in taken])) for place in (0, 1))
        ratio = f"{processor / theirs[1]:.2f}"
        rows.append([what, f"{wall:.2f}", f"{processor:.2f}", *(f"{one:.2f}" for one in theirs), ratio])
    return rows


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=12)
    parser.add_argument("--calls", type=int, default=5_000_000)
    parser.add_argument("--store", type=Path, help="A lake that is there already.")
    wished = parser.parse_args()
    rows = [
        coverage(world, period, wished.worlds) for period in (DAY, WEEK) for world in WORLDS if wished.worlds
    ]
    head = ["world", "forecast", "moments", "interval held", "peer's held", "median error"]
    if rows:
        show("How often a 90% interval held", head, rows)
    if wished.calls or wished.store:
        head = [
            "window",
            "page s",
            "its processor s",
            "bare queries s",
            "their processor s",
            "ratio of processor s",
        ]
        folder = wished.store or lake(wished.calls)
        show(f"The page Cost over {folder.name}", head, speed(folder))


if __name__ == "__main__":
    main()
