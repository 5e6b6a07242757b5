"""The records that the page Cost is made of. Money is in `CostReport.currency`; NaN and None mean not known, never 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.findings import Direction, Effect, Finding, Verdict
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._records import Comparison, Windows
from tidegauge.reports._service.records import ServiceReport


@dataclass(frozen=True)
class CostPart:
    """What one factor did to spend, in money. `name` is volume, mix, tokens, price, cache or uncounted."""

    name: str
    label: str
    value: float


@dataclass(frozen=True)
class CostSplit:
    """The change of spend, current less reference (at the current window's length), in parts that sum to it.

    `prices` says where each model's prices are from; `blended` names models whose kinds of tokens have one price,
    because nothing tells them apart: their cache shows as price.
    """

    reference: float
    current: float
    parts: tuple[CostPart, ...]
    prices: Mapping[str, str]
    blended: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The whole change."""
        return self.current - self.reference


@dataclass(frozen=True)
class UnknownCost:
    """Calls of one model that have no cost: `why` is no price, or tokens not recorded."""

    model: str
    why: str
    calls: int
    tokens: float
    failed: int = 0


@dataclass(frozen=True)
class Coverage:
    """Where the current calls' cost is from. Shares are of all calls; `tokens_unpriced` is of all known tokens."""

    recorded: float
    computed: float
    unpriced: float
    uncounted: float
    tokens_unpriced: float
    unknown: tuple[UnknownCost, ...] = ()


@dataclass(frozen=True)
class Recheck:
    """What a store recorded for a model, what the price list makes of the same calls, and why they differ.

    `unchecked` is recorded money of further calls, whose tokens are not: nothing can be made of them.
    """

    model: str
    calls: int
    recorded: float
    computed: float
    reason: str
    unchecked: float = 0.0

    @property
    def difference(self) -> float:
        """Recorded less computed."""
        return self.recorded - self.computed


@dataclass(frozen=True)
class Spender:
    """What one value of a dimension cost, and its change with its 95% interval. `why` says what stands out, in words."""

    value: str
    spend: float
    reference: float | None
    difference: Effect | None
    verdict: Verdict
    direction: Direction
    rising: bool | None
    n: int
    unknown: float
    failed: float
    cut: float
    cut_money: float
    why: str = ""


@dataclass(frozen=True)
class Concentration:
    """How few make how much of spend: the share of the `top` largest of `values`, and the Gini coefficient."""

    dimension: str
    values: int
    top: int
    share: float
    gini: float


@dataclass(frozen=True)
class SpendSeries:
    """The spend of one value in each time bucket; `unknown` counts its calls without a cost there."""

    name: str
    spend: tuple[float, ...]
    unknown: tuple[int, ...]
    is_rest: bool = False


@dataclass(frozen=True)
class SpendTrend:
    """Spend over time by the values of a dimension. `at` are the beginnings of the buckets (UTC)."""

    grain: str
    at: tuple[datetime, ...]
    series: tuple[SpendSeries, ...]


@dataclass(frozen=True)
class CostLine:
    """Money that is not that of calls: judging, human review. None is not known; `note` says why, or of how many."""

    name: str
    value: float | None
    reference: float | None
    n: int
    note: str


@dataclass(frozen=True)
class Anomaly:
    """A run of calls that is not usual for its key: a retry loop, repeated calls or a burst.

    `money` is what it cost beyond the usual of those hours; `calls` how many it was made of; `where` are the chips that
    show it. `first_tokens` and `last_tokens` are the mean input at its beginning and end; `alike` is the share of inputs
    that say nearly what the one before said, None where no text is recorded.
    """

    kind: str
    dimension: str
    value: str
    onset: datetime
    until: datetime
    calls: int
    traces: int
    money: float
    first_tokens: float | None
    last_tokens: float | None
    alike: float | None
    sentence: str
    details: tuple[str, ...]
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Breach:
    """When spend is expected to reach a budget's limit (UTC), and between when; `latest` None: perhaps not at all.

    `earliest` is by the forecast's upper end, or at the pace of the last hour where that is sooner.
    """

    at: datetime
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True)
class BudgetState:
    """A budget in its present day, week or month. `state` is under, half, most (80%) or over, of what is `used`.

    `projected` is where the period ends, with a 90% interval, None without two weeks of history; `error` is the median
    relative error of `origins` past forecasts of what was still to come; at `tried` of them there was an interval, made of
    what was known then, and it held `held` times. `crossed` holds when 50, 80 and 100% were reached,
    `was_over` the periods before this one that ended over the limit, newest first. `unknown` is the share of calls without
    a cost: they are not in `used`.
    """

    name: str
    value: str | None
    limit: float
    every: str
    where: tuple[str, ...]
    time_zone: str
    start: datetime
    end: datetime
    at: datetime
    used: float
    state: str
    projected: float | None
    low: float | None
    high: float | None
    error: float | None
    origins: int
    breach: Breach | None
    crossed: Mapping[str, datetime]
    was_over: tuple[datetime, ...]
    unknown: float
    tried: int = 0
    held: int = 0

    @property
    def share(self) -> float:
        """Used of the limit."""
        return self.used / self.limit


@dataclass(frozen=True)
class CostReport:
    """What was spent, on what, why it changed, and where it ends. `notes` say what is wrong with budgets.

    `per_call` is the control chart of the cost of a call. `service` is a report of its own, which a page asks for apart.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    currency: str
    by: str | None
    who: str | None
    spend: Comparison | None
    split: CostSplit | None
    figures: tuple[Comparison, ...]
    quality: Comparison | None
    coverage: Coverage
    trend: SpendTrend | None
    spenders: tuple[Spender, ...]
    concentration: Concentration | None
    lines: tuple[CostLine, ...]
    anomalies: tuple[Anomaly, ...]
    rechecks: tuple[Recheck, ...]
    budgets: tuple[BudgetState, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    per_call: ControlChart | None = None
    service: ServiceReport | None = None
