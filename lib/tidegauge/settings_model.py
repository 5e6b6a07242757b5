"""The keys of `tidegauge.toml`, with their defaults and rules."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.settings_alerts import AlertsTable
from tidegauge.settings_business import BusinessTable
from tidegauge.settings_cost import CostTable
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.settings_incidents import IncidentsTable
from tidegauge.settings_judge import JudgeTable
from tidegauge.settings_probes import ProbesTable, VersionsTable
from tidegauge.settings_service import ServiceTable
from tidegauge.time_zones import time_zones

DEFAULT_STORE = "default"
"""What the store of the key `store` is called beside named ones."""
STORE_NAME = re.compile(r"[\w\-][\w\- ]{0,38}[\w\-]|[\w\-]")
"""What a store may be called: no path and no address."""


def _zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError("It must be an IANA time zone such as Europe/Berlin or UTC")
    return name


def _baseline(window: str) -> str:
    first, dots, last = window.partition("..")
    try:
        if dots and date.fromisoformat(first.strip()) <= date.fromisoformat(last.strip()):
            return window
    except ValueError:
        pass
    raise ValueError("It must be two dates, the earlier first, such as 2026-10-01..2026-10-14")


def _colour(code: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", code):
        raise ValueError("It must be a colour such as #1f77b4")
    return code.lower()


def _store_name(name: str) -> str:
    if not STORE_NAME.fullmatch(name) or name == DEFAULT_STORE:
        raise ValueError(
            f"It must be 1 to 40 letters, digits, spaces, hyphens or underscores, and not “{DEFAULT_STORE}”, "
            "which is the key store"
        )
    return name


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("It must be three capital letters such as USD or EUR")
    return code


def _table(value: Any) -> Any:
    if not isinstance(value, str | dict):
        raise ValueError("It must be an expression in quotes, or a table with the key expression")  # noqa: TRY004
    return {"expression": value} if isinstance(value, str) else value


def _lookup(value: Any) -> Any:
    listed = value.get("from") if isinstance(value, dict) and set(value) == {"from"} else None
    names = [value] if isinstance(value, str) else listed if isinstance(listed, list) else []
    if not names or not all(isinstance(name, str) and name for name in names):
        raise ValueError(
            'It must be a column in quotes, or a table with a list: from = ["geo", "metadata.geo"]'
        )
    return value if isinstance(value, str) else tuple(names)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MetricTable(_Model):
    """One metric as it is declared; `metrics.declaration` fills in what is left out.

    >>> Settings.model_validate({"metrics": {"stalls": "rate(stalled)"}}).metrics["stalls"].expression
    'rate(stalled)'
    """

    expression: str
    label: str | None = None
    unit: Literal["share", "ms", "usd", "tokens", "score", "count", ""] | None = None
    direction: Literal["higher", "lower", "none"] | None = None
    floor: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    floor_relative: bool | None = None
    per: str | None = Field(default=None, min_length=1)
    description: str = ""


Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]


Dimension = Annotated[str | tuple[str, ...], BeforeValidator(_lookup)]
"""A further name for a column, or the columns that a name is looked up in, in this order."""


Share = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


Kind = Literal[
    "output",
    "quality",
    "concept",
    "retrieval",
    "prediction",
    "calibration",
    "decision",
    "prompt",
    "data",
    "schema",
]
"""The kinds of drift."""


class DriftTable(_Model):
    """What a change of a column has to reach before it is told, and what the field's own rules of thumb are.

    `distribution` is the least KS distance or total variation, `missing` the least change of the share without a
    value. `thresholds` replaces published ones by the statistic's name; `kinds` says which kind of drift a column is.

    >>> DriftTable(thresholds={"psi": 0.25}).distribution
    0.02
    """

    distribution: Share = 0.02
    missing: Share = 0.02
    thresholds: Mapping[Name, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)
    kinds: Mapping[Name, Kind] = Field(default_factory=dict)


class CompareTable(_Model):
    """`[compare]`: what must not get worse between two versions, and which attributes may be held still.

    `guardrails` stand first and have half of what the correction for many metrics leaves; `match` is by default what
    `default_dimensions` names, but for versions: these are what is released.

    >>> CompareTable(guardrails=("error_rate",)).match
    ()
    """

    guardrails: Names = ("error_rate", "format_failure_rate", "refusal_rate", "latency_p95", "cost_per_call")
    match: Names = ()


class Settings(_Model):
    """What an installation decides for itself. Every key may be left out."""

    store: Name = "./tidegauge-data/lake"
    stores: Mapping[Annotated[str, AfterValidator(_store_name)], Name] = Field(default_factory=dict)
    statement_timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)
    workbench: Name = "sqlite:///./tidegauge-data/workbench.sqlite"
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    currency: Annotated[str, AfterValidator(_currency)] = "USD"
    minimum_n: int = Field(default=100, ge=1)
    overview: Names = (
        "calls",
        "error_rate",
        "format_failure_rate",
        "latency_p95",
        "correctness",
        "thumbs_up_rate",
        "cost",
    )
    watch: Names = (
        *("output_tokens", "cost_per_call", "refusal_rate", "truncation_rate", "escalation_rate"),
        *("abandonment_rate", "recall_at_5"),
    )
    dimensions: Mapping[Name, Dimension] = Field(default_factory=dict)
    default_dimensions: Names = (
        *("geo", "device", "model", "prompt_version", "app_version"),
        *("feature", "language", "index_version", "source", "provider", "api_key"),
    )
    metrics: Mapping[Name, Annotated[MetricTable, BeforeValidator(_table)]] = Field(default_factory=dict)
    baselines: Mapping[Name, Annotated[str, AfterValidator(_baseline)]] = Field(default_factory=dict)
    drift: DriftTable = Field(default_factory=DriftTable)
    feedback: FeedbackTable = Field(default_factory=FeedbackTable)
    judge: JudgeTable = Field(default_factory=JudgeTable)
    cost: CostTable = Field(default_factory=CostTable)
    compare: CompareTable = Field(default_factory=CompareTable)
    business: BusinessTable = Field(default_factory=BusinessTable)
    service: ServiceTable = Field(default_factory=ServiceTable)
    probes: ProbesTable = Field(default_factory=ProbesTable)
    versions: VersionsTable = Field(default_factory=VersionsTable)
    alerts: AlertsTable = Field(default_factory=AlertsTable)
    incidents: IncidentsTable = Field(default_factory=IncidentsTable)
    colours: Mapping[Name, Mapping[Name, Annotated[str, AfterValidator(_colour)]]] = Field(
        default_factory=dict
    )
