"""Charts are found by their file's name, and an unknown one is answered with those there are."""

import pytest

from tidegauge.stats.spc._records import BaselineError
from tidegauge.stats.spc.family import METHODS, method


def test_all_are_there():
    assert set(METHODS) == {
        "cusum",
        "ewma",
        "individuals",
        "log_individuals",
        "p",
        "p_prime",
        "percentile",
        "u",
        "u_prime",
        "x_bar_s",
    }


def test_labels_tell_them_apart():
    assert len({one.label for one in METHODS.values()}) == len(METHODS)


def test_unknown():
    with pytest.raises(BaselineError, match="Did you mean p_prime"):
        method("p_prim")
