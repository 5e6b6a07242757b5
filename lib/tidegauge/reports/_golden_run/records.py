"""What a golden run says, as typed values."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.findings import Effect, Finding, Verdict
from tidegauge.reports._records import Measure
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_runs import GoldenRun


@dataclass(frozen=True)
class ItemResult:
    """How one item fared: `passes` of its `repeats` answers pass, and it passes where more than half of them do.

    `place` is its place in the set, from 1, and `hash` its own. `identical` says that its answers are the same, word for word;
    None where it has fewer than two. `why` is what was wrong with the first answer that fails, with the name of the check.
    """

    place: int
    hash: str
    group: Group
    span_id: str
    input: str
    repeats: int
    passes: int
    passed: bool
    flips: bool
    identical: bool | None
    why: str


@dataclass(frozen=True)
class GroupRate:
    """The items of a group that pass."""

    group: Group
    n: int
    passes: int
    rate: Measure


@dataclass(frozen=True)
class CheckRate:
    """The items that pass a check, of those that it says anything of, each by the median of its repeats."""

    name: str
    n: int
    passes: int
    rate: Measure


@dataclass(frozen=True)
class RunSummary:
    """What a golden run found.

    `n` items have answers, `passes` of them pass by the median of their repeats; `rate` is that share with Wilson's interval.
    `singles` are the shares that single repeats would have given. `flipping` is the share of the items whose repeats disagree,
    `consistency` the share whose answers are the same word for word; None with fewer than two repeats. `refused` counts
    answers that never came: they do not pass. `left_out` items had nothing to hold an answer to, and were not asked.
    """

    run: GoldenRun
    n: int
    passes: int
    rate: Measure
    groups: tuple[GroupRate, ...]
    checks: tuple[CheckRate, ...]
    singles: tuple[Measure, ...]
    flipping: Measure | None
    consistency: Measure | None
    refused: int
    left_out: int
    items: tuple[ItemResult, ...]
    findings: tuple[Finding, ...]

    @property
    def flipping_items(self) -> tuple[ItemResult, ...]:
        """The items whose repeats disagree."""
        return tuple(one for one in self.items if one.flips)


@dataclass(frozen=True)
class MovedItem:
    """An item that passes in one run and fails in the other."""

    hash: str
    group: Group
    span_id: str
    input: str
    why: str


@dataclass(frozen=True)
class RunComparison:
    """Two runs on the items that both answered, paired: which are lost, which are gained.

    `difference` is current minus reference, a share, with Newcombe's interval for pairs; `p_value` is McNemar's, exact.
    """

    reference: GoldenRun
    current: GoldenRun
    pairs: int
    passes_reference: int
    passes_current: int
    lost: tuple[MovedItem, ...]
    gained: tuple[MovedItem, ...]
    difference: Effect
    p_value: float
    verdict: Verdict
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class RunPoint:
    """A run on the p chart: `low` and `high` are its limits, three standard errors around the rate of all runs together.

    `out` where it lies outside of them.
    """

    run: int
    label: str
    at: datetime
    n: int
    passes: int
    share: Measure
    low: float
    high: float
    out: bool

    @property
    def version(self) -> str:
        """What the chart calls it: the candidate, and the number that tells two runs of it apart."""
        return f"{self.label} · {self.run}"


@dataclass(frozen=True)
class GoldenRuns:
    """The runs of a frozen version of a set, newest first.

    `points` are the finished ones that were held to the same checks as the newest, in the order of time, and `rate` is the
    share that passes in all of them together. `other_checks` were held to others, `unfinished` have answers to come.
    `comparison` is the newest against the last run of another candidate.
    """

    golden_set: str
    version: int
    runs: tuple[RunSummary, ...]
    points: tuple[RunPoint, ...]
    rate: float | None
    other_checks: int
    unfinished: int
    comparison: RunComparison | None
    findings: tuple[Finding, ...]
