"""What the report Golden sets says, as typed values."""

from dataclasses import dataclass

from tidegauge.findings import Finding
from tidegauge.reports._records import Measure, Windows


@dataclass(frozen=True)
class VersionRate:
    """How often a model version passes on the inputs of a set: `passed` of `n` answers that somebody scored.

    `low` and `high` are the limits of a p chart, three standard errors around the rate of all versions together; `out`
    where the rate lies outside of them.
    """

    version: str
    n: int
    passed: float
    share: Measure
    low: float
    high: float
    out: bool


@dataclass(frozen=True)
class GoldenReport:
    """A frozen set, and how versions of the model pass on it.

    `answers` is how many calls of the window were asked one of its inputs word for word, `scored` of how many of them
    a person or a judge said whether they pass. `rates` are lowest first, `rate` is that of all together.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    golden_set: str
    version: int
    hash: str
    items: int
    answers: int
    scored: int
    rate: float | None = None
    rates: tuple[VersionRate, ...] = ()
