"""The top of a policy file: how often one may look, how often a gate may be wrong, where the baseline is read."""

from typing import Annotated

from pydantic import Field

from tidegauge.gate.settings import Above, GateTable, Share


class General(GateTable):
    """The keys of a policy outside of its checks.

    With `peeking` intervals hold however often the gate is run on growing data; without, for one run that was planned.
    `false_fail` is the share of harmless candidates that may fail. `planned` are the calls of both sides together at which the
    decision is expected, where intervals are narrowest. Fewer than `minimum_n` calls of a side settle nothing but
    exact tests. Where the baseline has no calls beside the candidate's, those of `baseline_days` days before are read.
    """

    peeking: bool = True
    false_fail: Share = 0.05
    planned: Above = 4000.0
    minimum_n: Annotated[int, Field(ge=2)] = 30
    baseline_days: Annotated[float, Field(gt=0, le=3660)] = 7.0

    @property
    def at(self) -> float | None:
        """The planned rows of an interval that holds at every look; None for the plain one."""
        return self.planned if self.peeking else None
