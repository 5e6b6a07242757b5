"""Against the rest. Authority: a segment that moved as all others did, by a factor or by points, is not named."""

import numpy as np
import pytest

from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.contrast import contrast
from tidegauge.stats.scoping.ground import ground
from tidegauge.stats.scoping.rules import ScopeRules


def own(table, place: int = 0, code: int = 1) -> float:
    base = ground(table, ScopeRules())
    inside = base.cells[base.grid.codes[place] == code].sum()
    return float(contrast(inside, base.cells.sum(), base.null)[0])


BEFORE = np.repeat([0.02, 0.1, 0.05, 0.03], 15)


@pytest.mark.parametrize("now", [2 * BEFORE, BEFORE + 0.05, BEFORE])
def test_what_all_did_is_no_contrast(made, now) -> None:
    assert abs(own(made((4, 5, 3), BEFORE, now))) < 0.5


@pytest.mark.parametrize(("factor", "sign"), [(2.0, 1), (0.5, -1)])
def test_what_one_did_is(made, factor, sign) -> None:
    now = np.where(np.arange(60) // 15 == 1, factor * BEFORE, BEFORE)
    assert sign * own(made((4, 5, 3), BEFORE, now)) > 10


def test_everything_has_no_rest(made) -> None:
    base = ground(made((4, 5, 3), BEFORE, 2 * BEFORE), ScopeRules())
    assert contrast(base.cells.sum(), base.cells.sum(), base.null).tolist() == [0.0]


def test_among_nulls_it_is_a_standard_normal(made) -> None:
    found = [own(made((4, 5, 3), BEFORE, BEFORE, seed=seed)) for seed in range(300)]
    assert np.std(found) <= 1.1
    assert abs(np.mean(found)) < 0.2


def test_cells_of_any_number_are_tested_at_once(made) -> None:
    base = ground(made((4, 5, 3), BEFORE, 2 * BEFORE, seed=1), ScopeRules())
    several = [base.cells[base.grid.codes[0] == code].sum() for code in range(4)]
    together = contrast(Cells(np.vstack([one.matrix for one in several])), base.cells.sum(), base.null)
    apart = [contrast(one, base.cells.sum(), base.null)[0] for one in several]
    assert together == pytest.approx(apart)
