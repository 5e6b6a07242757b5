"""Control charts on the advertising series of the Numenta Anomaly Benchmark: windows found, false alarms a week.

    python benchmarks/nab.py FILE [--days N]

FILE holds series, ts, value and in_window (realAdExchange: six hourly series of ten weeks, 14 labelled windows). The
baseline is the first 10 days of each series, before any window, and stays frozen; the season is removed where the
baseline shows one. An alarm is signals less than a day apart; it is false when it touches no window. A window is found
when a signal falls into it. The adaptive chart, which Tidegauge does not offer, is scored beside it in the same way.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import _series
import numpy as np
import polars as pl
from _table import show
from numpy.typing import NDArray

from tidegauge.stats.spc._records import Subgroups, values
from tidegauge.stats.spc.choose import choose
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import DEFAULT, Rule

Flags = NDArray[np.bool_]
A_DAY = 24
A_WEEK = 168


@dataclass(frozen=True)
class Score:
    """Of one series, or summed over several: windows, those found, false alarms, hours in them, weeks without window."""

    windows: int
    found: int
    false_alarms: int
    hours: int
    weeks: float


def chosen(groups: Subgroups, baseline: int) -> str:
    """Return the chart that suits the baseline."""
    return choose(groups[:baseline]).method


def flags(method: str, rules: tuple[Rule, ...], groups: Subgroups, baseline: int) -> Flags:
    """Return where the chart signals after its baseline."""
    chart = METHODS[method].chart(groups, METHODS[method].fit(groups[:baseline]), rules)
    found = np.zeros(len(groups), dtype=bool)
    found[[one.index for one in chart.signals]] = True
    return found


CHARTS: dict[str, Callable[[Subgroups, int], Flags]] = {
    "suited chart, rules 1 to 3 (default)": lambda x, m: flags(chosen(x, m), DEFAULT, x, m),
    "suited chart, rule 1": lambda x, m: flags(chosen(x, m), (Rule.BEYOND,), x, m),
    "EWMA": lambda x, m: flags("ewma", DEFAULT, x, m),
    "CUSUM": lambda x, m: flags("cusum", DEFAULT, x, m),
    "adaptive (not offered)": lambda x, _: _series.naive(x.value),
}


def score(alarms: Flags, window: Flags) -> Score:
    """Return the score of one series from its baseline's end on."""
    spans = stretches(np.flatnonzero(window), 1)
    found = sum(alarms[first : last + 1].any() for first, last in spans)
    false = [
        span for span in stretches(np.flatnonzero(alarms), A_DAY) if not window[span[0] : span[1] + 1].any()
    ]
    clear = ~window
    return Score(len(spans), int(found), len(false), int((alarms & clear).sum()), float(clear.sum() / A_WEEK))


def stretches(at: NDArray[np.intp], gap: int) -> list[tuple[int, int]]:
    """Return the first and the last of indexes that lie at most `gap` apart."""
    if not at.size:
        return []
    cut = np.flatnonzero(np.diff(at) > gap)
    firsts, lasts = at[np.append(0, cut + 1)], at[np.append(cut, at.size - 1)]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def scores(rows: pl.DataFrame, days: int) -> dict[str, Score]:
    """Return each chart's score on one series."""
    hour = (rows["ts"].dt.weekday().cast(pl.Int64) - 1) * A_DAY + rows["ts"].dt.hour()
    since = (rows["ts"] - rows["ts"][0]).dt.total_days()
    baseline, window = int((since < days).sum()), rows["in_window"].to_numpy()
    groups = values(rows["value"].to_numpy(), hour.to_numpy())
    return {
        label: score(alarms(groups, baseline)[baseline:], window[baseline:])
        for label, alarms in CHARTS.items()
    }


def main() -> None:
    """Score every chart on all series together."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", type=Path)
    options.add_argument("--days", type=int, default=10)
    asked = options.parse_args()
    frame = pl.read_parquet(asked.file).sort("series", "ts")
    each = [scores(rows, asked.days) for rows in frame.partition_by("series", maintain_order=True)]
    table = []
    for label in CHARTS:
        total = Score(*(sum(getattr(one[label], field.name) for one in each) for field in fields(Score)))
        in_alarm = f"{total.hours / (total.weeks * A_WEEK):.1%}"
        a_week = f"{total.false_alarms / total.weeks:.2f}"
        table.append((label, f"{total.found} of {total.windows}", total.false_alarms, a_week, in_alarm))
    show(
        f"NAB realAdExchange, {len(each)} series",
        ("", "windows found", "false alarms", "a week", "clear hours in alarm"),
        table,
    )


if __name__ == "__main__":
    main()
