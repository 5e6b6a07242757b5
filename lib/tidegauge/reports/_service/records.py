"""The records that the service section is made of. Times are in milliseconds; None means not known, never 0."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.findings import Direction, Finding, Verdict
from tidegauge.reports._records import Comparison, Measure, Segment


@dataclass(frozen=True)
class Load:
    """How many calls come. `peak` is the busiest minute of the window, `peak_at` when it began (UTC)."""

    a_minute: Measure
    a_minute_reference: float | None
    peak: int
    peak_at: datetime
    peak_reference: int | None


@dataclass(frozen=True)
class BurnPair:
    """One alert of the error budget: `long` and `short` are windows in minutes, `factor` the pace that both must reach.

    `burns` and `burns_short` say how fast the budget goes, 1 being just in time; `spends` is the share of the budget that
    `factor` uses up within the long window. `speaks` is whether both reach it; `verdict` whether that is more than chance.
    """

    long: int
    short: int
    factor: float
    page: bool
    burns: Measure
    burns_short: Measure
    spends: float
    speaks: bool
    verdict: Verdict


@dataclass(frozen=True)
class SloState:
    """An objective and its error budget over the `days` before `at` (UTC).

    `what` says what a good call is; `good` the share of them; `left` the share of the budget that is left, below 0 where it is
    overdrawn. At the pace of the last day (`pace`) it ends at `ends`, between `ends_earliest` and `ends_latest`; None is not
    within another such period. `dispersion` is how many times more failures vary than by chance; intervals allow for it.
    """

    name: str
    what: str
    objective: float
    days: int
    where: tuple[str, ...]
    at: datetime
    n: int
    bad: int
    good: Measure
    left: Measure
    pace: Measure
    pairs: tuple[BurnPair, ...]
    ends: datetime | None
    ends_earliest: datetime | None
    ends_latest: datetime | None
    dispersion: float
    verdict: Verdict
    direction: Direction


@dataclass(frozen=True)
class ServiceReport:
    """How fast calls are, for whom, how many come, how many are turned away, and what is left of error budgets.

    `figures` are those of all calls: mean and tails of the latency and of the first token, timeouts, rate limiting, and
    the queue where one is recorded. `rows` are the values of `by`, those with most calls first, each with the latency's; the verdicts
    are corrected for all of them. `notes` say what is wrong with objectives or with the queue.
    """

    by: str | None
    findings: tuple[Finding, ...]
    figures: tuple[Comparison, ...]
    rows: tuple[Segment, ...]
    load: Load | None
    slos: tuple[SloState, ...]
    notes: tuple[str, ...] = ()
