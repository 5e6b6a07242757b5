"""The causes one after the other: the best segment or the best two, then the best of what remains without them."""

from dataclasses import dataclass, replace

import numpy as np

from tidegauge.stats.scoping.bill import Bars, bars
from tidegauge.stats.scoping.choice import Choice, chosen
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.passes import Pass, Passes, Segment
from tidegauge.stats.scoping.score import Scored
from tidegauge.stats.scoping.search import Searched, visit
from tidegauge.stats.scoping.splits import Two, best_split


@dataclass(frozen=True, eq=False)
class Found:
    """What is named, the first pass over everything with the best two segments, and what comes next.

    `minor` would be named if it held more, `left` describes best what is left when nothing else stands out.
    """

    named: tuple[Segment, ...]
    first: Scored
    two: Two | None
    minor: Segment | None
    left: Segment | None
    bars: Bars


def causes(asked: Searched) -> Found:
    """Return what explains the excess of all leaves: stop at what holds too little, or where nothing stands out."""
    seen = visit(asked)
    affordable = all(asked.complete(order) for order in range(1, asked.orders + 1))
    passes = Passes(asked, bars(seen.visited, asked.rules.alpha), None if affordable else seen.far)
    whole = passes.first(seen.kept)
    first = chosen(whole.kept, whole.judged, pairs=True)
    named, two = _first_named(passes, whole, first)
    found = Found(named, first.scored, two, None, None, passes.bars)
    return _followed(passes, found) if named else found


def _first_named(passes: Passes, whole: Pass, first: Choice) -> tuple[tuple[Segment, ...], Two | None]:
    named, two = _segments(whole, first), _pair(whole, first)
    if not named:
        return named, two
    split = best_split(passes, whole, first.scored) if passes.asked.cheap else None
    if split is not None and (two is None or split.score > two.score):
        two = split
    single = float(first.scored.score[first.rows[0]]) if len(named) == 1 else -np.inf
    if two is not None and two.score > single:
        return _refitted(passes, two), two
    return named, two


def _followed(passes: Passes, found: Found) -> Found:
    """Return the same with what is found in what is left, one after the other."""
    rules, named = passes.asked.rules, found.named
    least, left = rules.least_share * found.first.whole, None
    while len(named) < rules.causes:
        rest = passes.without(named)
        following = chosen(rest.kept, rest.judged, pairs=False)
        left = _closest(rest, following)
        segments = _segments(rest, following)
        if not segments:
            break
        if following.sure < least:
            return Found(named, found.first, found.two, segments[0], left, found.bars)
        named = (*named, *segments)
    return Found(named, found.first, found.two, None, left, found.bars)


def _refitted(passes: Passes, two: Two) -> tuple[Segment, ...]:
    """Return two causes, each found anew without the other one: they no longer have to exclude each other."""
    larger, smaller = two.segments
    smaller = _again(passes, larger, smaller)
    return _again(passes, smaller, larger), smaller


def _again(passes: Passes, other: Segment, segment: Segment) -> Segment:
    rest = passes.without((other,))
    found = _segments(rest, chosen(rest.kept, rest.judged, pairs=False))
    if found and _mostly(passes.asked, found[0], segment):
        return found[0]
    return replace(segment, leaves=np.setdiff1d(segment.leaves, other.leaves, assume_unique=True))


def _mostly(asked: Searched, one: Segment, other: Segment) -> bool:
    """Return whether the new segment still is about the calls of the old one."""
    w = asked.cells.w1
    both = np.intersect1d(one.leaves, other.leaves, assume_unique=True)
    return bool(w[both].sum() >= max(w[one.leaves].sum(), w[other.leaves].sum()) / 2)


def _segments(found: Pass, choice: Choice) -> tuple[Segment, ...]:
    return tuple(_at(found, choice.scored, row, zc) for row, zc in zip(choice.rows, choice.zc, strict=True))


def _pair(found: Pass, choice: Choice) -> Two | None:
    if choice.pair is None:
        return None
    larger, smaller = (
        _at(found, choice.scored, row, zc) for row, zc in zip(choice.pair.rows, choice.pair.zc, strict=True)
    )
    return Two((larger, smaller), choice.pair.score)


def _at(found: Pass, scored: Scored, row: int, zc: float) -> Segment:
    return found.segment(scored.segments.codes[row], float(scored.segments.z[row]), zc)


def _closest(found: Pass, choice: Choice) -> Segment | None:
    """Return what describes best what is left, whether or not it stands out."""
    scored = choice.scored
    rows = np.flatnonzero(scored.passes)
    if not rows.size:
        return None
    # What is left is weak: the full bar would leave nothing of any excess, and the thinnest segment would win.
    kept = scored.segments[rows]
    x = np.abs(kept.cells.y1 - expected(kept.cells, found.asked.null)[0])
    likely = x * (1 - found.asked.rules.local_z / np.abs(kept.z))
    traffic = kept.cells.w1 / found.asked.totals.w1
    score = likely / max(scored.whole, float(x.max())) - found.asked.rules.half * traffic
    row = int(rows[score.argmax()])
    codes, z, zc = scored.segments.codes[row], float(scored.segments.z[row]), float(scored.zc[row])
    return found.segment(codes, z, zc, significant=False)
