"""The table `[business]` of `tidegauge.toml`: what outcomes are called, which decisions refuse, which slice is random."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Role = Literal["impressions", "clicks", "conversions", "spend", "revenue", "rejected", "fraud"]
ROLES: tuple[Role, ...] = ("impressions", "clicks", "conversions", "spend", "revenue", "rejected", "fraud")
"""What an outcome can be to the page."""
REJECTED = ("rejected", "reject", "declined", "decline", "denied", "deny", "blocked", "refused")

Named = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]


class BusinessTable(BaseModel):
    """How the page Business reads a store. Every key may be left out.

    `outcomes` says what a role's outcome is called in the store, where its own name does not tell. `where` are chips that keep
    the calls that can have outcomes; without it the features that ever had one. `rejected` are the values of `decision` that
    refuse. `threshold` is the prediction from which on the rules act. `random` is the chip of the traffic that no model
    steered. `delay_hours` is how long outcomes take to arrive; without it the store is measured. `outcome` is the figure
    that the page opens with, `versions` the attribute that its versions are of.

    >>> BusinessTable(outcomes={"clicks": "link_opened"}).threshold
    0.5
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    outcomes: Mapping[Role, Named] = Field(default_factory=dict)
    where: Names = ()
    rejected: Names = REJECTED
    threshold: Annotated[float, Field(allow_inf_nan=False)] = 0.5
    random: Named = "variant = random"
    delay_hours: Annotated[float, Field(gt=0, le=24 * 90, allow_inf_nan=False)] | None = None
    outcome: Named | None = None
    versions: Named | None = None
