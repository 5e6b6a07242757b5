"""The records of the report Versions."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tidegauge.findings import Finding
from tidegauge.reports._probes.records import ProbeSeries
from tidegauge.reports._records import Windows
from tidegauge.reports._versions_compared.records import WordChange


class Naming(StrEnum):
    """Whether a name stands for one thing: pinned to a version, an alias that may move, or nobody can tell."""

    PINNED = "pinned"
    ALIAS = "alias"
    UNSURE = "unsure"


class Liveness(StrEnum):
    """Whether a version answers in the window: it does, it is new there, or it did before."""

    LIVE = "live"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class LiveVersion:
    """One version of one thing. `of` is what it is a version of: the model asked for, the prompt, the score judged.

    `share` of the `n_of` calls that name a version of that thing, with its interval; `coverage` is the share of all calls
    that name one at all. `naming` is for models; `ends` when its provider ends it, `is_deprecated` what a price list says.
    """

    kind: str
    of: str
    version: str
    state: Liveness
    n: int
    n_of: int
    share: float
    low: float
    high: float
    share_before: float | None
    coverage: float
    first: datetime | None
    last: datetime | None
    naming: Naming | None = None
    why: str = ""
    ends: date | None = None
    is_deprecated: bool = False


@dataclass(frozen=True)
class VersionsReport:
    """What is live, what is known of it, and what probes say of its providers. `prompts` have more than one version."""

    windows: Windows
    findings: tuple[Finding, ...]
    versions: tuple[LiveVersion, ...]
    probes: tuple[ProbeSeries, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class PromptText:
    """The text of a version of a prompt, read from `sampled` calls, of which `alike` had it.

    `origin` says where it was read: an attribute, the system message, or what all inputs begin with.
    """

    version: str
    text: str
    origin: str
    sampled: int
    alike: int
    first: datetime | None


@dataclass(frozen=True)
class PromptDifference:
    """Two versions of a prompt, word by word."""

    before: PromptText
    after: PromptText
    words: tuple[WordChange, ...]


@dataclass(frozen=True)
class PromptTexts:
    """The texts of a prompt's versions, oldest first, and each against the one before it."""

    prompt: str
    texts: tuple[PromptText, ...]
    differences: tuple[PromptDifference, ...]
    missing: tuple[str, ...]
