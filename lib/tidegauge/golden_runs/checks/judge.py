"""A judge marks the answer by a rubric: the one check that asks somebody."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.judging.validators._validator import Options
from tidegauge.settings_judge import Named


class JudgeOptions(Options):
    """`rubric` is a shipped one or a file. Its dimensions on the scale 1-5 have to reach `least` on average, those in `marks`
    at least what stands there (1 is a pass and 0 a fail on the scale pass/fail).
    """

    rubric: Named = "default"
    least: float = Field(default=3.0, ge=1, le=5)
    marks: Mapping[Named, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)


def _make(_options: JudgeOptions) -> Check:
    raise AssertionError("a judge is asked: tidegauge.golden_runs.judge")


CHECK = CheckKind(JudgeOptions, _make, asks=True)
