"""Words that give a difference away: shares by hand, p-values from scipy, no false witnesses."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.words import telling


def test_share_and_p_value_are_those_of_the_table():
    texts = ["yes"] * 30 + ["no"] * 70 + ["yes"] * 60 + ["no"] * 40
    found = telling(grams(texts), np.arange(200) < 100)
    assert found.looked_at == 2
    assert len(found.words) == 1
    word = found.words[0]
    assert (word.reference, word.current) in {(0.3, 0.6), (0.7, 0.4)}
    p_value = chi2_contingency([[30, 70], [60, 40]], correction=False).pvalue
    assert word.p_value == pytest.approx(2 * p_value)


def test_one_long_text_does_not_speak_for_many():
    texts = ["the refund"] * 50 + ["the refund"] * 49 + ["banana " * 100]
    assert telling(grams(texts), np.arange(100) < 50).words == ()


def test_words_of_one_phrase_are_said_once():
    texts = ["it left today"] * 50 + ["I cannot help with that"] * 50
    assert len(telling(grams(texts), np.arange(100) < 50).words) == 1


def test_words_come_before_signs():
    texts = ["[No]."] * 50 + ["Step"] * 50
    assert telling(grams(texts), np.arange(100) < 50).words[0].text in {"no", "step"}


def test_nothing_is_found_where_nothing_differs():
    false = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        texts = [" ".join(random.choice([f"w{k}" for k in range(60)], 8)) for _ in range(200)]
        false += bool(telling(grams(texts), np.arange(200) < 100).words)
    assert false <= 6


def test_an_empty_side_says_nothing():
    found = telling(grams(["a b"] * 10), np.ones(10, dtype=bool))
    assert found.words == ()
    assert np.isnan(found.p_value)
