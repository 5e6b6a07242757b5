"""The table `[judge]` of `tidegauge.toml`: what the Judge page opens with, and what `tidegauge judge` judges, and how."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Named = Annotated[str, Field(min_length=1, max_length=200)]


Chips = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]
Rate = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class RateTable(BaseModel):
    """`[[judge.rates]]`: the share of the calls that meet every chip of `where` that is judged."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    where: Chips
    rate: Rate


class CheckTable(BaseModel):
    """`[[judge.checks]]`: a validator on the calls that meet `where`; keys beyond these are the validator's own.

    >>> CheckTable(validator="regex", pattern="[0-9]+").model_extra
    {'pattern': '[0-9]+'}
    """

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    validator: Named
    name: Named | None = None
    where: Chips = ()
    rate: Rate = 1.0


class JudgeTable(BaseModel):
    """What an installation says of its judge. Every key may be left out.

    `score` is the score that the Judge page opens with. `passes` is the lowest value that people would pass, by the
    score's name. `cost_per_call` is what one judged answer costs, in US dollars.

    >>> JudgeTable(passes={"tone": 3}).passes["tone"]
    3.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    score: Named = "correctness"
    passes: Mapping[Named, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)
    cost_per_call: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None

    # What `tidegauge judge` does; docs/judging.md tells each key.
    endpoint: Named | None = None
    model: Named | None = None
    key_variable: Named | None = None
    rubric: Named = "default"
    window: Named = "last 7 days"
    where: Chips = ()
    rate: Rate = 0.05
    rates: Annotated[tuple[RateTable, ...], BeforeValidator(as_tuple)] = ()
    always: Chips = (
        "status = error",
        "finish_reason = refusal, content_filter",
        "finish_reason = length, max_tokens",
        "signal.thumbs_down > 0",
    )
    context: Chips = ()
    longest: Annotated[int, Field(ge=200)] = 12_000
    concurrency: Annotated[int, Field(ge=1, le=256)] = 8
    timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 60.0
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    max_output_tokens: Annotated[int, Field(ge=16)] = 1_000
    temperature: Annotated[float, Field(ge=0, le=2)] | None = 0.0
    input_price: Money | None = None
    output_price: Money | None = None
    daily_cap: Money = 10.0
    flag_mean: Annotated[float, Field(allow_inf_nan=False)] = 2.0
    flag: Mapping[Named, Annotated[float, Field(allow_inf_nan=False)]] = Field(
        default_factory=lambda: {"correctness": 2.0}
    )
    checks: Annotated[tuple[CheckTable, ...], BeforeValidator(as_tuple)] = ()
