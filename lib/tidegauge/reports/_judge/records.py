"""What the Judge page says, as typed values: scores, corrected quality, the ruler, agreement, biases, sampling."""

from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.reports._records import Measure, Point


@dataclass(frozen=True)
class Version:
    """A judge: model and rubric. `share` is its part of the current window's scores by all judges.

    `first` and `last` are times of calls in either window.
    """

    evaluator: str
    first: datetime
    last: datetime
    n: int
    n_current: int
    n_reference: int
    share: float
    mean: Measure
    mean_reference: Measure


@dataclass(frozen=True)
class RulerChange:
    """When one judge took over from another (UTC)."""

    at: datetime
    before: str
    after: str


@dataclass(frozen=True)
class JudgeLine:
    """A judge's mean score over time: a line that ends where the judge does."""

    evaluator: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Corrected:
    """Quality as people would see it, with the method that it was computed by.

    `method` is ppi++, labels (people's labels alone) or rogan-gladen. `n_judged` and `n_human` are the answers that
    it stands on; `lam` is how far the judge was trusted, 0 to 1, None where the method has no such number. `mean` is the
    mean mark as people would give it, None where they do not mark on the judge's scale.
    """

    quality: Measure
    method: str
    n_judged: int
    n_human: int
    lam: float | None = None
    mean: Measure | None = None


@dataclass(frozen=True)
class Missing:
    """Why there is no corrected quality, and the labels that would give it."""

    reason: str
    labels: int
    half_width: float


@dataclass(frozen=True)
class RulerRow:
    """What moved when something else was held still, in points of the scale."""

    label: str
    says: str
    effect: Effect
    n: int
    ruler: bool


@dataclass(frozen=True)
class Bar:
    """The share of scores at one value, now and before."""

    value: float
    share: float
    share_reference: float | None
    n: int


PASSES, MARKS = "passes", "marks"


@dataclass(frozen=True)
class Agreement:
    """How far two kinds of raters agree beyond chance, in one measure.

    `on` is what is compared: passes (do both call the answer good, or both bad) or marks, where 4 and 5 differ.
    """

    label: str
    note: str
    measure: str
    value: Measure
    people: bool
    on: str = PASSES


@dataclass(frozen=True)
class Confusion:
    """Answers by what people said (rows) and what the judge said (columns); `chips` select those of a cell."""

    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    chips: tuple[tuple[tuple[str, ...], ...], ...] = ()


@dataclass(frozen=True)
class Bias:
    """One way in which judges err, tested: `state` is found, none or untested."""

    name: str
    state: str
    sentence: str


@dataclass(frozen=True)
class LengthControlled:
    """How often the current answer beats the reference's to the same input: as scored, and at equal length."""

    raw: Measure
    controlled: Measure


@dataclass(frozen=True)
class SamplingPoint:
    """What judging one share of calls would show.

    `judged` and `cost` are of a week; `detects` is the smallest change of the pass rate within the window, `days` how
    long a drop of `Sampling.effect` takes to be seen.
    """

    rate: float
    judged: int
    detects: float
    days: float
    cost: float | None


@dataclass(frozen=True)
class Sampling:
    """The share that is judged now, as counted and as recorded with the scores, and what other rates would show.

    Rates are of the calls that are not judged anyway; `always` of a week are. `days` is the window's length, `effect` the
    drop of the pass rate that days are counted for. Costs are US dollars, None where nobody said what an answer costs;
    `paid` says that they are by what was paid.
    """

    rate: float
    recorded: float | None
    days: float
    effect: float
    curve: tuple[SamplingPoint, ...]
    cost_per_call: float | None
    always: int = 0
    paid: bool = False


@dataclass(frozen=True)
class Silence:
    """Answers that a judge was asked about and gave no score for: unparsable, failed, or not applicable to them."""

    label: str
    n: int
    share: float
    n_reference: int
    share_reference: float | None


@dataclass(frozen=True)
class JudgeSegment:
    """The scores of one value of a dimension."""

    segment: str
    current: Measure
    reference: Measure | None
    difference: Effect | None
    verdict: Verdict
    direction: Direction
    share: float


@dataclass(frozen=True)
class ScoreRow:
    """One score by one judge: its mean on both sides, people's labels of the score now, and what was not scored now.

    `n_silent` answers could not be read or failed, `silent` is their share of all that the judge was asked; `inapplicable`
    are the answers that the question does not apply to.
    """

    name: str
    evaluator: str
    current: Measure
    reference: Measure | None
    n_human: int
    n_silent: int
    silent: float
    inapplicable: int = 0


@dataclass(frozen=True)
class ReliabilityBin:
    """Predictions of one bin: what was said, and what happened."""

    predicted: float
    observed: Measure


@dataclass(frozen=True)
class Reliability:
    """How far stated probabilities lie from what happened."""

    ece: Measure
    brier: float
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True)
class AnchorPoint:
    """The mean score of one judge on the fixed answers on one day, with its control limits."""

    at: datetime
    evaluator: str
    value: float
    n: int
    centre: float
    low: float
    high: float
    outside: bool


@dataclass(frozen=True)
class Coverage:
    """How much is judged: answers with a score, of all; and people's labels, how many of them a recorded draw.

    `read` is how many scores of labelled answers were read, where there are more; None where all of them were.
    `left_out` scores are in no mean: the chance is recorded of the others, or of them alone.
    """

    judged: int
    calls: int
    judged_reference: int
    calls_reference: int
    human: int
    drawn: int
    silent: tuple[Silence, ...] = field(default_factory=tuple)
    read: int | None = None
    left_out: int = 0

    @property
    def share(self) -> float:
        """The share of current calls with a score."""
        return self.judged / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class Disagreement:
    """Answers that the judge passed and people failed: how many, and the chips that select them."""

    n: int
    chips: tuple[str, ...]
