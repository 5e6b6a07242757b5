"""The validators of `tidegauge judge` as checks of golden runs."""

from typing import Any

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._documents import RankingOptions
from tidegauge.judging.validators._validator import CheckedCall, Found, Validator


def validated(one: Validator) -> CheckKind | None:
    """Return a validator as a check; None where it needs more than the texts: the answer before, or what was retrieved."""
    if one.previous or issubclass(one.options, RankingOptions):
        return None

    def make(options: Any) -> Check:
        validate = one.make(options)

        def check(of: Held, answer: str) -> Found | None:
            return validate(CheckedCall(answer, of.item.input, columns=of.item.facts))

        return check

    return CheckKind(one.options, make)
