"""A value axis from zero with three steps, in the unit that reads best."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Axis:
    """What values are divided by before they are drawn, and how the ticks are written."""

    low: float
    high: float
    step: float
    divisor: float
    template: str


def axis(values: Iterable[float], unit: str, symbol: str = "$") -> Axis:
    """Return the axis for these values: shares as 0 to 100, long durations in seconds, large counts in millions.

    >>> axis([0.009, 0.044], "share")
    Axis(low=0.0, high=6.0, step=2.0, divisor=0.01, template='{value}%')
    >>> axis([1200.0, 2900.0], "ms").template
    '{value} s'
    """
    finite = [value for value in values if math.isfinite(value)]
    divisor, template = _scale(max((abs(value) for value in finite), default=0.0), unit, symbol)
    top = max([0.0, *finite]) / divisor
    bottom = min([0.0, *finite]) / divisor
    step = nice_step((top - bottom) / 3)
    return Axis(
        math.floor(bottom / step + 1e-9) * step,
        math.ceil(top / step - 1e-9) * step or step,
        step,
        divisor,
        template,
    )


def nice_step(least: float) -> float:
    """Return the smallest round step that is not under `least`: 1, 2, 2.5 or 5 times a power of ten.

    >>> nice_step(140.0), nice_step(0.0021)
    (200.0, 0.0025)
    """
    if least <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(least))
    return next(step * size for step in _STEPS if step * size >= least * (1 - 1e-9))


def _scale(largest: float, unit: str, symbol: str) -> tuple[float, str]:
    match unit:
        case "share":
            return 0.01, "{value}%"
        case "ms":
            return (1000.0, "{value} s") if largest >= 1000 else (1.0, "{value} ms")
        case "usd":
            return (1000.0, symbol + "{value} k") if largest >= 10_000 else (1.0, symbol + "{value}")
        case _:
            return (1e6, "{value} M") if largest >= 1e6 else (1.0, "{value}")
