"""Which points complete a pattern: Nelson's rules over standardised points."""

from collections.abc import Callable, Collection

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc._records import Signal
from tidegauge.stats.spc.rule import Rule

Flags = NDArray[np.bool_]


def signals(z: Floats, rules: Collection[Rule]) -> tuple[Signal, ...]:
    """Return the signals in order of time: at the last point of a pattern, and at every further point that keeps it.

    A point that equals a limit is not out. A point on the centre line ends a run on one side; two equal points end a
    trend. Six points make a trend (five steps). Of two-of-three and four-of-five the last point must itself be out.
    Gaps (nan) are left out: patterns reach across them.

    Parameters
    ----------
    z : distance from the centre in sigmas, shape (m,).
    rules : those that are on.

    Examples
    --------
    >>> [(one.index, one.rule.value) for one in signals(np.array([0.2, -0.3, 3.01, np.nan, -3.5, 3]), [Rule.BEYOND])]
    [(2, 'beyond'), (4, 'beyond')]

    References
    ----------
    Nelson, L. S. (1984). The Shewhart control chart: tests for special causes. Journal of Quality Technology 16,
    237-239.
    """
    known = np.flatnonzero(~np.isnan(z))
    found = [Signal(int(at), rule) for rule in rules for at in known[completed(rule, z[known])]]
    order = list(Rule)
    return tuple(sorted(found, key=lambda one: (one.index, order.index(one.rule))))


def completed(rule: Rule, z: Floats) -> Flags:
    """Return where `rule` is complete, along the last axis of z, shape (..., m), without gaps."""
    return _PATTERNS[rule](z)


def _beyond(z: Floats) -> Flags:
    return np.abs(z) > 3


def _either_side(out: Callable[[Floats], Flags]) -> Callable[[Floats], Flags]:
    return lambda z: out(z) | out(-z)


def _several(out: Flags, length: int, least: int) -> Flags:
    """Return where at least `least` of the `length` points that end here are out."""
    enough = np.zeros(out.shape, dtype=bool)
    if out.shape[-1] >= length:
        enough[..., length - 1 :] = sliding_window_view(out, length, axis=-1).sum(axis=-1) >= least
    return enough


def one_side(length: int) -> Callable[[Floats], Flags]:
    """Return the pattern of `length` points in a row on one side of the centre line."""
    return _either_side(lambda z: _several(z > 0, length, length))


def _trend(z: Floats) -> Flags:
    rising = np.diff(z, axis=-1, prepend=np.nan) > 0
    return _several(rising, 5, 5)


def _alternating(z: Floats) -> Flags:
    step = np.sign(np.diff(z, axis=-1))
    turns = np.zeros(z.shape, dtype=bool)
    turns[..., 2:] = step[..., 1:] * step[..., :-1] < 0
    return _several(turns, 12, 12)


def _zone(sigmas: float, length: int, least: int) -> Callable[[Floats], Flags]:
    return _either_side(lambda z: (z > sigmas) & _several(z > sigmas, length, least))


def _inside(z: Floats) -> Flags:
    return _several(np.abs(z) <= 1, 15, 15)


def _outside(z: Floats) -> Flags:
    one_side = _either_side(lambda z: _several(z > 0, 8, 8))(z)
    return _several(np.abs(z) > 1, 8, 8) & ~one_side


_PATTERNS: dict[Rule, Callable[[Floats], Flags]] = {
    Rule.BEYOND: _beyond,
    Rule.NINE_ONE_SIDE: one_side(9),
    Rule.SIX_TREND: _either_side(_trend),
    Rule.FOURTEEN_ALTERNATING: _alternating,
    Rule.TWO_OF_THREE: _zone(2, 3, 2),
    Rule.FOUR_OF_FIVE: _zone(1, 5, 4),
    Rule.FIFTEEN_INSIDE: _inside,
    Rule.EIGHT_OUTSIDE: _outside,
    Rule.EIGHT_ONE_SIDE: one_side(8),
}
