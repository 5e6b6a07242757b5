"""How often the control page names a metric that did not change: 17 metrics, 21 baseline days, 39 days after.

Run: `python benchmarks/control_false_pages.py [pages]`. Shares of 5,000 calls a day, shares of 200 calls whose true rate
varies by a fifth, and skewed values, all independent from day to day.
"""

import sys
from datetime import datetime, timedelta

import numpy as np

from tidegauge.filters import Window
from tidegauge.findings import Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._control.chart import Plan, charts
from tidegauge.reports._control.points import Grid, Points
from tidegauge.reports._control.records import Frozen, Origin
from tidegauge.stats.spc._records import Kind, Subgroups, values
from tidegauge.stats.spc.rule import DEFAULT

START, DAYS, BASELINE = datetime.fromisoformat("2026-09-01"), 60, 21


def grid() -> Grid:
    """Return the days."""
    edges = np.array([START + timedelta(days=day) for day in range(DAYS + 1)], dtype="datetime64[us]")
    return Grid(edges[:-1], edges[1:], 0, False, "UTC")


def share(random: np.random.Generator, name: str, calls: int, rate: float, spread: float) -> Points:
    """Return the points of a rate that varies around `rate` by chance, and by `spread` of itself."""
    true = np.clip(rate * (1 + spread * random.normal(size=DAYS)), 0, 1)
    hits, n = random.binomial(calls, true).astype(float), np.full(DAYS, float(calls))
    metric = Metric(name, name, "", "share", "lower", "rate", 0.005, floor_relative=False)
    return Points(metric, {}, grid(), Subgroups(Kind.RATE, n, hits, hits, grid().phase), n, n)


def value(random: np.random.Generator, name: str, skew: float) -> Points:
    """Return the points of a lognormal value."""
    n = np.full(DAYS, 1000.0)
    drawn = values(100 * np.exp(random.normal(0, skew, DAYS)), grid().phase)
    return Points(Metric(name, name, "", "ms", "lower", "quantile"), {}, grid(), drawn, n, n)


def named(random: np.random.Generator) -> int:
    """Return how many of a page's metrics are called changed."""
    every = [share(random, f"large {place}", 5000, 0.01, 0) for place in range(7)]
    every += [share(random, f"small {place}", 200, 0.05, 0.2) for place in range(4)]
    every += [value(random, f"value {place}", 0.05 + 0.05 * place) for place in range(6)]
    normal = (Frozen(Window(START, START + timedelta(days=BASELINE)), Origin.FIRST),)
    plan = Plan(None, DEFAULT, Window(START, START + timedelta(days=DAYS)), 100, (), "USD")
    drawn = charts(every, {one.metric.name: normal for one in every}, plan, {})
    return sum(one.finding.verdict is Verdict.CHANGED for one in drawn)


def main(pages: int) -> None:
    """Print the share of pages that name any metric."""
    random = np.random.default_rng(3)
    found = [named(random) for _ in range(pages)]
    print(f"{sum(map(bool, found))} of {pages} pages name a metric; {sum(found)} of {17 * pages} metrics")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
