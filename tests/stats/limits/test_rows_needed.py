"""How many more rows settle it: an interval of exactly that many keeps the limit."""

import numpy as np
import pytest

from tidegauge.stats import proportion
from tidegauge.stats.limits.bound import NOTHING, Bound
from tidegauge.stats.limits.excess import of_difference
from tidegauge.stats.limits.rows_needed import more_rows


def test_with_as_many_more_it_is_settled() -> None:
    def at(n: int) -> Bound:
        change = proportion.difference((n // 10, n), (n // 10, n))
        return of_difference(change, 0.02, worse=1, planned=None)

    more = more_rows(at(400), 400, 400, 0.02)
    assert more is not None
    assert not at(400).within
    assert at(round((400 + more) / 10) * 10).high == pytest.approx(0, abs=0.0004)


def test_a_baseline_with_many_rows_leaves_the_candidate_fewer_to_wait_for() -> None:
    # The error of a difference is the root of both sides' variances: a large baseline halves the variance here.
    balanced, narrow = (
        Bound(-0.02, -0.06, 0.02, 1.0),
        Bound(-0.02, -0.02 - 0.04 / 2**0.5, -0.02 + 0.04 / 2**0.5, 1.0),
    )
    assert more_rows(balanced, 400, 400, 0.02) == 1200
    assert more_rows(narrow, 100_000, 400, 0.02) == pytest.approx(400, abs=5)


def test_what_cannot_be_waited_for_is_not_promised() -> None:
    assert more_rows(NOTHING, 0, 0, 0.02) is None
    assert more_rows(Bound(1e-9, -0.1, 0.1, 0.5), 500, 500, 0.02) is None
    assert more_rows(Bound(-0.1, -np.inf, np.inf, 1.0), 50, 50, 0.02) == 50
