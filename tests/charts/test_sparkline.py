import math
from base64 import b64decode
from xml.etree import ElementTree

import pytest

from tidegauge.charts.sparkline import sparkline


@pytest.mark.parametrize("series", [[], [1.0], [0.0, 0.0], [math.nan, 1.0, math.nan, 2.0], [-1.0, 3.0]])
def test_any_series_is_a_well_formed_image(series: list[float]) -> None:
    svg = b64decode(sparkline(series, "#000", reference=[1.0, 2.0], marks=[0.5]).partition(",")[2])
    assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314  our own


def test_noise_looks_flat() -> None:
    svg = b64decode(sparkline([1.0, 1.01, 1.0], "#000").partition(",")[2]).decode()
    heights = [
        float(part.split()[1].strip('"'))
        for part in svg.split('d="')[1].split('"')[0].replace("M", "L").split("L")[1:]
    ]
    assert max(heights) - min(heights) < 0.5
