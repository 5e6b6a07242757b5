"""The same question asked several times: the median of its repeats, which waver, and what a single run would have said."""

from dataclasses import dataclass

import numpy as np
import scipy  # its part stats is imported when it is first asked: it takes longer than most commands
from numpy.typing import ArrayLike, NDArray

from tidegauge.stats.estimate import Floats, floats


@dataclass(frozen=True, eq=False)
class Repeated:
    """n questions, each asked r times.

    `passes`, shape (n,), is the median of each question's repeats: 1 where more than half of them pass, else 0, nan where
    there is none. `share`, shape (n,), is the part of them that passes; `flips`, shape (n,), says where some pass and others
    do not. `singles`, shape (r,), is the part of the questions that pass in each repeat alone.
    """

    passes: Floats
    share: Floats
    flips: NDArray[np.bool_]
    singles: Floats


def repeated(passed: ArrayLike) -> Repeated:
    """Return the median verdict of each question over its repeats.

    A question that is answered rightly nine times out of ten fails one single run in ten, and one median of five in 117:
    two runs of the same system then agree. Half of the repeats is not enough to pass: of four, three have to.

    Parameters
    ----------
    passed : 1 where a repeat passes and 0 where it does not, nan where it is not known; shape (n, r).

    Examples
    --------
    Three questions asked five times: one is right, one wavers, one is wrong.

    >>> found = repeated([[1, 1, 1, 1, 1], [1, 0, 1, 1, 0], [0, 0, 0, 0, 0]])
    >>> found.passes.tolist(), found.flips.tolist(), found.singles.round(2).tolist()
    ([1.0, 1.0, 0.0], [False, True, False], [0.67, 0.33, 0.67, 0.67, 0.33])

    References
    ----------
    Condorcet (1785), the jury theorem: why the majority of several is right more often than one (`majority`).
    """
    (table,) = floats(passed)
    if table.ndim != 2:
        raise ValueError(f"repeats have the shape (questions, repeats), not {table.shape}")
    known = ~np.isnan(table)
    asked, right = known.sum(axis=1), np.nansum(table, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(asked > 0, right / asked, np.nan)
        singles = np.nansum(table, axis=0) / known.sum(axis=0)
    passes = np.where(np.isnan(share), np.nan, (share > 0.5).astype(np.float64))
    return Repeated(passes, share, (share > 0) & (share < 1), singles)


def majority(chance: ArrayLike, repeats: int) -> Floats:
    """Return the chance that more than half of `repeats` pass, where each passes with `chance`.

    >>> majority([0.5, 0.8, 0.9], 1).tolist(), majority([0.5, 0.8, 0.9], 5).round(4).tolist()
    ([0.5, 0.8, 0.9], [0.5, 0.9421, 0.9914])
    """
    (each,) = floats(chance)
    return np.asarray(scipy.stats.binom.sf(repeats // 2, repeats, each), dtype=np.float64)
