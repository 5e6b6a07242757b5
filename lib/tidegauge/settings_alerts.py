"""The table `[alerts]` of `tidegauge.toml`: the rules, who is told, and how many false pages a week are borne."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from tidegauge.arrays_of_toml import as_tuple

Named = Annotated[str, Field(min_length=1, max_length=200)]
SeverityName = Literal["P0", "P1", "P2", "P3"]
_UNITS = {
    "s": 1,
    "min": 60,
    "h": 3_600,
    "hour": 3_600,
    "hours": 3_600,
    "d": 86_400,
    "day": 86_400,
    "days": 86_400,
}


def _duration(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", value)
    if found is None or found[2] not in _UNITS:
        raise ValueError("It must be a length of time such as 15 min, 4 h or 2 days")
    try:
        return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    except OverflowError:
        raise ValueError("It is longer than any calendar") from None


def _spelled(length: timedelta) -> str:
    """Return a length as the settings spell it: what is written as JSON must be read again."""
    seconds = length.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + " s"


def _address(value: str) -> str:
    # An address as a whole may come from the environment, too.
    if not re.match(r"[\w+.-]+://|\$\{\w+\}", value):
        raise ValueError(
            "It must be an address as Apprise spells it, such as slack://TOKENS or mailto://NAME@HOST"
        )
    return value


Names = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(_spelled, return_type=str, when_used="json"),
]
Positive = Annotated[Duration, Field(gt=timedelta(0))]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RuleTable(_Table):
    """`[alerts.rules.NAME]`: what is watched, when that is worth a page, and who is told. docs/alerts.md tells each key.

    `condition` is one of the files of alerts/conditions. It is breached in a window; the rule fires when `breaches` of
    the last `of` windows were, and is resolved after `resolve_after` windows in a row that are clear.

    >>> RuleTable(metric="error_rate", window="15 min").window
    datetime.timedelta(seconds=900)
    >>> RuleTable(window="90 s", cooldown="0 s").model_dump_json(exclude_defaults=True)
    '{"window":"90 s","cooldown":"0 s"}'
    """

    condition: Named = "change"
    metric: Named | None = None
    column: Named | None = None
    direction: Literal["worse", "better", "any"] = "worse"
    above: Number | None = None
    below: Number | None = None
    clear: Number | None = None
    against: Literal["baseline", "yesterday", "last week"] = "baseline"
    candidate: Named | None = None
    control: Named | None = None
    budget: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    per: Literal["day", "week", "month"] = "day"
    share: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.8
    older_than: Positive | None = None
    where: Names = ()
    for_each: Names = ()
    window: Positive = timedelta(minutes=15)
    breaches: Annotated[int, Field(ge=1, le=50)] = 3
    of: Annotated[int, Field(ge=1, le=50)] = 5
    minimum_n: Annotated[int, Field(ge=1)] = 200
    late_data: Annotated[Duration, Field(ge=timedelta(0))] = timedelta(minutes=10)
    warm_up: Annotated[Duration, Field(ge=timedelta(0))] = timedelta(days=7)
    no_data: Literal["keep", "ok", "no data", "firing"] = "keep"
    resolve_after: Annotated[int, Field(ge=1, le=500)] = 5
    cooldown: Annotated[Duration, Field(ge=timedelta(0))] = timedelta(hours=4)
    mute_when: Names = ()
    severity: Literal["computed", "P0", "P1", "P2", "P3"] = "computed"
    owner: Named | None = None
    channels: Names = ()
    incident: bool | None = None
    runbook: str = ""
    enabled: bool = True


class MaintenanceTable(_Table):
    """`[[alerts.maintenance]]`: while it lasts (UTC where no zone is given), nobody is paged by these rules, or by any where none is named."""

    start: datetime
    end: datetime
    rules: Names = ()
    note: str = ""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        start, end = (one if one.tzinfo else one.replace(tzinfo=UTC) for one in (self.start, self.end))
        if end <= start:
            raise ValueError("The end must be after the start")
        return self


RESPOND: Mapping[SeverityName, timedelta] = {
    "P0": timedelta(minutes=15),
    "P1": timedelta(hours=1),
    "P2": timedelta(hours=4),
    "P3": timedelta(days=1),
}
"""How soon somebody must respond."""


def _all_four(value: Mapping[SeverityName, timedelta]) -> Mapping[SeverityName, timedelta]:
    return {**RESPOND, **value}


class SeverityTable(_Table):
    """What makes a P0, P1 or P2, and how soon somebody must respond; all else is a P3.

    `traffic_wrong` is the share of all calls that is wrong beyond what is usual; the others are how far quality fell
    among the calls in question, as a share. A severity that `respond` does not name keeps its time.
    """

    traffic_wrong: Share = 0.05
    p1_fell: Share = 0.20
    p2_fell: Share = 0.10
    respond: Annotated[Mapping[SeverityName, Positive], AfterValidator(_all_four)] = Field(
        default_factory=lambda: RESPOND
    )


class AlertsTable(_Table):
    """What an installation says of its alerts. Every key may be left out.

    `channels` are addresses as Apprise spells them, by the name that rules and `routing` use. `${NAME}` in an address
    is read from the environment.
    """

    false_pages_per_week: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.5
    owner: Named | None = None
    address: Named | None = None
    channels: Mapping[Named, Annotated[Named, AfterValidator(_address)]] = Field(default_factory=dict)
    routing: Mapping[SeverityName, Names] = Field(default_factory=dict)
    severity: SeverityTable = Field(default_factory=SeverityTable)
    maintenance: Annotated[tuple[MaintenanceTable, ...], BeforeValidator(as_tuple)] = ()
    rules: Mapping[Named, RuleTable] = Field(default_factory=dict)
