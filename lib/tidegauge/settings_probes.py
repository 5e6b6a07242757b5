"""The tables `[probes]` and `[versions]` of `tidegauge.toml`: who is probed and how, and what is known of versions."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Named = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Floor = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]


def _key(value: str) -> str:
    if not re.fullmatch(r"\$\{\w+\}", value):
        # The value itself stands in no message: it is a secret that somebody wrote where it must not stand.
        raise ValueError("A key is taken from the environment: write ${NAME} and set the variable NAME")
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^/?#\s@]+(?:[/?#]\S*)?", value):
        raise ValueError("An endpoint is http(s)://HOST/v1, without a user and a password")
    return value


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ProbeTargetTable(_Table):
    """`[probes.targets.NAME]`: a model as it is asked for at an endpoint, pinned or by an alias.

    >>> ProbeTargetTable(model="aster-large", url="http://127.0.0.1:8000/v1").temperature
    0.0
    """

    model: Named
    url: Annotated[Named, AfterValidator(_address)] = "https://api.openai.com/v1"
    key: Annotated[Named, AfterValidator(_key)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = 0.0
    max_output_tokens: Annotated[int, Field(ge=16)] = 600
    timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 60.0
    input_price: Money | None = None
    output_price: Money | None = None


class ProbesTable(_Table):
    """What is asked, how often, and what a change has to reach. Every key may be left out.

    The first `reference_runs` runs are the frozen reference. `outcome_floor` is the least share of answers that comes out
    otherwise, `length_floor` and `speed_floor` the least relative change. `daily_cap` is US dollars a UTC day, of all
    targets together.

    >>> ProbesTable().reference_runs
    8
    """

    suite: Named = "core"
    repeats: Annotated[int, Field(ge=1, le=20)] = 1
    reference_runs: Annotated[int, Field(ge=4, le=100)] = 8
    concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    daily_cap: Money = 1.0
    outcome_floor: Floor = 0.2
    length_floor: Floor = 0.1
    speed_floor: Floor = 0.5
    targets: Mapping[Named, ProbeTargetTable] = Field(default_factory=dict)


class VersionsTable(_Table):
    """What the page Versions cannot see in the calls. Every key may be left out.

    `deprecations` are the days on which a provider ends a model, told `soon` days before. `pinned` and `aliases` say of
    model names, `*` standing for any text, what their form does not. `more` are further attributes that hold a version,
    by the word for their kind. `prompt_text` is the attribute that holds the text of a prompt.

    >>> VersionsTable(deprecations={"gpt-4-0613": date(2026, 12, 1)}).soon
    90
    """

    deprecations: Mapping[Named, date] = Field(default_factory=dict)
    soon: Annotated[int, Field(ge=0, le=3650)] = 90
    pinned: Names = ()
    aliases: Names = ()
    more: Mapping[Named, Named] = Field(default_factory=dict)
    prompt_text: Named | None = None
