"""The records of the page Drift: a row for each column and kind of drift, and what one row unfolds to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tidegauge.findings import Direction, Effect, Finding, Link, Verdict
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Trend, Windows


class DriftKind(StrEnum):
    """What drifted, in the words of the field; their order is the order of a table whose verdicts tie."""

    OUTPUT = "output"
    QUALITY = "quality"
    CONCEPT = "concept"
    RETRIEVAL = "retrieval"
    PREDICTION = "prediction"
    CALIBRATION = "calibration"
    DECISION = "decision"
    PROMPT = "prompt"
    DATA = "data"
    SCHEMA = "schema"


@dataclass(frozen=True)
class DriftTest:
    """One statistic of a row.

    `p_value` is as computed and `adjusted` over the whole table; both are None for a distance. `no_drift` is the value
    to be expected where nothing drifts; `error` bounds what binning may have cost. `threshold` is the one that the
    field publishes, and `exceeds` says whether a tool that goes by it would have fired; with `of_p_value` it is held against the p-value.
    """

    name: str
    label: str
    value: float
    unit: str = ""
    p_value: float | None = None
    adjusted: float | None = None
    no_drift: float | None = None
    error: float = 0.0
    threshold: float | None = None
    exceeds: bool | None = None
    of_p_value: bool = False


@dataclass(frozen=True)
class MixParts:
    """What a change would have been by traffic alone, and within segments alone; `by` is the dimension of both."""

    by: str
    mix: Effect
    rate: Effect


@dataclass(frozen=True)
class DriftRow:
    """One column under one kind of drift.

    `key` names the row in links; `column` is the attribute or metric. `before` and `now` say in a few words what it
    was and is, `size` how large the change is, `sees` what it could have shown when it cannot tell. `effect` is the
    size divided by the smallest that matters, by which rows of one verdict are ordered. `sentence` is complete.
    `aspect` says what of the column moved: its values, a single one, or the share that is missing; `single` is that
    value, and `by` the dimension that the row is looked at within. `segment` names the only
    calls that a row of a divided table is about. `difference` is now minus before, in `unit`, with its 95% interval.
    """

    key: str
    kind: DriftKind
    column: str
    what: str
    unit: str
    verdict: Verdict
    direction: Direction
    rising: bool | None
    before: str
    now: str
    size: str
    effect: float
    onset: Onset | None
    coverage: float
    n_reference: int
    n_current: int
    p_value: float | None
    tests: tuple[DriftTest, ...]
    sentence: str
    mix: MixParts | None = None
    aspect: str = "values"
    single: str = ""
    by: str = ""
    segment: Mapping[str, str] = field(default_factory=dict)
    difference: Effect | None = None


@dataclass(frozen=True)
class DriftReport:
    """Every row, what matters most first; `counts` has the rows of each verdict."""

    windows: Windows
    findings: tuple[Finding, ...]
    rows: tuple[DriftRow, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Distribution:
    """Both windows over the same bins, as shares of the rows that record the column.

    Of numbers `edges` has one entry more than there are bins; of categories `labels` names them, and `edges` is empty.
    """

    labels: tuple[str, ...]
    edges: tuple[float, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]
    unit: str


@dataclass(frozen=True)
class Contrast:
    """A word, value or bin that is more frequent on one side: shares of rows."""

    label: str
    reference: float
    current: float


@dataclass(frozen=True)
class SegmentShift:
    """The change in one value of a dimension, with its interval and its current rows."""

    label: str
    difference: Effect
    n: int


@dataclass(frozen=True)
class SampleTrace:
    """A call from the bins that grew: when, its trace, the value, and the first line of what it said."""

    at: datetime
    trace_id: str
    value: str
    text: str


@dataclass(frozen=True)
class DriftDetail:
    """One row unfolded. What does not apply to it is None or empty.

    `shape` is a sentence on the distribution; `by` the dimension of `segments`; `grown` leads to the calls in the
    bins that grew most.
    """

    row: DriftRow
    place: int
    shape: str
    distribution: Distribution | None
    contrasts: tuple[Contrast, ...]
    by: str
    segments: tuple[SegmentShift, ...]
    trend: Trend | None
    grown: Link | None
    samples: tuple[SampleTrace, ...]
