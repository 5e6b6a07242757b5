"""The parameters of the demo, as `data/demo.toml` declares them."""

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict

from tidegauge.bundle import bundle_folder
from tidegauge.demo.planted import Planted
from tidegauge.demo.review_plan import Anchors, Reviews

Shares = dict[str, float]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Volume(_Record):
    """How many sessions, when."""

    weekdays: tuple[float, ...]
    hours: tuple[float, ...]
    growth: float
    noise: float
    traces: tuple[float, ...]
    rootless: int


class Release(_Record):
    """A version that takes `share` of the traffic of its predecessors from `at` on, `over` so many days."""

    version: str
    at: str = ""
    over: float = 0.0
    share: float = 1.0


class Attributes(_Record):
    """What sessions are made of."""

    devices: Shares
    devices_by_geo: dict[str, Shares]
    sources: Shares
    variants: Shares
    environments: Shares
    tenants: Shares
    tenant_since: str
    english_abroad: float
    locale_missing: float
    users: int


class Geo(_Record):
    """One country, its share of the traffic outside the launched one, its language."""

    name: str
    share: float = 0.0
    language: str = "en"
    currency: str = "USD"


class Model(_Record):
    """One model: prices in US dollars a million tokens, speed in milliseconds."""

    requested: str
    version: str
    provider: str
    input_price: float
    cached_price: float
    output_price: float
    first_token_ms: float
    token_ms: float
    reasoning: float = 0.0


class Feature(_Record):
    """One part of the product; `large` is the share of calls that the large model answers."""

    name: str
    share: float
    json_answer: bool = False
    retriever: str | None = None
    tool: str | None = None
    input_tokens: float
    output_tokens: float
    cached: float | None = None
    large: float = 0.0
    api: float = 0.0
    birch_since: str | None = None
    outcomes: bool = False
    categories: tuple[str, ...]
    prompts: tuple[Release, ...]
    index: tuple[Release, ...] = ()


class People(_Record):
    """What users do: per session, then per call."""

    rated: float
    thumbs_up: float
    good: float
    abandoned: float
    escalation: float
    correction: float
    follow_up: float
    retry: float


class Calls(_Record):
    """How model calls end."""

    format_failure: float
    retried: float
    length: float
    refusal: float
    cached: float
    errors: Shares
    timeout_ms: float


class Judge(_Record):
    """The sampled scores: chances of 1 to 5 for right and wrong answers, under the old and the strict rubric."""

    sample: float
    human_sample: float
    correctness_good: tuple[float, ...]
    correctness_bad: tuple[float, ...]
    strict_good: tuple[float, ...]
    strict_bad: tuple[float, ...]
    helpfulness_good: tuple[float, ...]
    helpfulness_bad: tuple[float, ...]
    hallucination_good: float
    hallucination_bad: float
    recall: float
    ndcg: float


class Search(_Record):
    """What people do with search results; `basket`, and what a visit of a paid source costs, in US dollars."""

    click: float
    conversion: float
    basket: float
    paid: Shares


class Batch(_Record):
    """The API keys, and the nightly job of one of them."""

    key: str
    calls: int
    other_keys: Shares


class Change(_Record):
    """One recorded change event."""

    at: str
    kind: str
    component: str
    from_version: str | None = None
    to_version: str | None = None
    scope: str | None = None
    note: str | None = None


class Plan(_Record):
    """Everything that `data/demo.toml` says."""

    volume: Volume
    attributes: Attributes
    app_versions: tuple[Release, ...]
    geos: tuple[Geo, ...]
    models: tuple[Model, ...]
    features: tuple[Feature, ...]
    people: People
    calls: Calls
    judge: Judge
    reviews: Reviews
    anchors: Anchors
    search: Search
    batch: Batch
    planted: Planted
    changes: tuple[Change, ...]

    @property
    def countries(self) -> tuple[Geo, ...]:
        """All geos, the launched one last."""
        launch = self.planted.launch
        return (*self.geos, Geo(name=launch.geo, language=launch.language, currency=launch.currency))

    @property
    def reviewed(self) -> float:
        """The chance that an answer is reviewed for correctness: by itself, or because it was judged."""
        return 1 - (1 - self.judge.human_sample) * (1 - self.judge.sample * self.reviews.of_judged)

    def feature(self, name: str) -> Feature:
        """Return the feature called `name`."""
        return next(feature for feature in self.features if feature.name == name)


@cache
def load_plan() -> Plan:
    """Return the parameters of the shipped demo."""
    text = (bundle_folder() / "data" / "demo.toml").read_text(encoding="utf-8")
    return Plan.model_validate(tomllib.loads(text))
