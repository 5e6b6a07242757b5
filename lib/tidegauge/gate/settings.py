"""What every table of a policy file has: strict keys, and whether the check runs and decides."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=500)], ...], BeforeValidator(as_tuple)]
Share = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
Above = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class GateTable(BaseModel):
    """A table of a policy file: keys that nobody knows are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CheckTable(GateTable):
    """`[checks.NAME]`: without `enabled` a check is not made; without `decides` it is shown and stops nothing.

    A check that `waits` holds a candidate back until there is enough data to show that its limit is kept; one that does not
    stops it with evidence alone: what is judged on a sample would hold every release for weeks.
    """

    enabled: bool = True
    decides: bool = True
    waits: bool = True
