"""The parts of a change. Authority: Kitagawa (1955), JASA 50: tidegauge.stats.decomposition, and its identities."""

import numpy as np
import pytest

from tidegauge.stats.decomposition import kitagawa
from tidegauge.stats.scoping.ground import ground
from tidegauge.stats.scoping.parts import ledger
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.scope import scope


@pytest.fixture
def table(made):
    random = np.random.default_rng(1)
    return made(
        (4, 5, 3),
        random.uniform(0.05, 0.2, 60),
        random.uniform(0.05, 0.2, 60),
        w0=random.integers(500, 2000, 60),
        w1=random.integers(500, 2000, 60),
        seed=2,
    )


def test_without_shrinking_the_parts_are_kitagawas(table) -> None:
    # Three parts there, two here: half of the interaction belongs to each.
    base = ground(table, ScopeRules(prior=0.0))
    total = ledger(base, np.arange(60)).part(np.arange(60))
    before, now = table.references[0], table.current
    found = kitagawa(before.y, before.w, now.y, now.w)
    assert total.change == pytest.approx(found.change)
    assert total.rate_part + total.interaction / 2 == pytest.approx(found.rate)
    assert total.mix_part + total.interaction / 2 == pytest.approx(found.mix)


def test_the_parts_of_a_partition_sum_to_the_whole(table) -> None:
    base = ground(table, ScopeRules())
    books = ledger(base, np.arange(60))
    parts = [books.part(np.flatnonzero(table.codes[1] == value)) for value in range(5)]
    whole = books.part(np.arange(60))
    before, now = table.references[0], table.current
    assert whole.change == pytest.approx(now.y.sum() / now.w.sum() - before.y.sum() / before.w.sum())
    assert sum(one.change for one in parts) == pytest.approx(whole.change)
    assert sum(one.interaction for one in parts) == pytest.approx(whole.interaction)


def test_what_is_named_and_the_rest_sum_to_the_total_part_by_part(table) -> None:
    found = scope(table)
    for name in ("rate_part", "mix_part", "interaction"):
        parts = [getattr(one, name) for one in (*found.causes, *found.appeared, *found.vanished, found.rest)]
        assert sum(parts) == pytest.approx(getattr(found.total, name))
    assert found.total.change == pytest.approx(found.total.difference)


# By simulation: the interval of a planted segment's excess holds the truth 95 % of the time.
def test_the_interval_holds_the_truth(made) -> None:
    truth, mask = 0.05 * 15 * 1000, np.repeat([False, True, False, False], 15)
    held = 0
    for seed in range(200):
        base = ground(made((4, 5, 3), 0.05, np.where(mask, 0.1, 0.05), seed=seed), ScopeRules())
        low, high = ledger(base, np.arange(60)).part(np.flatnonzero(mask)).interval
        held += low <= truth <= high
    assert held >= 184
