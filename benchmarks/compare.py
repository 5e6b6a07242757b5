"""What the comparison of two versions promises: false verdicts under daily looks, and the rows that real changes take.

Run: `python benchmarks/compare.py quiet [runs]`, `tables [runs]`, `power`, or `speed STORE COMPARISON [CHIP ...]`.

`quiet` compares two versions that are the same, over 14 days with a look at the end of each: 12 metrics, guardrails among
them, shares from 0 to 80%, skewed means, scores recorded on 5% of calls. `tables` does so through the report, with traffic
that differs by chance and a quantile. `power` is the table of docs/compare.md. `speed` times the report on a store.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np
from _compare_world import looks, promised
from _table import show

from tidegauge.clock import now
from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Verdict
from tidegauge.reports.compare import CompareOptions, compare
from tidegauge.reports.compare_metrics import compared_metrics
from tidegauge.reports.compare_power import PUBLISHED, power_rows
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings
from tidegauge.stores import open_store


def quiet(runs: int) -> None:
    """Print the share of runs in which any metric of two equal versions was ever called changed."""
    seen, once = promised(np.random.default_rng(1), runs)
    rows = [
        [name, str(runs), f"{found.mean():.1%}"]
        for name, found in (("always-valid and exact", seen), ("intervals of one look", once))
    ]
    show(
        "Two versions that are the same, 14 days, a look a day: ever called changed",
        ["by", "runs", "share"],
        rows,
    )


def tables(runs: int) -> None:
    """Print the same of whole tables of the report, traffic that is matched and a quantile among them."""
    told = sum(
        any(one.verdict is Verdict.CHANGED for rows in looks(np.random.default_rng(run)) for one in rows)
        for run in range(runs)
    )
    show(
        "The same, whole tables",
        ["", "runs", "called changed"],
        [["report", str(runs), f"{told / runs:.1%}"]],
    )


def power() -> None:
    """Print the rows of each side that show the published effect sizes four times out of five."""
    rows = [
        [one.what, one.change, f"{one.once:,.0f}", f"{one.any_look:,.0f}", f"{one.calls:,.0f}"]
        for one in power_rows(PUBLISHED)
    ]
    show(
        "Rows of each side, power 80%",
        ["check", "change", "rows, one look", "rows, any look", "calls at its coverage"],
        rows,
    )


def speed(url: str, comparison: str, chips: Sequence[str]) -> None:
    """Print the seconds of the first report and of the next."""
    settings, store = load_settings(environ={}), open_store(url)
    catalog = store.catalog()
    asked = resolve(Request(compare=comparison, where=tuple(chips)), now(), catalog.first, catalog.newest)
    metrics = compared_metrics(settings, catalog)
    options = CompareOptions(dimensions=settings.default_dimensions)
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        found = compare(Source(store, settings.dimensions), asked, metrics, options)
        seconds.append(time.perf_counter() - begun)
    calls = found.windows.n_current + (found.windows.n_reference or 0)
    show(
        "The report, without texts",
        ["calls", "metrics", "first", "next"],
        [[f"{calls:,}", str(len(found.rows)), f"{seconds[0]:.2f} s", f"{min(seconds[1:]):.2f} s"]],
    )


def main(words: Sequence[str]) -> None:
    """Run one of the three."""
    what, *rest = words or ("quiet",)
    if what in {"quiet", "tables"}:
        {"quiet": quiet, "tables": tables}[what](int(rest[0]) if rest else 1000)
    elif what == "power":
        power()
    else:
        speed(rest[0], rest[1], rest[2:])


if __name__ == "__main__":
    main(sys.argv[1:])
