"""Claims that an answer must not make."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks._texts import says
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options, passed
from tidegauge.settings_judge import Named


class ForbiddenOptions(Options):
    """None of `texts` may be there."""

    texts: Annotated[tuple[Named, ...], BeforeValidator(as_tuple), Field(min_length=1)]


def _make(options: ForbiddenOptions) -> Check:
    def check(_of: Held, answer: str) -> Found | None:
        claim = next((text for text in options.texts if says(answer, text)), None)
        return passed(claim is None, f"It says “{(claim or '')[:80]}”.")

    return check


CHECK = CheckKind(ForbiddenOptions, _make)
