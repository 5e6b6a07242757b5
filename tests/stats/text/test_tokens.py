"""Words and pairs of words against scikit-learn's counts."""

import itertools

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from tidegauge.stats.text.tokens import NUMBER, grams, words

TEXTS = ["The refund takes 3 days. The refund!", "", "```json\n{}\n```", "退款 ok", "No.", "   "]


def test_counts_are_scikit_learns_over_the_same_words():
    theirs = CountVectorizer(analyzer=_analyse).fit(TEXTS)
    expected = theirs.transform(TEXTS).toarray()
    found = grams(TEXTS)
    place = [theirs.vocabulary_[found.name(gram)] for gram in range(found.first.size)]
    assert sorted(place) == list(range(len(theirs.vocabulary_)))
    np.testing.assert_array_equal(found.counts.toarray(), expected[:, place])


def _analyse(text):
    said = [NUMBER if word.isdecimal() else word for word in words(text)]
    return [*said, *(f"{one} {other}" for one, other in itertools.pairwise(said))]


def test_presence_counts_a_text_once():
    found = grams(["no no no"])
    assert found.present.toarray().tolist() == [[1.0, 1.0]]
    assert found.counts.toarray().tolist() == [[3.0, 2.0]]


def test_nothing_at_all():
    assert grams([]).counts.shape == (0, 0)
    assert grams(["", " "]).counts.shape == (2, 0)


def test_only_the_beginning_is_read():
    assert words("ab " * 10_000, longest=7) == ["ab", "ab", "a"]


def test_scripts_without_spaces():
    assert words("返品したい") == list("返品したい")
    assert words("¿dónde está?") == ["¿", "dónde", "está", "?"]


def test_dates_and_numbers_are_one_word():
    one, other = (
        set(map(found.name, range(found.first.size)))
        for found in map(grams, (["Monday, 3 June"], ["Friday, 17 July"]))
    )
    assert one == other
