"""Both windows over the same few bins: what a person can see of a distribution."""

import numpy as np

from tidegauge.reports._drift.records import Distribution
from tidegauge.reports._sentences import shown
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Floats

BINS = 48
MOST_ATOMS = 24
"""A number with no more different values than this has a bin for each."""
MOST_VALUES = 12
LOWEST, HIGHEST = 0.002, 0.99
"""Of both windows together: what lies beyond is counted in the first and in the last bin."""


def of_numbers(pair: NumberPair, unit: str) -> Distribution | None:
    """Return equal bins over the range of nearly all values; short ranges of whole numbers have a bin each."""
    both = pair.reference + pair.current
    if not pair.reference.sum() or not pair.current.sum():
        return None
    edges = _edges(pair, both)
    place = np.clip(
        np.searchsorted(edges, (pair.lower + pair.upper) / 2, side="right") - 1, 0, edges.size - 2
    )
    reference, current = (_shares(side, place, edges.size - 1) for side in (pair.reference, pair.current))
    return Distribution((), tuple(map(float, edges)), tuple(reference), tuple(current), unit)


def _edges(pair: NumberPair, both: Floats) -> Floats:
    if pair.lower.size <= MOST_ATOMS and bool(np.all(pair.lower == pair.upper)):
        return _between(pair.lower)
    reached = np.cumsum(both) / both.sum()
    first, last = (int(place) for place in np.searchsorted(reached, [LOWEST, HIGHEST]))
    low, high = float(pair.lower[first]), float(pair.upper[min(last, both.size - 1)])
    if _is_whole(pair) and high - low < 2 * BINS:
        return np.arange(low - 0.5, high + 1.5, max(1.0, np.ceil((high - low + 1) / BINS)))
    return np.linspace(low, high if high > low else low + 1.0, BINS + 1)


def _between(values: Floats) -> Floats:
    """Return edges half way between few different values, so that each has a bar."""
    if values.size == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    middle = (values[:-1] + values[1:]) / 2
    return np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])


def _is_whole(pair: NumberPair) -> bool:
    single = pair.lower == pair.upper
    return bool(np.all(pair.lower[single] == np.floor(pair.lower[single])) and single.mean() > 0.9)


def _shares(counts: Floats, place: np.ndarray[tuple[int, ...], np.dtype[np.intp]], bins: int) -> list[float]:
    return [float(share) for share in np.bincount(place, counts, minlength=bins) / counts.sum()]


def of_categories(pair: CategoryPair) -> Distribution | None:
    """Return the values that moved most, and all others together."""
    if not pair.reference.sum() or not pair.current.sum():
        return None
    before, now = pair.reference / pair.reference.sum(), pair.current / pair.current.sum()
    order = np.argsort(-np.abs(now - before), kind="stable")
    kept, rest = order[:MOST_VALUES], order[MOST_VALUES:]
    labels = [shown(pair.values[place]) for place in kept]
    reference, current = [float(one) for one in before[kept]], [float(one) for one in now[kept]]
    if rest.size:
        labels.append(f"{rest.size} other values")
        reference.append(float(before[rest].sum()))
        current.append(float(now[rest].sum()))
    return Distribution(tuple(labels), (), tuple(reference), tuple(current), "share")


def grown_range(found: Distribution) -> tuple[float, float] | None:
    """Return the run of bins where the current window gained most, as (from, to); None of categories.

    >>> grown_range(Distribution((), (0.0, 1.0, 2.0, 3.0), (0.2, 0.5, 0.3), (0.6, 0.3, 0.1), ""))
    (0.0, 1.0)
    """
    if not found.edges:
        return None
    gain = np.array(found.current) - np.array(found.reference)
    best, start, total, run = 0.0, 0, 0.0, (0, 0)
    for place, one in enumerate(gain):
        if total <= 0:
            start, total = place, 0.0
        total += one
        if total > best:
            best, run = total, (start, place)
    return (found.edges[run[0]], found.edges[run[1] + 1]) if best > 0 else None


def grown_value(found: Distribution) -> str | None:
    """Return the category that gained most, or None."""
    gains = [now - before for before, now in zip(found.reference, found.current, strict=True)]
    place = int(np.argmax(gains)) if gains else 0
    return found.labels[place] if found.labels and gains[place] > 0 and place < MOST_VALUES else None
