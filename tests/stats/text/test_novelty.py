"""Novelty by the nearest neighbour. Authority: scikit-learn's NearestNeighbors on the same weights, and planted texts."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from tidegauge.stats.text.cosine import cosine
from tidegauge.stats.text.novelty import EXPECTED, novelty
from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.vectorise import vectorise

WORDS = (
    "order",
    "parcel",
    "refund",
    "late",
    "broken",
    "colour",
    "size",
    "voucher",
    "address",
    "invoice",
    "card",
)


def texts(n: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, 7)) for _ in range(n)]


def test_the_nearest_is_that_of_scikit_learn() -> None:
    own, sample = texts(30, 1), texts(80, 2)
    weights = vectorise(grams([*own, *sample])).weights
    model = NearestNeighbors(n_neighbors=1, metric="cosine", algorithm="brute").fit(weights[30:])
    distance, _ = model.kneighbors(weights[:30])
    found = novelty(own, sample)
    assert found.nearest == pytest.approx(1 - distance[:, 0])
    among, _ = (
        NearestNeighbors(n_neighbors=2, metric="cosine", algorithm="brute").fit(weights[30:]).kneighbors()
    )
    assert found.bound == pytest.approx(np.quantile(1 - among[:, 0], EXPECTED))


def test_of_the_same_kind_one_in_twenty_lies_below_the_bound() -> None:
    found = novelty(texts(600, 3), texts(400, 4))
    assert np.mean(found.nearest < found.bound) == pytest.approx(EXPECTED, abs=0.03)


def test_other_words_empty_texts_and_none() -> None:
    found = novelty(["fax machine", "", "\x00🙂"], texts(50, 5))
    assert (found.nearest < found.bound).all()
    assert novelty([], texts(5, 6)).nearest.shape == (0,)
    with pytest.raises(ValueError, match="two texts or more"):
        novelty(["a"], ["b"])


# By hand: "a b" has the grams a, b, "a b"; "b a" has b, a, "b a": two of three in common.
def test_the_cosine_of_two_texts() -> None:
    assert cosine("a b", "b a") == pytest.approx(2 / 3)
    assert cosine("A  b", "a b") == pytest.approx(1.0)
    assert np.isnan(cosine("", "a"))
