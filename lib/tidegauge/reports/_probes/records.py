"""The records of probes as pages, commands and Scope read them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tidegauge.findings import Finding
from tidegauge.workbench.probe_checks import ProbeCheck


class TickState(StrEnum):
    """What a run came to: part of the reference, one of the verdicts, under way, or given up."""

    REFERENCE = "reference"
    CHANGED = "changed"
    NOT_MATERIAL = "not_material"
    CANNOT_TELL = "cannot_tell"
    OPEN = "open"
    GIVEN_UP = "given up"


@dataclass(frozen=True)
class ProbeTick:
    """One run. `words` say what it found, or why it was given up."""

    run: int
    at: datetime
    state: TickState
    words: str


@dataclass(frozen=True)
class Moved:
    """A measure that a look said changed: the `first` such look and the `last`, and when it began, between two runs.

    `goes_on`: the newest look that says anything about it says so too.
    """

    first: ProbeCheck
    last: ProbeCheck
    after: datetime | None
    until: datetime
    goes_on: bool


@dataclass(frozen=True)
class ProbeSeries:
    """The runs of a target that may be compared, since its reference began.

    `version` is what the answers call themselves; `answered` of `questions` is of the newest run. `looks` counts looks at
    the reference; `reference` its runs so far, of `reference_runs` where that is known.
    """

    target: str
    model: str
    version: str | None
    address: str
    suite: str
    runs: int
    reference: int
    looks: int
    answered: int
    questions: int
    newest: datetime
    ticks: tuple[ProbeTick, ...]
    checks: tuple[ProbeCheck, ...]
    moved: tuple[Moved, ...]
    findings: tuple[Finding, ...]
    signed: str = ""
