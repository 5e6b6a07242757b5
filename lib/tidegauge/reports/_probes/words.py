"""What moved, in plain words: shorter, slower, another form."""

from collections.abc import Mapping

from tidegauge import formats
from tidegauge.workbench.probe_checks import ProbeCheck

LONGEST = 60


def moved_words(check: ProbeCheck) -> str:
    """Return what a change is, as the rest of a sentence about answers.

    >>> numbers = (-0.23, -0.28, -0.18, 1e-9, 1e-6, 0.1, 192, 24)
    >>> check = ProbeCheck(9, "every answer", "length", 1, 1, "changed", *numbers, {"words": 98.0}, {"words": 75.0})
    >>> moved_words(check)
    'answers to the same questions are 23% shorter'
    """
    value = check.value or 0.0
    match check.measure:
        case "length":
            return f"answers to the same questions are {_size(value)} {'shorter' if value < 0 else 'longer'}"
        case "speed":
            return f"answers take {_size(value)} {'less' if value < 0 else 'more'} time"
        case "model":
            return f"answers come from {_names(check.after)}, before from {_names(check.before)}"
        case "fingerprint":
            return f"the endpoint names another system fingerprint, {_names(check.after)}"
        case _:
            return f"{check.probe}: {_risen(check)}"


def evidence(check: ProbeCheck) -> str:
    """Return what a change stands on: from what to what, its interval, and how much was read."""
    n = f"n {formats.count(check.n_current)} against {formats.count(check.n_reference)}"
    if check.measure in {"model", "fingerprint"}:
        return f"{n}; the endpoint says so itself, nothing is tested"
    together = "" if check.runs == 1 else f" in the newest {check.runs} runs"
    p = formats.p_value(check.p_adjusted)
    if check.measure == "length":
        moved = f"{change_words(check)}, {check.before['words']:.0f} to {check.after['words']:.0f} words"
    elif check.measure == "speed":
        moved = f"{change_words(check)}, {check.before['seconds']:.2g} to {check.after['seconds']:.2g} s"
        n = f"{formats.count(check.n_current)} runs against {formats.count(check.n_reference)}"
    else:
        moved = f"{change_words(check)} of answers came out otherwise"
    return f"{moved}{together}, {n}, {p}"


def interval(check: ProbeCheck) -> str:
    """Return the interval of a change, in per cent or points."""
    if check.low is None or check.high is None:
        return "no interval"
    return f"[{formats.signed(100 * check.low, 0)}, {formats.signed(100 * check.high, 0)}]"


def change_words(check: ProbeCheck) -> str:
    """Return the size of a change with its interval; of what is no number, the names."""
    if check.value is None:
        return _names(check.after) if check.measure in {"model", "fingerprint"} else ""
    size = 100 * check.value
    number = (
        f"{formats.decimal(size, 0)} pt" if check.measure == "outcomes" else f"{formats.signed(size, 0)}%"
    )
    return f"{number} {interval(check)}"


def sees(check: ProbeCheck) -> str:
    """Return the smallest change that a look could have seen."""
    if check.smallest is None:
        return ""
    unit = " pt" if check.measure == "outcomes" else "%"
    return f"≥ {formats.decimal(100 * check.smallest, 0)}{unit}"


def label(check: ProbeCheck) -> str:
    """Return what was measured, in a word or two."""
    if check.measure == "outcomes":
        return check.probe
    return {"length": "length of answers", "speed": "time", "model": "model that answers"}.get(
        check.measure, "system fingerprint"
    )


def _size(value: float) -> str:
    return formats.share(abs(value), 0)


def _risen(check: ProbeCheck) -> str:
    """Return the category that gained most, with its share before and now."""
    before, now = (max(sum(side.values()), 1) for side in (check.before, check.after))
    shares = {
        name: (check.before.get(name, 0) / before, check.after.get(name, 0) / now)
        for name in {*check.before, *check.after}
    }
    name = max(sorted(shares), key=lambda one: shares[one][1] - shares[one][0])
    first, last = shares[name]
    return f"{formats.share(last, 0)} of answers are “{name}”, before {formats.share(first, 0)}"


def _names(counts: Mapping[str, float]) -> str:
    return (
        " and ".join(name[:LONGEST] for name in sorted(counts, key=lambda one: -counts[one])[:3]) or "nobody"
    )
