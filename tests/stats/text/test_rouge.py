"""ROUGE-L against the worked sentences of Lin (2004) and the textbook recurrence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.stats.text.rouge import consecutive, longest_common, rouge_l

WORDS = st.lists(st.sampled_from("abcde"), max_size=80)


def test_the_sentences_of_lin_2004():
    reference = ["police", "killed", "the", "gunman"]
    assert rouge_l(reference, ["police", "kill", "the", "gunman"]) == 0.75
    assert rouge_l(reference, ["the", "gunman", "kill", "police"]) == 0.5
    # "the gunman police killed" has ROUGE-2 as good as the third, but LCS "the gunman" or "police killed": 2 of 4.
    assert rouge_l(reference, ["the", "gunman", "police", "killed"]) == 0.5


def test_f1_worked_by_hand():
    # LCS of A B C D and B D X is B D: recall 2/4, precision 2/3, F1 = 2 * 2 / (4 + 3).
    assert rouge_l(list("ABCD"), list("BDX")) == pytest.approx(4 / 7)


@given(WORDS, WORDS)
def test_length_is_that_of_the_textbook_recurrence(one, other):
    table = np.zeros((len(one) + 1, len(other) + 1), dtype=int)
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            same = table[i, j] + 1
            table[i + 1, j + 1] = same if first == second else max(table[i, j + 1], table[i + 1, j])
    assert longest_common(one, other) == table[-1, -1]


def test_nothing_to_compare_is_not_a_number():
    assert np.isnan(consecutive([("", "...")])[0])
    assert consecutive([("", "word")]).tolist() == [0.0]
    assert consecutive([]).shape == (0,)
