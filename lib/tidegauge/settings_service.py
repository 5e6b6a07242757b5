"""The table `[service]` of `tidegauge.toml`: objectives with their error budgets, what tells rate limiting, and a queue."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tidegauge.arrays_of_toml import as_tuple

RATE_LIMITED = (
    "429",
    "rate_limit",
    "rate limit",
    "ratelimit",
    "too_many_requests",
    "throttl",
    "resource_exhausted",
)
"""Parts of error types, in small letters, by which providers say that they were asked too often."""

Named = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]
Above = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SloTable(_Table):
    """`[service.slos.NAME]`: the share of the calls that meet `where` that shall be good, over the last `days` days.

    A call is good that did not fail; with `latency_ms` or `first_token_ms` one that did not fail and took less. `metric` is
    any rate instead, by name or as an expression: of bad calls, unless more of it is declared to be better.

    >>> SloTable(objective=0.995).days
    28
    """

    objective: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
    metric: Named | None = None
    latency_ms: Above | None = None
    first_token_ms: Above | None = None
    days: Annotated[int, Field(ge=1, le=90)] = 28
    where: Names = ()

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        given = [
            name for name in ("metric", "latency_ms", "first_token_ms") if getattr(self, name) is not None
        ]
        if len(given) > 1:
            raise ValueError(f"Give one of metric, latency_ms and first_token_ms, not {' and '.join(given)}")
        return self


class ServiceTable(_Table):
    """How fast and how reliable calls shall be. Every key may be left out.

    `queue` names the attribute that counts who waited before a call, or for how long. A failed call is rate limited whose
    error type holds one of `rate_limited`, whatever its case.

    >>> ServiceTable(slos={"answers": SloTable(objective=0.99)}).queue is None
    True
    """

    slos: Mapping[Named, SloTable] = Field(default_factory=dict)
    queue: Named | None = None
    rate_limited: Names = RATE_LIMITED
