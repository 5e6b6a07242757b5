"""What a metric is, once declared."""

from dataclasses import dataclass

UNITS = ("share", "ms", "usd", "tokens", "score", "count", "")
DIRECTIONS = ("higher", "lower", "none")


@dataclass(frozen=True)
class Metric:
    """A number that is asked of any set of rows.

    `unit` is one of UNITS; `direction` says which way is good: higher, lower or none. `kind` is rate, mean, quantile,
    total, ratio or calibration. `floor` is the smallest change that matters, in the metric's unit, or as a share of
    the reference value when `floor_relative`. With `per`, the rows of one session (or any other column) count as
    one: of a rate it is the share of sessions with such a row, of a total the mean total of a session.
    """

    name: str
    label: str
    expression: str
    unit: str = ""
    direction: str = "none"
    kind: str = "mean"
    floor: float = 0.05
    floor_relative: bool = True
    per: str | None = None
    description: str = ""
