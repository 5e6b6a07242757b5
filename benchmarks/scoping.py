"""Scoping where the truth is known: real incidents, real traffic with planted causes, simulated traffic, 5 million calls.

Run: `python benchmarks/scoping.py FILE [--quick]`. FILE is a Parquet file of labelled incidents (case, ts, stalled, viewers
and attributes; labels beside it); without it only simulated traffic is measured. Peers in the same run: the plain rule
(share of the excess less half the share of traffic) and Adtributor.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from _scoping_calls import five_million
from _scoping_incidents import Incident, incidents
from _scoping_peers import adtributor, plain
from _scoping_traffic import calm_minutes, decoy, noisy, planted
from _scoping_worlds import measured
from _table import show

from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.records import Outcome, Scoped, Where
from tidegauge.stats.scoping.references import calm
from tidegauge.stats.scoping.replay import past, replay
from tidegauge.stats.scoping.scope import scope

Lines = list[set[Where]]
"""What is printed, a line a segment with its other names."""


def lines(found: Scoped) -> Lines:
    """Return the printed order."""
    return [{one.where, *one.aliases} for one in found.ranked]


def among(printed: Lines, causes: Iterable[Where], first: int) -> bool:
    """Return whether all causes are among the first lines."""
    return all(any(cause in line for line in printed[:first]) for cause in causes)


def percent(hits: Sequence[bool]) -> str:
    """Return a share as it is printed."""
    return f"{100 * np.mean(hits):.1f} %"


def on_incidents(cases: list[Incident]) -> None:
    """Print how often all labelled causes come first, beside the peers on the same references."""
    methods: dict[str, Callable[[LeafTable], Lines]] = {
        "scoping": lambda table: [{one.where} for one in scope(table).ranked],
        "excess less half of traffic": lambda table: [{one} for one in plain(table, calm(table))],
        "Adtributor": lambda table: [{one} for one in adtributor(table, calm(table))],
    }
    rows = []
    for name, method in methods.items():
        begun = time.process_time()
        printed = [method(case.table) for case in cases]
        each = (time.process_time() - begun) / len(cases)
        hits = [
            percent([among(p, c.causes, k) for p, c in zip(printed, cases, strict=True)]) for k in (1, 3, 5)
        ]
        rows.append([name, *hits, f"{1000 * each:.1f} ms"])
    show(f"\n{len(cases)} real incidents: all causes among the first", ["", "1", "3", "5", "a case"], rows)
    named = [({one.where for one in scope(case.table).causes}, case.causes) for case in cases]
    right, all_of_them = (
        sum(len(a & b) for a, b in named),
        sum(len(a) + len(b) for a, b in named),
    )
    print(f"exact-set F1 {2 * right / all_of_them:.3f}, exact set {percent([a == b for a, b in named])}")


def on_nulls(cases: list[Incident], runs: int) -> None:
    """Print how often something is named where nothing was done, with and without replay."""
    random = np.random.default_rng(1)
    changes = {"nothing": (1.0, 0.0), "all rates x1.5": (1.5, 0.0), "all +2 points": (1.0, 0.02)}
    rows = []
    for name, (factor, points) in changes.items():
        drawn = (noisy(random, cases[run % len(cases)].table, factor, points) for run in range(runs))
        rows.append(
            [f"Poisson noise on real rates, {name}", runs, percent([_names(scope(one)) for one in drawn])]
        )
    minutes = [minute for case in cases for minute in calm_minutes(case)]
    found = [(scope(minute), minute) for minute in minutes]
    rows.append(["real calm minutes", len(minutes), percent([_names(one) for one, _ in found])])
    rare = [_names(one) and not replay(one, past(minute)).ordinary for one, minute in found]
    rows.append(["the same, out of the ordinary by replay", len(minutes), percent(rare)])
    usual = [replay(scope(case.table), past(case.table)).ordinary for case in cases]
    rows.append(["real incidents that replay calls ordinary", len(cases), percent(usual)])
    show("\nSomething is named", ["", "runs", "share"], rows)


def on_plants(cases: list[Incident], runs: int) -> None:
    """Print how often planted causes come first on real traffic."""
    random, rows = np.random.default_rng(2), []
    for number in (1, 2):
        made = [planted(random, noisy(random, cases[run % len(cases)].table), number) for run in range(runs)]
        found = [scope(one.table) for one in made]
        hits = [
            percent([among(lines(f), m.causes, k) for f, m in zip(found, made, strict=True)])
            for k in (1, 3, 5, 10)
        ]
        exact = percent([{c.where for c in f.causes} == m.causes for f, m in zip(found, made, strict=True)])
        rows.append([f"{number} planted on real traffic", *hits, exact])
        visible = [(f, m) for f, m in zip(found, made, strict=True) if min(m.seen) > f.bar + 1]
        hits = [percent([among(lines(f), m.causes, k) for f, m in visible]) for k in (1, 3, 5, 10)]
        exact = percent([{c.where for c in f.causes} == m.causes for f, m in visible])
        rows.append([f"  of which a test of each alone sees {len(visible)}", *hits, exact])
    show(f"\n{runs} runs: all among the first", ["", "1", "3", "5", "10", "exact set"], rows)
    moved = [scope(decoy(random, cases[run % len(cases)].table)) for run in range(max(runs // 5, 20))]
    print(
        f"traffic x4 to a bad segment: {percent([_names(one) for one in moved])} name a segment, "
        f"{percent([one.outcome is Outcome.MIX for one in moved])} are called mix"
    )


def _names(found: Scoped) -> bool:
    return found.outcome is Outcome.CAUSES


def main(path: Path | None, *, quick: bool) -> None:
    """Print all tables."""
    if path is not None:
        cases = list(incidents(path))
        on_incidents(cases)
        on_nulls(cases, 90 if quick else 400)
        on_plants(cases, 90 if quick else 300)
    measured(quick=quick)
    five_million(quick=quick)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer runs, fewer leaves")
    asked = parser.parse_args()
    main(asked.file, quick=asked.quick)
