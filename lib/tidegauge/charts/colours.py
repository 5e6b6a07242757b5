"""The colours that a chart is given: it knows no theme."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChartColours:
    """`series` is the line that tells the story; `reference` the comparison; `mark` the change lines."""

    series: str
    reference: str
    mark: str
    text: str
    grid: str
