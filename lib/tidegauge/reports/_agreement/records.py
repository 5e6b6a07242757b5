"""What the Agreement page says, as typed values."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.findings import Effect, Finding
from tidegauge.reports._judge.records import JudgeLine
from tidegauge.reports._records import Measure, Windows


@dataclass(frozen=True)
class Coefficients:
    """How far people agree on a set of answers with two labels or more. Each answer counts once, however many labels.

    Kappa, alpha and AC1 are of the answers: pass and fail where there is a bar, else what was given. `weighted_kappa` and
    `ordered_alpha` are of the marks; None where labels have no order, or there are only two. `headline` is kappa, or alpha
    where an answer has more than two labels; `measure` names it. `common` is the answer that is given most often, with
    its share of the labels. `warning` says in words that one answer dominates, `refusal` why there is no coefficient.
    """

    answers: int
    agreed: Measure
    measure: str
    headline: Measure
    kappa: Measure
    weighted_kappa: Measure | None
    alpha: Measure
    ordered_alpha: Measure | None
    ac1: Measure
    common: str
    common_share: Measure
    warning: str | None = None
    refusal: str | None = None


@dataclass(frozen=True)
class ScoreAgreement:
    """One score that people gave: labels, who gave them, answers with two or more, and how far those agree.

    Of the answers that they `disagreed` on nobody has decided the `open` ones yet. `coefficients` is None where too few
    answers have two labels to say so.
    """

    name: str
    labels: int
    reviewers: int
    doubles: int
    disagreed: int
    open: int
    coefficients: Coefficients | None


@dataclass(frozen=True)
class PairAgreement:
    """Two reviewers on the answers that both labelled."""

    first: str
    second: str
    coefficients: Coefficients


@dataclass(frozen=True)
class SegmentAgreement:
    """One value of a dimension."""

    segment: str
    coefficients: Coefficients


@dataclass(frozen=True)
class Reviewer:
    """One person against the others, on the answers that they share.

    `kappa` is of own labels with each of theirs, not of theirs with one another.
    `leaning` is own label minus the others' mean, in points of the scale; for words it is the share of labels that agree.
    `drift` is its change from the earlier half of these labels to the later half, with an interval that allows for
    looking at every reviewer; `drifted` where that leaves out 0. All three are None with too few answers.
    """

    name: str
    labels: int
    shared: int
    kappa: Measure | None
    leaning: Measure | None
    drift: Effect | None
    drifted: bool


@dataclass(frozen=True)
class Disagreement:
    """An answer that people labelled differently: `labels` and `reviewers` in one order; `text` is its first line.

    `decision` is what somebody (`decided_by`) made of it since, None while it waits for that.
    """

    trace_id: str
    span_id: str
    at: datetime
    said_at: datetime
    name: str
    labels: tuple[str, ...]
    reviewers: tuple[str, ...]
    text: str | None = None
    decision: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class Qualification:
    """How one reviewer did on answers whose label is known: `right` of `n`, and the share with its interval."""

    name: str
    right: int
    n: int
    share: Measure


@dataclass(frozen=True)
class AgreementReport:
    """Whether people mean the same thing.

    `scores` is every score with labels, lowest agreement first. `name` is the one that pairs, reviewers, segments and
    `lines` are of. `lines` begins with everyone; those of single reviewers against the others follow. `read` is how many
    labels were read where there are more, else None. `disagreed` counts answers with different labels, of which
    `disagreements` lists those that wait for a decision, then the newest. `qualified` says who labels known answers how
    well, lowest first.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    name: str | None
    by: str | None
    blind: bool
    labels: int
    read: int | None
    unnamed: int = 0
    scores: tuple[ScoreAgreement, ...] = ()
    pairs: tuple[PairAgreement, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    segments: tuple[SegmentAgreement, ...] = ()
    lines: tuple[JudgeLine, ...] = ()
    grain: str = ""
    disagreed: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    qualified: tuple[Qualification, ...] = ()
