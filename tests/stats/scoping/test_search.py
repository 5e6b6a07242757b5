"""All segments. Authority: every combination of values by brute force, with boolean masks."""

from itertools import combinations, product

import numpy as np
import pytest

from tidegauge.stats.scoping import cuboid as layout
from tidegauge.stats.scoping import search
from tidegauge.stats.scoping.bill import Bars
from tidegauge.stats.scoping.ground import ground
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.search import Searched, visit

CARDS = (3, 4, 2, 3)


@pytest.fixture
def asked(made) -> Searched:
    random = np.random.default_rng(1)
    now = random.uniform(0.01, 0.3, 72)
    base = ground(made(CARDS, 0.1, now, w0=200.0, w1=200.0, seed=1), ScopeRules())
    return Searched(base.grid, base.cells, base.cells.sum(), base.null, ScopeRules())


def brute(asked: Searched) -> dict[tuple[int, ...], np.ndarray]:
    """The sums of every segment of up to three attributes."""
    found = {}
    for order in (1, 2, 3):
        for places in combinations(range(4), order):
            for values in product(*(range(CARDS[place]) for place in places)):
                mask = np.all([asked.grid.codes[p] == v for p, v in zip(places, values, strict=True)], axis=0)
                codes = np.full(4, -1)
                codes[list(places)] = values
                found[tuple(codes.tolist())] = asked.cells.matrix[mask].sum(axis=0)
    return found


@pytest.mark.parametrize("room", [1 << 20, 1])
def test_every_segment_is_visited_with_its_sums(asked, room, monkeypatch) -> None:
    # With no room only the cells that occur are laid out.
    monkeypatch.setattr(layout, "ROOM", room)
    monkeypatch.setattr(search, "LISTED_Z", -1.0)
    monkeypatch.setattr(search, "bars", lambda visited, _: Bars(np.full(len(visited), -1.0), 0))
    found, expected = visit(asked), brute(asked)
    assert sum(found.visited) == len(expected) == len(found.kept)
    for codes, sums in zip(found.kept.codes, found.kept.cells.matrix, strict=True):
        assert sums == pytest.approx(expected[tuple(codes.tolist())])


def test_what_is_beyond_the_bar_is_kept(asked) -> None:
    every = {tuple(codes.tolist()) for codes in visit(asked).kept.codes}
    for codes, sums in brute(asked).items():
        # Far more than any bar: three in ten where one in ten is usual.
        if sums[0] > 2 * sums[2] and sums[2] > 50:
            assert codes in every


def test_the_beam_finds_what_the_complete_search_finds(asked, monkeypatch) -> None:
    complete = visit(asked)
    monkeypatch.setattr(search, "AFFORDABLE", 0)
    beam = visit(asked)
    assert beam.visited == complete.visited
    theirs = {tuple(codes.tolist()) for codes in complete.kept.codes}
    mine = {tuple(codes.tolist()) for codes in beam.kept.codes}
    assert mine <= theirs
    # What it may miss has no parent that is far off, and is not far off itself.
    far = complete.kept.codes[np.argsort(-np.abs(complete.kept.z))[:40]]
    assert {tuple(codes.tolist()) for codes in far} <= mine


def test_segments_come_once(asked, monkeypatch) -> None:
    monkeypatch.setattr(search, "AFFORDABLE", 0)
    codes = visit(asked).kept.codes
    assert len(np.unique(codes, axis=0)) == len(codes)
