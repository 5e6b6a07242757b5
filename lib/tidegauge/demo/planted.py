"""What is planted on top of the ordinary product: one record a fact."""

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shorter(_Record):
    """The large model answers with `factor` of its tokens, silently."""

    at: str
    factor: float


class BrokenJson(_Record):
    """A prompt release breaks JSON for one geo on one device."""

    at: str
    geo: str
    device: str
    feature: str
    failure: float


class Launch(_Record):
    """A new geo: its share of people's sessions, its language, and its calls that escalate."""

    geo: str
    at: str
    share: float
    grown_at: str
    grown_share: float
    language: str
    currency: str
    abroad: float
    escalation: float


class NullLocale(_Record):
    """The client release that sends no locale."""

    version: str


class Loop(_Record):
    """One API key retries through a night with a growing context."""

    at: str
    until: str
    calls: int
    a_trace: int
    first_tokens: int
    last_tokens: int
    output_tokens: float
    locale_missing_traces: int


class Creep(_Record):
    """The error rate, from `first` on `first_day` to `last` on `last_day`, in equal steps."""

    first: float
    last: float
    first_day: int
    last_day: int

    def rate(self, day: int) -> float:
        """Return the error rate of one day of the demo."""
        progress = (day - self.first_day) / (self.last_day - self.first_day)
        return self.first + (self.last - self.first) * min(max(progress, 0.0), 1.0)


class Onboarding(_Record):
    """The feature whose raters are happy while others leave: all are shares of its sessions."""

    abandoned: float
    thumbs_up: float
    rated_who_left: float
    rated_who_stayed: float
    good_rated: float
    good_unrated: float


class JudgeChange(_Record):
    """Another rubric from `at` on."""

    at: str
    before: str
    after: str


class Recall(_Record):
    """The index version that finds less, and of whose results fewer are clicked."""

    version: str
    recall: float
    ndcg: float
    click: float


class Planted(_Record):
    """All planted facts."""

    shorter: Shorter
    broken_json: BrokenJson
    launch: Launch
    null_locale: NullLocale
    loop: Loop
    creep: Creep
    onboarding: Onboarding
    judge: JudgeChange
    recall: Recall
