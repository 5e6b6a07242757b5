"""Small counts. Authority: scipy's exact binomial test of two Poisson counts (the conditional test)."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.surprise import surprise


@pytest.mark.parametrize(("y1", "y0"), [(18, 0), (12, 1), (25, 3), (40, 12)])
def test_few_or_no_events_before_are_not_taken_for_certain(y1, y0) -> None:
    # What the leaves expect (10) was not there before either: the segment's own y0 is what it is compared with.
    cells = Cells(np.array([[y1, 500.0, 10.0, y0, 500.0, 10.0, 0.0]], dtype=float))
    null = Null(counts=True, signed=False, prior=10.0, noise=0.02, ratio=1.0, phi=1.0)
    z = float(surprise(cells, *expected(cells, null), null)[0])
    exact = stats.norm.isf(stats.binomtest(y1, y1 + y0, 0.5, alternative="greater").pvalue)
    assert z == pytest.approx(exact, rel=0.12)


def test_the_estimate_of_a_count_stays_above_nothing() -> None:
    # Traffic left the one leaf that failed: a plain correction would expect less than nothing.
    cells = Cells(np.array([[0.0, 1000.0, 5.0, 0.0, 100.0, 60.0, 0.0]]))
    null = Null(counts=True, signed=False, prior=10.0, noise=0.02, ratio=1.0, phi=1.0)
    e, ve = expected(cells, null)
    assert float(e[0]) == pytest.approx(1.8, abs=0.1)
    assert float(ve[0]) >= float(e[0])
