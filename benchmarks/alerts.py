"""Alert rules where the truth is known: false pages where nothing happens, and how soon each planted fact is found.

Run: `python benchmarks/alerts.py [--seeds 5] [--calls 1000000] [--quick]`. Fifty rules with about forty segments each are replayed over
two weeks of each undisturbed demo, and one rule a fact over the shipped demo, as strict as one of fifty.
Peer in the same run: three standard errors from the baseline's mean.
"""

import argparse
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from _alerts_peer import three_sigma
from _alerts_rules import FACTS, HOUR, fifty
from _alerts_stores import END, demo
from _table import show

from tidegauge.alerts.backtest import backtest
from tidegauge.alerts.backtest_records import Known
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.records import Rule
from tidegauge.alerts.strictness import firings
from tidegauge.demo.facts import Fact, facts
from tidegauge.filters import Window
from tidegauge.settings import Settings

DAYS, TESTED = 35, timedelta(days=14)
WIDTHS = ((HOUR, 20), (4 * HOUR, 50))


def calm(folder: Path, seeds: int, calls: int) -> None:
    """Print how often fifty rules page where nothing happens."""
    rows = []
    for seed in range(1, seeds + 1):
        source = demo(folder / f"calm{seed}", days=DAYS, calls=calls, seed=seed, calm=True)
        for width, least in WIDTHS:
            rules, settings = fifty(width, least), Settings()
            begun = time.process_time()
            found = [
                backtest(source, one, settings, rules=rules, window=Window(END - TESTED, END))
                for one in rules
            ]
            took = time.process_time() - begun
            weeks = TESTED / timedelta(days=7)
            fired = sum(len(one.firings) for one in found)
            ends = [END - width * number for number in reversed(range(int(TESTED / width)))]
            borne = firings(rules, settings.alerts)
            asked = [Asked(source, settings, one, ends, borne[one.name]) for one in rules]
            plain = [sum(three_sigma(one, breaches=b, of=n) for one in asked) for b, n in ((1, 1), (3, 5))]
            segments = sum(one.segments for one in found) / len(found)
            rows.append(
                [
                    f"seed {seed}, {width / HOUR:g} h",
                    segments,
                    fired / weeks,
                    *(one / weeks for one in plain),
                    took,
                ]
            )
    mean = [sum(column) / len(rows) for column in zip(*(row[1:] for row in rows), strict=True)]
    show(
        f"Fifty rules, two weeks of {calls:,} calls in {DAYS} days on which nothing happens: firings a week",
        ["demo", "segments a rule", "ours", "3 sigma", "3 sigma, 3 of 5", "s for all"],
        [*rows, ["mean", *mean]],
    )


def planted(folder: Path, calls: int) -> None:
    """Print which rule finds each planted fact, and how soon."""
    source = demo(folder / "planted", days=60, calls=calls, seed=7, calm=False)
    known = {one.name: one for one in facts(END)}
    others = [Rule(f"other {number}", fifty(HOUR, 20)[0].table) for number in range(50 - 1)]
    rows, delays = [], []
    for name, rule in FACTS.items():
        fact = known[name.partition(",")[0]]
        found = backtest(source, rule, Settings(), rules=others, known=[_known(fact)])
        moves = fact.verdict != "cannot_tell"
        delay = found.median_time_to_detect
        if moves and "," not in name and delay is not None:
            delays.append(delay / HOUR)
        caught = (f"{delay / HOUR:.1f} h" if delay is not None else "MISSED") if moves else "nothing moves"
        rows.append([name, rule.name, caught, len(found.firings) if not moves else found.false_pages])
    show(
        f"Planted facts of the demo, {calls:,} calls in 60 days, each rule as strict as one of fifty",
        ["fact", "rule", "found after", "other pages in 60 days"],
        rows,
    )
    print(f"{len(delays)} facts that move; median time to detect {median(delays):.1f} h")


def _known(fact: Fact) -> Known:
    if fact.name == "error_creep":
        # It creeps from the first day on, within the baseline too: counted from the end of that.
        return Known(fact.name, END - timedelta(days=60 - 21 - 1))
    return Known(fact.name, fact.onset, fact.until)


def main() -> None:
    """Read the command line and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="one seed, and 300,000 planted calls only")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        calm(Path(folder), 1 if asked.quick else asked.seeds, asked.calls)
        for calls in (300_000,) if asked.quick else (300_000, 3_000_000):
            planted(Path(folder) / str(calls), calls)


if __name__ == "__main__":
    main()
