"""Two versions that are the same, looked at every day: how often anything says otherwise."""

import numpy as np

from benchmarks._compare_world import looks, promised
from tidegauge.findings import Verdict
from tidegauge.reports._versions_compared.records import ComparedMetric

RUNS = 10


def _told(rows: tuple[ComparedMetric, ...]) -> bool:
    return any(one.verdict is Verdict.CHANGED for one in rows)


def test_a_thousand_quiet_releases_are_called_worse_at_most_fifty_times() -> None:
    """12 metrics, corrected, with a look at the end of each of 14 days; with intervals of one look it is far more."""
    seen, once = promised(np.random.default_rng(2), runs=1000)
    assert seen.mean() <= 0.05
    assert once.mean() > 3 * max(seen.mean(), 0.01)


def test_whole_tables_find_nothing_where_nothing_is() -> None:
    """The report's own path, traffic that is matched and a quantile too."""
    assert not any(_told(rows) for run in range(RUNS) for rows in looks(np.random.default_rng(run), days=5))


def test_a_version_that_breaks_formats_is_found_within_days() -> None:
    days = []
    for run in range(3):
        seen = [
            any(one.metric == "format_failure_rate" and one.verdict is Verdict.CHANGED for one in rows)
            for rows in looks(np.random.default_rng(run), days=10, a_day=300, worse=0.05)
        ]
        days.append(seen.index(True) + 1 if any(seen) else 99)
    assert max(days) <= 5
