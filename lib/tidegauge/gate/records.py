"""The records of a gate: what each check says of each number, and what follows from all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tidegauge.findings import Effect, Finding
from tidegauge.reports._records import Measure, Windows


class Outcome(StrEnum):
    """What the gate says; its place is the exit code."""

    PASS = "pass"  # noqa: S105  a word of the trade
    FAIL = "fail"
    NOT_ENOUGH_DATA = "not_enough_data"
    COULD_NOT_READ = "could_not_read"

    @property
    def exit_code(self) -> int:
        """What a pipeline reads: 0 pass, 1 fail, 2 not enough data, 3 could not read."""
        return tuple(Outcome).index(self)

    @property
    def badge(self) -> str:
        """The words on the page and in a comment.

        >>> [one.badge for one in Outcome]
        ['PASS', 'FAIL', 'NOT ENOUGH DATA', 'COULD NOT READ']
        """
        return self.value.upper().replace("_", " ")


class Result(StrEnum):
    """What one check, or one number of it, says."""

    FAIL = "fail"
    NOT_ENOUGH_DATA = "not_enough_data"
    PASS = "pass"  # noqa: S105  as above
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """As a table says it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Row:
    """One number held against its limit.

    `difference` is candidate minus baseline, with the interval that the result stands on. `adjusted` is the p-value against "the limit is
    kept", corrected over what the check looks at; it is compared with the check's own part of the error. `n` are the pairs
    of a `paired` row. `p_change` is the test of any change at all, which decides nothing. `needs` is how many more calls (pairs, items)
    would settle it, None where that cannot be said. `sentence` says why the sides are not comparable, if so.
    """

    what: str
    result: Result
    unit: str
    baseline: Measure | None
    candidate: Measure
    difference: Effect | None
    limit: str
    adjusted: float | None
    n_baseline: int
    n_candidate: int
    paired: bool
    test: str
    needs: int | None = None
    per: str = "calls"
    segment: Mapping[str, str] = field(default_factory=dict)
    p_change: float | None = None
    sentence: str = ""


@dataclass(frozen=True)
class CheckResult:
    """One check: its rows, what matters most first. `why` says why it does not apply, and else what to do.

    `decides` is False where the policy only wants to know, `waits` where too little data does not hold the candidate back;
    `alpha` is the part of the false-fail rate that it may use.
    """

    name: str
    title: str
    result: Result
    decides: bool
    waits: bool
    rows: tuple[Row, ...] = ()
    why: str = ""
    alpha: float = 0.0
    looked_at: int = 0

    @property
    def holds(self) -> bool:
        """Whether it keeps the candidate from passing."""
        if not self.decides:
            return False
        return self.result is Result.FAIL or (self.waits and self.result is Result.NOT_ENOUGH_DATA)


@dataclass(frozen=True)
class GoldenGroup:
    """Items of one kind, typical, edge and so on: how many passed on the median of their repeats."""

    group: str
    candidate: Measure
    baseline: Measure | None = None


@dataclass(frozen=True)
class FlippingItem:
    """An item whose repeats disagree, or whose result is another one than the baseline's."""

    item: str
    candidate: str
    baseline: str
    text: str = ""


@dataclass(frozen=True)
class GoldenPart:
    """What the page shows of golden runs: the set, the repeats, the groups and the items that flip."""

    golden_set: str
    version: int
    repeats: int
    groups: tuple[GoldenGroup, ...]
    flipping: tuple[FlippingItem, ...]
    words: str = ""


@dataclass(frozen=True)
class GateReport:
    """What the gate says of a candidate, with every check in the order in which they are read."""

    outcome: Outcome
    exit_code: int
    candidate: str
    baseline: str
    windows: Windows
    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    golden: GoldenPart | None
    policy: str
    peeking: bool
    false_fail: float
    command: str = ""
    notes: tuple[str, ...] = ()
