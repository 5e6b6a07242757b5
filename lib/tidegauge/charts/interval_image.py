"""A difference with its interval on an axis that all rows share, as an SVG image in a `data:` address."""

import math
from base64 import b64encode
from collections.abc import Iterable

from tidegauge.findings import Effect

WIDTH, HEIGHT = 150, 24


def common_reach(effects: Iterable[Effect | None]) -> float:
    """Return how far from zero an axis must go to show every estimate, and most of every interval.

    >>> common_reach([Effect(0.4, 0.3, 0.5, "share"), None])
    0.5
    """
    known = [one for one in effects if one is not None and math.isfinite(one.value)]
    values = [abs(one.value) for one in known]
    # A wide interval of a small segment must not squeeze the others together: it is cut at the axis' end.
    bounds = [abs(bound) for one in known for bound in (one.low, one.high) if math.isfinite(bound)]
    largest = max(values, default=0.0)
    return max([largest * 1.1, *(bound for bound in bounds if bound <= 1.6 * largest)], default=0.0) or 1.0


def interval_image(effect: Effect | None, reach: float, colour: str, line: str) -> str:
    """Return the image's address: a tick at the estimate, a band over the interval, a line at zero.

    >>> interval_image(Effect(0.4, 0.3, 0.5, "share"), 0.5, "#000", "#ccc")[:26]
    'data:image/svg+xml;base64,'
    """
    middle = HEIGHT / 2
    drawn = [
        f'<path d="M0 {middle}H{WIDTH}" stroke="{line}"/>',
        f'<path d="M{WIDTH / 2} 2V{HEIGHT - 2}" stroke="{line}" stroke-width="1.5"/>',
    ]
    if effect is not None and math.isfinite(effect.value):
        low, high, at = (_place(bound, reach) for bound in (effect.low, effect.high, effect.value))
        drawn.append(
            f'<rect x="{low:.1f}" y="{middle - 4}" width="{max(high - low, 1):.1f}" height="8" rx="4" '
            f'fill="{colour}" fill-opacity="0.35"/>'
        )
        drawn.append(
            f'<rect x="{at - 2:.1f}" y="{middle - 7}" width="4" height="14" rx="1.5" fill="{colour}"/>'
        )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">{"".join(drawn)}</svg>'
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _place(bound: float, reach: float) -> float:
    part = 0.0 if math.isnan(bound) else max(-1.0, min(1.0, bound / reach))
    return WIDTH / 2 + part * (WIDTH / 2 - 4)
