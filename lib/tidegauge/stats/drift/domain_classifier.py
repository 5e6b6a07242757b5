"""How well a classifier tells rows of the current window from rows of the reference: its AUC on rows not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._permutation import SEED, TIMES, null
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.normal import critical

FOLDS = 5
_RIDGE = 1e-3


@dataclass(frozen=True, eq=False)
class Separation:
    """The AUC with its interval, its test, and how much each row looks like the current window, shape (n + m,)."""

    auc: Estimate
    distance: Distance
    scores: Floats


def auc(reference: Floats, current: Floats, level: float = 0.95) -> Estimate:
    """Return P(a current score exceeds a reference score), ties counting half, from scores (n,) and (m,).

    >>> area = auc(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0]))
    >>> [round(float(x), 3) for x in (area.value, area.low, area.high)]
    [0.875, 0.63, 1.0]

    References
    ----------
    DeLong, E. R., DeLong, D. M. and Clarke-Pearson, D. L. (1988). Biometrics 44, 837-845.
    """
    n, m = reference.size, current.size
    ranks = stats.rankdata(np.concatenate([reference, current]))
    below = (ranks[n:] - stats.rankdata(current)) / n
    above = 1 - (ranks[:n] - stats.rankdata(reference)) / m
    value = float(below.mean())
    error = np.sqrt(above.var(ddof=1) / n + below.var(ddof=1) / m)
    low, high = value - critical(level) * error, value + critical(level) * error
    return Estimate(*(np.asarray(x) for x in (value, max(low, 0.0), min(high, 1.0), float(n + m))))


def separate(
    reference: Floats,
    current: Floats,
    groups: NDArray[np.int64] | None = None,
    times: int = TIMES,
    random: np.random.Generator | None = None,
) -> Separation:
    """Return how well a logistic regression tells two clouds of vectors apart.

    Every row is scored by a model that was fitted without its fold. 0.5 is chance, 1 is no overlap. The p-value is that
    of a ridge classifier over the same folds, whose answer to every random relabelling follows from one matrix.

    Parameters
    ----------
    reference, current : vectors of the rows, shape (n, d) and (m, d).
    groups : shape (n + m,), rows that have to share a fold: copies of one text on both sides teach the wrong answer.
    times : random relabellings.
    random : where folds and labels are drawn from; without it the same data give the same answer.

    Examples
    --------
    >>> draw = np.random.default_rng(3)
    >>> found = separate(draw.normal(0, 1, (400, 3)), draw.normal(0.5, 1, (400, 3)))
    >>> round(float(found.auc.value), 2), found.distance.p_value < 1e-6
    (0.72, True)

    References
    ----------
    Lopez-Paz, D. and Oquab, M. (2017). Revisiting classifier two-sample tests. ICLR.
    Rabanser, S., Günnemann, S. and Lipton, Z. C. (2019). Failing loudly. NeurIPS 32.
    """
    n, m = len(reference), len(current)
    draw = np.random.default_rng(SEED) if random is None else random
    rows, label = np.concatenate([reference, current]), np.repeat([0.0, 1.0], [n, m])
    fold = _folds(np.arange(n + m) if groups is None else groups, draw)
    if min(n, m) < 2 * FOLDS or not _usable(fold, label):
        return _nothing(n, m)
    scores = _scored(rows, label, fold)
    labels = np.column_stack([label, *(draw.permutation(label) for _ in range(times))])
    apart = _apart(_ridge(rows, labels, fold), labels)
    chance = null(float(apart[0]), apart[1:])
    area = auc(scores[:n], scores[n:])
    return Separation(area, Distance(float(area.value), chance.p_value, 0.5), scores)


def _folds(groups: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    _, place = np.unique(groups, return_inverse=True)
    return np.asarray(random.permutation(int(place.max(initial=0)) + 1)[place] % FOLDS, dtype=np.int64)


def _usable(fold: NDArray[np.int64], label: Floats) -> bool:
    kept = [label[fold != number] for number in range(FOLDS)]
    return all(one.size and 0 < one.mean() < 1 for one in kept) and np.unique(fold).size == FOLDS


def _nothing(n: int, m: int) -> Separation:
    nan = np.asarray(np.nan)
    nothing = Distance(float("nan"), None, 0.5)
    return Separation(Estimate(nan, nan, nan, np.asarray(float(n + m))), nothing, np.full(n + m, np.nan))


def _scored(rows: Floats, label: Floats, fold: NDArray[np.int64]) -> Floats:
    # Here, because it takes a second and 80 MB that the methods on numbers and categories do without.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    scores = np.empty(len(rows))
    for number in range(FOLDS):
        out = fold == number
        model = LogisticRegression(solver="newton-cholesky", class_weight="balanced", C=10.0)
        scores[out] = model.fit(rows[~out], label[~out]).decision_function(rows[out])
    return scores


def _ridge(rows: Floats, labels: Floats, fold: NDArray[np.int64]) -> Floats:
    """Return out-of-fold scores, shape (n + m, k), of a ridge regression on each column of `labels`.

    The sums without a fold are those of all rows minus those of the fold: every row is multiplied twice, not ten times.
    """
    known = np.column_stack([rows - rows.mean(axis=0), np.ones(len(rows))])
    parts = [(known[fold == number], labels[fold == number]) for number in range(FOLDS)]
    squares = [x.T @ x for x, _ in parts]
    products = [x.T @ y for x, y in parts]
    all_squares, all_products = sum(squares, start=np.zeros(())), sum(products, start=np.zeros(()))
    penalty = np.append(np.full(rows.shape[1], _RIDGE * np.trace(all_squares) / len(known)), 0)
    scores = np.empty_like(labels)
    for number, (x, _) in enumerate(parts):
        gram = all_squares - squares[number] + np.diag(penalty)
        scores[fold == number] = x @ np.linalg.solve(gram, all_products - products[number])
    return scores


def _apart(scores: Floats, labels: Floats) -> Floats:
    """Return for each column how many standard deviations the scores of the two labels are apart."""
    m = labels.sum(axis=0)
    total, current = scores.sum(axis=0), (scores * labels).sum(axis=0)
    spread = scores.std(axis=0)
    gap = current / m - (total - current) / (len(labels) - m)
    return np.asarray(gap / np.where(spread > 0, spread, 1))


def _between(reference: Floats, current: Floats) -> Distance:
    return separate(reference, current).distance


METHOD = Method("Domain classifier AUC", (On.VECTORS,), _between, threshold=0.55, same=0.5)
