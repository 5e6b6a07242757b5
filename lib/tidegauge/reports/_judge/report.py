"""The page about one score, as one typed value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegauge.findings import Finding
from tidegauge.reports._judge.line import Line
from tidegauge.reports._judge.records import (
    Agreement,
    AnchorPoint,
    Bar,
    Bias,
    Confusion,
    Corrected,
    Coverage,
    Disagreement,
    JudgeLine,
    JudgeSegment,
    LengthControlled,
    Missing,
    Reliability,
    RulerChange,
    RulerRow,
    Sampling,
    ScoreRow,
    Version,
)
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._records import Measure, Windows


@dataclass(frozen=True)
class JudgeReport:
    """The page about one score.

    It speaks of one judge, and of those that it took over from (`line`); `others` judged beside them and are in no number.
    `raw` and `raw_reference` are the means that are compared: across a change of judge each judge's own. `changes`
    are takeovers of one judge by another within the charts' time; `words` what judges said where they gave no value.
    """

    windows: Windows
    name: str
    names: tuple[str, ...]
    by: str | None
    scale: Scale | None
    findings: tuple[Finding, ...]
    coverage: Coverage
    raw: Measure | None = None
    raw_reference: Measure | None = None
    raw_passes: Measure | None = None
    raw_passes_reference: Measure | None = None
    quality: Corrected | Missing | None = None
    quality_reference: Corrected | Missing | None = None
    line: Line | None = None
    versions: tuple[Version, ...] = ()
    others: tuple[Version, ...] = ()
    changes: tuple[RulerChange, ...] = ()
    raw_lines: tuple[JudgeLine, ...] = ()
    corrected_lines: tuple[JudgeLine, ...] = ()
    grain: str = ""
    ruler: tuple[RulerRow, ...] = ()
    anchors: tuple[AnchorPoint, ...] = ()
    distribution: tuple[Bar, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    confusion: Confusion | None = None
    failed_by_people: Disagreement | None = None
    biases: tuple[Bias, ...] = ()
    length_controlled: LengthControlled | None = None
    segments: tuple[JudgeSegment, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    sampling: Sampling | None = None
    reliability: Reliability | None = None
    words: Mapping[str, int] = field(default_factory=dict)
