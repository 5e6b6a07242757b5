"""Vectors against scikit-learn's tf-idf and SVD, and what they have to be: the same for the same text, and bounded."""

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer

from tidegauge.stats.drift.domain_classifier import separate
from tidegauge.stats.text.axes import SEED
from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.vectorise import _hashed, _weighted, vectorise

NOUNS = ["refund", "order", "label", "voucher", "address", "card", "parcel", "fee"]
VERBS = ["takes", "is", "left", "comes", "waits"]


def _texts(n, seed):
    random = np.random.default_rng(seed)
    return [" ".join((*random.choice(NOUNS, 3), *random.choice(VERBS, 2))) for _ in range(n)]


def test_weights_are_scikit_learns():
    hashed = _hashed(grams(_texts(60, 1)))
    theirs = TfidfTransformer(sublinear_tf=True).fit_transform(hashed)
    np.testing.assert_allclose(_weighted(hashed).toarray(), theirs.toarray(), atol=1e-12)


def test_axes_are_scikit_learns():
    texts = _texts(60, 1)
    theirs = TruncatedSVD(5, n_iter=2, random_state=SEED).fit_transform(_weighted(_hashed(grams(texts))))
    np.testing.assert_allclose(np.abs(vectorise(grams(texts), 5).values[:, :5]), np.abs(theirs), atol=1e-9)


def test_every_text_has_length_one_but_the_empty():
    lengths = (vectorise(grams([*_texts(50, 2), ""])).values ** 2).sum(axis=1)
    assert lengths[:-1] == pytest.approx(1)
    assert lengths[-1] == 0


def test_the_same_texts_give_the_same_vectors():
    texts = _texts(60, 1)
    assert np.array_equal(vectorise(grams(texts)).values, vectorise(grams(texts)).values)
    vectors = vectorise(grams([*texts, texts[0]])).values
    np.testing.assert_allclose(vectors[0], vectors[-1], atol=1e-12)


def test_no_words_at_all():
    assert vectorise(grams(["", "", ""])).values.tolist() == [[0]] * 3


def test_a_classifier_cannot_tell_texts_of_one_kind():
    # Many rare words, as names and places are: axes fitted on one side would give that side away.
    random = np.random.default_rng(8)
    rare = [f"name{number}" for number in range(3000)]
    texts = [f"{text} {' '.join(random.choice(rare, 4))}" for text in _texts(1200, 5)]
    vectors = vectorise(grams(texts)).values
    found = separate(vectors[:600], vectors[600:])
    assert float(found.auc.value) == pytest.approx(0.5, abs=0.04)
    assert found.distance.p_value > 0.01


def test_one_text_over_and_over():
    vectors = vectorise(grams(["where is it"] * 50)).values
    np.testing.assert_allclose(vectors, vectors[:1].repeat(50, axis=0), atol=1e-12)
    np.testing.assert_allclose((vectors**2).sum(axis=1), 1)
