"""Seconds of each page's report, for stores that hold the same data: the first time, and asked again.

    tidegauge demo --calls 5000000 --no-serve --end 2026-11-20 --store FOLDER      # and the same for each other store
    python benchmarks/store_pages.py FOLDER postgresql://... chdb:///...

The first store is the measure: quote the ratio to it. Goal at 5 million calls, on 2 processors: 3 s on a lake and on
ClickHouse, 15 s on PostgreSQL.
"""

import argparse
import shlex
import time
from collections.abc import Iterator
from functools import cache

from _table import show
from click.testing import CliRunner

from tidegauge.cli import main as command
from tidegauge.cli.show import _options as shared
from tidegauge.stores import open_store
from tidegauge.stores.addresses import shown_address

MONTH = "--window 'last 28 days'"
PAGES = {
    "overview": f"overview {MONTH}",
    "overview, filtered": f"overview {MONTH} --where geo=DE",
    "overview, other filter": f"overview {MONTH} --where device=ios",
    "segments": f"segments {MONTH} --by geo,device",
    "drift": f"drift {MONTH}",
    "drift by": f"drift {MONTH} --by feature",
    "control": f"control {MONTH}",
    "control by": f"control {MONTH} --metric latency --by feature",
    "traces": f"traces {MONTH}",
    "traces, costly": f"traces {MONTH} --sort cost",
    "traces, search": f"traces {MONTH} --search 'refund order'",
    "traces, low scores": f"traces {MONTH} --only judged_low",
    "health": f"health {MONTH}",
}


def main() -> None:
    """Measure every page on every store and print the seconds."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("stores", nargs="+", metavar="STORE")
    options.add_argument("--only", default="", help="Pages whose name contains this.")
    asked = options.parse_args()
    # The pages keep a store open between two reports.
    shared.open_store = cache(open_store)
    rows: dict[str, list[float]] = {}
    for store in asked.stores:
        for name, first, again in _measured(store, asked.only):
            rows.setdefault(name, []).extend((first, again))
            print(f"{name} on {shown_address(store)}: {first:.2f} s, again {again:.2f} s", flush=True)
    names = [shown_address(store)[:40] for store in asked.stores]
    heads = [head for name in names for head in (name, "again", "times the first store's")]
    show(
        "Seconds of each page's report", ("", *heads), [(name, *_beside(took)) for name, took in rows.items()]
    )


def _measured(store: str, only: str) -> Iterator[tuple[str, float, float]]:
    trace = _seconds(store, "traces --limit 1")[1].split('"trace_id": "')[1].split('"')[0]
    for name, page in {**PAGES, "trace": f"trace {trace}"}.items():
        if only in name:
            yield name, _seconds(store, page)[0], _seconds(store, page)[0]


def _seconds(store: str, page: str) -> tuple[float, str]:
    began = time.perf_counter()
    result = CliRunner().invoke(command, ["show", *shlex.split(page), "--store", store, "--json"])
    if result.exit_code:
        raise SystemExit(result.output)
    return time.perf_counter() - began, result.stdout


def _beside(took: list[float]) -> Iterator[str]:
    for place in range(0, len(took), 2):
        yield f"{took[place]:.2f}"
        yield f"{took[place + 1]:.2f}"
        yield f"{took[place] / took[0]:.1f}"


if __name__ == "__main__":
    main()
