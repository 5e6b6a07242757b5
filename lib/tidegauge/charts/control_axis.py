"""The value axis of a control chart: from zero where that shows the limits, else fitted to points and limits."""

import math
from collections.abc import Iterable
from dataclasses import replace

from tidegauge.charts.axis import Axis, axis

FROM_ZERO = 0.6
"""A chart whose lowest value is below this share of its highest begins at zero."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def control_axis(values: Iterable[float], unit: str, symbol: str = "$", *, steps: int = 5) -> Axis:
    """Return the axis for points and limits together, in `steps` steps or fewer.

    Unlike a trend, a chart of limits far above zero is cut off: drawn from zero, noise and signal look alike.

    >>> control_axis([0.001, 0.044], "share")
    Axis(low=0.0, high=5.0, step=1.0, divisor=0.01, template='{value}%')
    >>> found = control_axis([385.0, 399.0], "tokens")
    >>> found.low, found.high
    (385.0, 400.0)
    """
    known = [value for value in values if math.isfinite(value)]
    plain = axis(known, unit, symbol)
    if not known:
        return plain
    low, high = (end / plain.divisor for end in (min(known), max(known)))
    if 0 <= low < FROM_ZERO * high or low == high == 0:
        low = 0.0
    step = _step((high - low) / steps or abs(high) / steps or 1.0)
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return replace(plain, low=_clean(bottom), high=_clean(top if top > bottom else bottom + step), step=step)


def ticks(scale: Axis) -> list[tuple[float, str]]:
    """Return the places and labels of an axis' ticks.

    >>> ticks(Axis(0.0, 1.0, 0.5, 0.01, "{value}%"))
    [(0.0, '0%'), (0.5, '0.5%'), (1.0, '1%')]
    """
    count = round((scale.high - scale.low) / scale.step)
    places = [_clean(scale.low + number * scale.step) for number in range(count + 1)]
    return [(place, scale.template.replace("{value}", _written(place))) for place in places]


def _step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return next(step * size for step in _STEPS if step * size >= least * (1 - 1e-9))


def _clean(place: float) -> float:
    # 0.30000000000000004 is 0.3: ticks are multiples of a short number.
    return float(f"{place:.10g}")


def _written(place: float) -> str:
    return f"{place:,.6g}".replace("-", "−") if abs(place) < 1e6 else f"{place:,.0f}".replace("-", "−")
