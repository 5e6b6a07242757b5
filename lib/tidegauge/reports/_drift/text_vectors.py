"""The tests of two clouds of vectors as rows of the drift table show them."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tidegauge.reports._drift.records import DriftTest
from tidegauge.reports._drift.text_row import TextTest
from tidegauge.stats.drift import cosine_centroid, domain_classifier, mmd
from tidegauge.stats.drift._method import Distance, Method
from tidegauge.stats.drift.cosine_centroid import Rows
from tidegauge.stats.estimate import Floats

FLOOR = 0.55
"""The AUC from which on two sets of texts differ enough to matter: 0.5 is chance."""

_FEW = 100
"""Random splits for what is shown and decides nothing."""
_POWER = 2.8
"""Standard errors that a test at 0.05 sees four times out of five."""
_FOLDED = sqrt(2)
"""How much wider an AUC over folds spreads than one of a fixed classifier: its models share rows."""


@dataclass(frozen=True, eq=False)
class Clouds:
    """Two sets of vectors compared: the tests, the AUC, the smallest AUC they could show, and a score for each row."""

    tests: tuple[TextTest, ...]
    auc: float
    sees: float
    scores: Floats


def compare(
    reference: Floats,
    current: Floats,
    whole: tuple[Rows, Rows],
    groups: NDArray[np.int64] | None = None,
) -> Clouds:
    """Return the tests of vectors of shape (n, d) and (m, d); the classifier decides, the others are shown.

    `whole` are the vectors before they were cut to a few axes: the angle is taken between their means.
    """
    found = domain_classifier.separate(reference, current, groups)
    sees = _smallest(len(reference), len(current))
    auc, high = float(found.auc.value), float(found.auc.high)
    shown = _shown("domain_classifier", domain_classifier.METHOD, found.distance)
    test = TextTest(shown, effect=auc - 0.5, floor=FLOOR - 0.5, sees=sees - 0.5, bound=high - 0.5)
    angle = _shown("cosine_centroid", cosine_centroid.METHOD, cosine_centroid.between(*whole, times=_FEW))
    spread = _shown("mmd", mmd.METHOD, mmd.between(reference, current, times=_FEW))
    return Clouds((test, TextTest(angle), TextTest(spread)), auc, sees, found.scores)


def _smallest(n: int, m: int) -> float:
    return min(1.0, 0.5 + _POWER * _FOLDED * sqrt((n + m + 1) / (12 * n * m))) if n and m else 1.0


def _shown(name: str, method: Method, found: Distance) -> DriftTest:
    exceeds = None if method.threshold is None or np.isnan(found.value) else _exceeds(method, found.value)
    return DriftTest(
        name,
        method.label,
        found.value,
        method.unit,
        found.p_value,
        no_drift=found.no_drift,
        error=found.error,
        threshold=method.threshold,
        exceeds=exceeds,
    )


def _exceeds(method: Method, value: float) -> bool:
    threshold = method.threshold or 0.0
    # A cosine of 1 is no difference at all; of everything else larger is more.
    return value < threshold if method is cosine_centroid.METHOD else value > threshold
