"""Where the right answer is a JSON object: the answer is one with the same keys."""

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks._json import json_object
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options, passed


class JsonKeysOptions(Options):
    """With `values` the values have to be the same, too."""

    values: bool = False


def _make(options: JsonKeysOptions) -> Check:
    def check(of: Held, answer: str) -> Found | None:
        wanted = json_object(of.reference or "")
        return None if wanted is None else _compared(wanted, json_object(answer), values=options.values)

    return check


def _compared(wanted: dict[str, object], found: dict[str, object] | None, *, values: bool) -> Found:
    if found is None:
        return passed(False, "It is no JSON object.")
    missing, more = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    if missing or more:
        word, names = ("lacks", missing) if missing else ("has more keys:", more)
        return passed(False, f"It {word} “{min(names)[:80]}”.")
    other = next((name for name in wanted if values and wanted[name] != found[name]), None)
    return passed(other is None, f"“{(other or '')[:80]}” has another value.")


def _applies(_options: JsonKeysOptions, of: Held) -> bool:
    return json_object(of.reference or "") is not None


CHECK = CheckKind(JsonKeysOptions, _make, _applies)
