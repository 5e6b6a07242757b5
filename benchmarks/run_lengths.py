"""Points between false signals of the control charts, and the creep that an adaptive chart learns as the new normal.

    python benchmarks/run_lengths.py [--series N]

Goals: within 15 % of what a chart states, on normal points; within a factor of two on neighbours that resemble each
other (autoregression .7) and on rates whose true level moves by 30 % from day to day; an error rate that creeps from
0.5 to 4.8 % in 60 days, at 2,000 calls a day, is caught by day 6 (median) and still flagged on the last day.

"Long" baselines of 5,000 points stand for known parameters; 60 points are two months of days.
"""

import argparse
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import _series
import numpy as np
from _table import show

from tidegauge.stats.spc._records import Subgroups
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import DEFAULT, Rule

POINTS = 3_000
LONG, SHORT = 5_000, 60
DAYS = 60
SEED = 3

ALONE = (Rule.BEYOND,)
Series = Callable[[np.random.Generator, int], Subgroups]


@dataclass(frozen=True)
class Case:
    """A chart on a kind of series, with the rules that are on."""

    series: str
    made: Series
    method: str
    rules: Collection[Rule] = ALONE


SMOOTH = ("individuals", "ewma", "cusum")
WIDE = ("p", "p_prime", "ewma", "cusum")
LEVEL, SKEWED = (partial(_series.rate, spread=0.3, skewed=skewed) for skewed in (False, True))
NEAR = partial(_series.autoregressive, 0.7)
CASES = [
    *(Case("normal", _series.normal, name) for name in SMOOTH),
    Case("normal", _series.normal, "individuals", DEFAULT),
    Case("normal", _series.normal, "percentile"),
    Case("means of 25 normal rows", _series.means, "x_bar_s"),
    Case("lognormal .8", _series.lognormal, "log_individuals"),
    *(Case("rate 2 % of 2,000", _series.rate, name) for name in WIDE),
    *(Case("autoregression .7", NEAR, name) for name in SMOOTH),
    Case("autoregression .7", NEAR, "individuals", DEFAULT),
    *(Case("rate moves 30 % a day", LEVEL, name) for name in WIDE),
    Case("rate moves 30 % a day", LEVEL, "p_prime", DEFAULT),
    *(Case("the same, skewed (gamma)", SKEWED, name) for name in WIDE),
    Case("the same, skewed (gamma)", SKEWED, "p_prime", DEFAULT),
]


def first_signals(case: Case, baseline: int, series: int) -> list[float]:
    """Return the 1-based point of the first false signal in each series after its own baseline; inf if none came."""
    generator, method = np.random.default_rng(SEED), METHODS[case.method]
    found = []
    for _ in range(series):
        groups = case.made(generator, baseline + POINTS)
        signals = method.chart(groups[baseline:], method.fit(groups[:baseline]), case.rules).signals
        found.append(signals[0].index + 1.0 if signals else np.inf)
    return found


def run_length(first: list[float]) -> float:
    """Return all points up to first signals over the signals: censored series count the points they have."""
    return float(np.minimum(first, POINTS).sum() / max(1, np.count_nonzero(np.isfinite(first))))


def _stated(case: Case, baseline: int) -> float:
    method = METHODS[case.method]
    return method.run_length(method.fit(case.made(np.random.default_rng(SEED), baseline)), case.rules)


def false_signals(series: int) -> None:
    """Print stated and measured run lengths."""
    rows = []
    for case in CASES:
        stated = _stated(case, LONG)
        long, short = (first_signals(case, baseline, series) for baseline in (LONG, SHORT))
        label = METHODS[case.method].label + (", rules 1 to 3" if case.rules is DEFAULT else "")
        measured = run_length(long)
        rows.append(
            (
                case.series,
                label,
                stated,
                measured,
                f"{measured / stated - 1:+.0%}",
                run_length(short),
                np.median(short),
            )
        )
    show(
        "Points between false signals", ("series", "chart", "stated", "long", "", "60 points", "median"), rows
    )


def creep(series: int) -> None:
    """Print how charts take an error rate that creeps from 0.5 to 4.8 % in 60 days, and one that does not."""
    for title, end in (("creep from 0.5 to 4.8 % in 60 days", 0.048), ("no creep", 0.005)):
        share = np.concatenate([np.full(DAYS, 0.005), np.linspace(0.005, end, DAYS + 1)[1:]])
        generator = np.random.default_rng(SEED)
        days = [_series.rate(generator, 2 * DAYS, share) for _ in range(series)]
        alarms = {METHODS[name].label: _flags(name, days) for name in WIDE}
        alarms["adaptive (not offered)"] = _series.naive(np.stack([one.value for one in days]))[:, DAYS:]
        show(
            title,
            ("chart", "any alarm", "median day", "days flagged", "last 30 days", "last day"),
            [_row(*one) for one in alarms.items()],
        )


def _flags(name: str, days: list[Subgroups]) -> np.ndarray:
    flags = np.zeros((len(days), DAYS), dtype=bool)
    for row, groups in zip(flags, days, strict=True):
        baseline = METHODS[name].fit(groups[:DAYS])
        row[[one.index for one in METHODS[name].chart(groups[DAYS:], baseline, ALONE).signals]] = True
    return flags


def _row(label: str, flags: np.ndarray) -> tuple[object, ...]:
    first = np.where(flags.any(axis=1), flags.argmax(axis=1) + 1.0, np.inf)
    shares = (flags.any(axis=1), flags[:, DAYS // 2 :].any(axis=1), flags[:, -1])
    some, late, last = (f"{one.mean():.3f}" for one in shares)
    return label, some, float(np.median(first)), f"{flags.sum(axis=1).mean():.1f}", late, last


def main() -> None:
    """Simulate and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--series", type=int, default=1_000)
    asked = options.parse_args()
    creep(asked.series)
    false_signals(asked.series)


if __name__ == "__main__":
    main()
