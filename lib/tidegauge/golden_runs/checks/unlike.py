"""Where only the answer that failed is known: another answer is given than that one."""

from pydantic import Field

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks.similarity import LONGEST
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options
from tidegauge.stats.text.rouge import consecutive


class UnlikeOptions(Options):
    """Up to `most` (ROUGE-L) an answer counts as another one."""

    most: float = Field(default=0.9, ge=0, le=1)


def _make(options: UnlikeOptions) -> Check:
    def check(of: Held, answer: str) -> Found | None:
        if not _applies(options, of):
            return None
        found = float(consecutive([(of.item.output, answer)], LONGEST)[0])
        value = found if found == found else 0.0  # noqa: PLR0124  nan: no words in either
        good = bool(answer.strip()) and value <= options.most
        why = f"{value:.0%} of it is the answer that failed." if answer.strip() else "It is empty."
        return Found(value, good, "" if good else why)

    return check


def _applies(_options: UnlikeOptions, of: Held) -> bool:
    return of.reference is None and bool(of.item.output.strip())


CHECK = CheckKind(UnlikeOptions, _make, _applies)
