"""Facts that an answer must name."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks._texts import says
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options, passed
from tidegauge.settings_judge import Named


class ContainsOptions(Options):
    """All of `texts` have to be there, or with `any` one of them. Without texts it is the expected answer that must be, of items
    where it has at most `longest` words.
    """

    texts: Annotated[tuple[Named, ...], BeforeValidator(as_tuple)] = ()
    any: bool = False
    longest: int = Field(default=8, ge=1)


def _wanted(options: ContainsOptions, of: Held) -> tuple[str, ...]:
    if options.texts:
        return options.texts
    expected = of.item.expected
    return (expected,) if expected.strip() and len(expected.split()) <= options.longest else ()


def _make(options: ContainsOptions) -> Check:
    def check(of: Held, answer: str) -> Found | None:
        wanted = _wanted(options, of)
        missing = [text for text in wanted if not says(answer, text)]
        good = len(missing) < len(wanted) if options.any else not missing
        return passed(good, f"It does not say “{missing[0][:80] if missing else ''}”.") if wanted else None

    return check


def _applies(options: ContainsOptions, of: Held) -> bool:
    return bool(_wanted(options, of))


CHECK = CheckKind(ContainsOptions, _make, _applies)
