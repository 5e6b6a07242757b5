"""What every benchmark prints: one table, with the machine's load beside it."""

import os
from collections.abc import Sequence

import numpy as np


def quantiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """Return median and p95.

    >>> quantiles([1.0, 2.0, 3.0])
    (2.0, 2.9)
    """
    median, p95 = np.quantile(milliseconds, [0.5, 0.95])
    return float(median), float(p95)


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: the first column is text, the others are right-aligned."""
    cells = [list(heads), *([_text(value) for value in row] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(heads))]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{title}\n{os.cpu_count()} processors, load average {load} at the end")
    for row in cells:
        print(
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            sep="  ",
        )


def _text(value: object) -> str:
    return (
        f"{value:,.1f}"
        if isinstance(value, float)
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )
