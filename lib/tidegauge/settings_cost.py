"""The table `[cost]` of `tidegauge.toml`: prices of one's own, names that stand for others, budgets, what a label costs."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.time_zones import time_zones


def _zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError("It must be an IANA time zone such as Europe/Berlin or UTC")
    return name


Named = Annotated[str, Field(min_length=1, max_length=200)]
Chips = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Above = Annotated[float, Field(gt=0, allow_inf_nan=False)]
TOKENS = ("input", "cached_input", "cache_write", "audio_input", "output", "reasoning", "audio_output")
"""The kinds of tokens that have a price."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class TierTable(_Table):
    """Prices of calls with more than `above` input tokens; what is left out stays as it is below."""

    above: Annotated[int, Field(ge=1)]
    input: Money | None = None
    cached_input: Money | None = None
    cache_write: Money | None = None
    audio_input: Money | None = None
    output: Money | None = None
    reasoning: Money | None = None
    audio_output: Money | None = None


class PriceTable(_Table):
    """`[[cost.prices]]`: US dollars a million tokens of a model, `*` standing for any text, from `since` (UTC) on.

    Kinds of tokens that are left out cost what their like costs: cached, written and audio input as input, reasoning and
    audio output as output. `batch` is what a batch call's price is multiplied by.

    >>> PriceTable(model="aster-*", input=1.0, output=4.0).batch
    0.5
    """

    model: Named
    provider: Named | None = None
    since: date | None = None
    input: Money
    cached_input: Money | None = None
    cache_write: Money | None = None
    audio_input: Money | None = None
    output: Money
    reasoning: Money | None = None
    audio_output: Money | None = None
    batch: Money = 0.5
    tiers: Annotated[tuple[TierTable, ...], BeforeValidator(as_tuple)] = ()


class BudgetTable(_Table):
    """`[cost.budgets.NAME]`: the most that the calls that meet `where` may cost a day, week or month of `time_zone`.

    With `each` every value of that attribute has a budget of its own. `of` says whose money it is: that of the calls, or
    that of judging.

    >>> BudgetTable(limit=50, every="day", where=["api_key = svc-batch-07"]).where
    ('api_key = svc-batch-07',)
    """

    limit: Above
    every: Literal["day", "week", "month"] = "month"
    where: Chips = ()
    each: Named | None = None
    of: Literal["calls", "judging"] = "calls"
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None


class CostTable(_Table):
    """What money is worth and what tokens cost. Every key may be left out.

    `currency_per_dollar` turns US dollars into the settings' `currency`; without it money is shown in dollars. `tokens`
    names the columns that count cache_write, audio_input and audio_output tokens; `batch` are chips that tell batch calls.
    `models` and `providers` say what a name of the store is called in the price list. `quality` is the metric that stands
    beside every saving. A session with a signal of `unresolved` is not resolved. `review_label` is what one human label
    costs, in US dollars.

    >>> CostTable(models={"prod-large": "gpt-5-mini"}).models["prod-large"]
    'gpt-5-mini'
    """

    currency_per_dollar: Above | None = None
    quality: Named | None = None
    unresolved: Chips = ("abandoned", "escalation")
    review_label: Money | None = None
    batch: Chips = ()
    tokens: Mapping[Literal["cache_write", "audio_input", "audio_output"], Named] = Field(
        default_factory=dict
    )
    models: Mapping[Named, Named] = Field(default_factory=dict)
    providers: Mapping[Named, Named] = Field(default_factory=dict)
    prices: Annotated[tuple[PriceTable, ...], BeforeValidator(as_tuple)] = ()
    budgets: Mapping[Named, BudgetTable] = Field(default_factory=dict)
