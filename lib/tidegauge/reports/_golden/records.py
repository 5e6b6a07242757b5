"""What the report Golden sets says, as typed values."""

from dataclasses import dataclass

from tidegauge.findings import Finding
from tidegauge.reports._golden_run.records import GoldenRuns
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
class Freshness:
    """How many items ask something that traffic does not ask any more.

    `stale` of `n` items, at `places` of the set, have an input less like its nearest one among the recent inputs of its feature than
    95 of 100 of those are like theirs, or a feature that nobody uses: chance alone makes `expected` of them so. Adversarial items
    are not counted: they are meant to be unlike. `traffic` inputs were looked at; `days` is how old the version is.
    """

    n: int
    stale: int
    share: Measure
    expected: float
    traffic: int
    days: int
    places: tuple[int, ...]
    finding: Finding


@dataclass(frozen=True)
class GoldenReport:
    """A frozen set, and how versions of the model pass on it.

    `answers` is how many calls of the window were asked one of its inputs word for word, `scored` of how many of them
    a person or a judge said whether they pass. `rates` are lowest first, `rate` is that of all together. `runs` are the golden
    runs of this version, `freshness` how like the traffic its inputs are, where these were asked for.
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
    runs: GoldenRuns | None = None
    freshness: Freshness | None = None
