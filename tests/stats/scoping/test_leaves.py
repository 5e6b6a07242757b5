"""What a table of leaves refuses, in words."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.errors import TidegaugeError
from tidegauge.stats.scoping.leaves import Kind, Sums


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"references": ()}, "no reference"),
        ({"attributes": ("a",)}, "one of each"),
        ({"values": (("x",), ("y", "z"))}, "codes of “a”"),
        ({"current": Sums(np.ones(3), np.ones(3))}, "one a leaf, 4"),
        ({"kind": Kind.MEAN}, "squares"),
    ],
)
def test_what_does_not_fit_is_refused(made, change, says) -> None:
    with pytest.raises(TidegaugeError, match=says):
        replace(made((2, 2), 0.1, 0.1), **change)
