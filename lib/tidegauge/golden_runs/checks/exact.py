"""The answer is a text, sign for sign."""

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks._texts import plain
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options, passed


class ExactOptions(Options):
    """`text` is the answer; without it that of the item. White space around it does not count; with `loose` neither do
    case, spacing and width.
    """

    text: str | None = None
    loose: bool = False


def _make(options: ExactOptions) -> Check:
    read = plain if options.loose else str.strip

    def check(of: Held, answer: str) -> Found | None:
        wanted = options.text if options.text is not None else of.reference
        if wanted is None:
            return None
        return passed(read(answer) == read(wanted), f"It is not “{wanted.strip()[:80]}”.")

    return check


def _applies(options: ExactOptions, of: Held) -> bool:
    return options.text is not None or of.reference is not None


CHECK = CheckKind(ExactOptions, _make, _applies)
