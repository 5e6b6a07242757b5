"""A small line as an SVG image in a `data:` address, which `st.html` lets through."""

import math
from base64 import b64encode
from collections.abc import Sequence

WIDTH, HEIGHT, _EDGE = 124, 26, 2


def sparkline(
    series: Sequence[float],
    colour: str,
    *,
    reference: Sequence[float] = (),
    reference_colour: str = "#A9B4BF",
    marks: Sequence[float] = (),
    low: float = 0.0,
    high: float | None = None,
) -> str:
    """Return the image's address. `marks` are places from 0 to 1; NaN values leave gaps.

    The range is from `low` to `high` or the largest value, never fitted to the noise: what is quiet must look flat.

    >>> sparkline([1, 2, 3], "#000")[:26]
    'data:image/svg+xml;base64,'
    """
    finite = [value for value in (*series, *reference) if math.isfinite(value)]
    floor = min([low, *finite])
    top = max([floor, *finite]) if high is None else high
    lines = (
        [f'<path d="{_path(reference, floor, top)}" stroke="{reference_colour}" stroke-width="1"/>']
        if reference
        else []
    )
    lines += [_mark(place, reference_colour) for place in marks]
    lines.append(f'<path d="{_path(series, floor, top)}" stroke="{colour}" stroke-width="1.5"/>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<g fill="none" stroke-linejoin="round" vector-effect="non-scaling-stroke">{"".join(lines)}</g></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _path(values: Sequence[float], low: float, high: float) -> str:
    step = WIDTH / max(1, len(values) - 1)
    drawn, pen_up = [], True
    for place, value in enumerate(values):
        if math.isfinite(value):
            drawn.append(f"{'M' if pen_up else 'L'}{place * step:.1f} {_height(value, low, high):.1f}")
        pen_up = not math.isfinite(value)
    return "".join(drawn)


def _height(value: float, low: float, high: float) -> float:
    part = (value - low) / (high - low) if high > low else 0.0
    return HEIGHT - _EDGE - part * (HEIGHT - 2 * _EDGE)


def _mark(place: float, colour: str) -> str:
    x = f"{place * WIDTH:.1f}"
    return f'<path d="M{x} 0L{x} {HEIGHT}" stroke="{colour}" stroke-width="1" stroke-dasharray="2 2"/>'
