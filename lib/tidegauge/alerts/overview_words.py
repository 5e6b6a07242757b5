"""The sentence of the page Alert rules: how many fire, and what they would have cost and caught."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.overview_records import AlertRow, RuleState
from tidegauge.findings import Direction, Finding, Verdict

NONE = "There is no alert rule yet."
_QUIET = {RuleState.OK, RuleState.RESOLVED}
_SAID = {
    RuleState.FIRING: ("fires", "fire"),
    RuleState.NO_DATA: ("has no data", "have no data"),
    RuleState.UNREAD: ("could not be evaluated", "could not be evaluated"),
    RuleState.PENDING: ("is pending", "are pending"),
}
_BESIDE = {
    RuleState.UNTOLD: ("cannot tell", "cannot tell"),
    RuleState.UNCHECKED: ("was not checked yet", "were not checked yet"),
    RuleState.OFF: ("is off", "are off"),
}


def alerts_finding(rows: Sequence[AlertRow], zone: str, now: datetime, bearable: float) -> Finding:
    """Return the finding. `bearable` is how many false pages a week all rules together may send."""
    if not rows:
        return Finding(Verdict.CANNOT_TELL, "alerts", NONE)
    worst = rows[0].state
    bad = worst in {RuleState.FIRING, RuleState.NO_DATA, RuleState.UNREAD}
    quiet = Verdict.CANNOT_TELL if worst in {RuleState.UNTOLD, RuleState.UNCHECKED} else Verdict.NOT_MATERIAL
    sentence = " ".join((counted(rows), *cost(rows)))
    return Finding(
        Verdict.CHANGED if bad else quiet,
        "alerts",
        sentence,
        _details(rows, zone, now, bearable),
        direction=Direction.WORSE if bad else Direction.NEUTRAL,
    )


def counted(rows: Sequence[AlertRow]) -> str:
    """Return how many rules say what: `2 rules fire, 1 is pending, 44 are quiet.`"""
    states = Counter(RuleState.OK if row.state in _QUIET else row.state for row in rows)
    parts = [(states[state], one, many) for state, (one, many) in _SAID.items() if states[state]]
    if states[RuleState.OK]:
        parts.append((states[RuleState.OK], "is quiet", "are quiet"))
    parts += [(states[state], one, many) for state, (one, many) in _BESIDE.items() if states[state]]
    said = [f"{formats.count(n)} {one if n == 1 else many}" for n, one, many in parts]
    n, one, many = parts[0]
    said[0] = f"{formats.count(n)} {f'rule {one}' if n == 1 else f'rules {many}'}"
    return f"{', '.join(said)}."


def cost(rows: Sequence[AlertRow]) -> list[str]:
    """Return what the rules would have cost and caught, as far as they were back-tested."""
    on = [row for row in rows if row.state is not RuleState.OFF]
    tried = [row.backtest for row in on if row.backtest is not None]
    if not tried:
        return ["None was back-tested yet." if len(on) > 1 else "It was not back-tested yet."] if on else []
    known = {name for one in tried for name in one.known}
    caught = {name for one in tried for name in one.caught}
    paged = often(sum(one.pages_per_week for one in tried))
    days = round(max(one.days for one in tried))
    who = "It" if len(on) == 1 else "They"
    if len(tried) < len(on):
        who = f"The {formats.count(len(tried))} that were back-tested"
        who = "The one that was back-tested" if len(tried) == 1 else who
    found = f"{len(caught)} of {len(known)} known incidents {'was' if len(caught) == 1 else 'were'} caught"
    found = found if known else "no incident of that time is known"
    paged = "never have paged" if paged == "never" else f"have paged {paged}"
    return [f"{who} would {paged} over {formats.count(days)} days; {found}."]


def often(pages: float) -> str:
    """Return a number of pages a week in words.

    >>> often(0), often(0.02), often(0.42), often(1), often(12.4)
    ('never', 'less than 0.1 times a week', '0.4 times a week', 'once a week', '12 times a week')
    """
    if not pages:
        return "never"
    text = rate(pages)
    if text == "< 0.1":
        return "less than 0.1 times a week"
    return "once a week" if text == "1.0" else f"{text} times a week"


def rate(pages: float) -> str:
    """Return a number of pages a week as a table shows it.

    >>> rate(0), rate(0.02), rate(0.42), rate(12.4)
    ('0', '< 0.1', '0.4', '12')
    """
    if not pages:
        return "0"
    if pages < 0.05:
        return "< 0.1"
    return f"{pages:.1f}" if pages < 9.95 else f"{pages:.0f}"


def _details(rows: Sequence[AlertRow], zone: str, now: datetime, bearable: float) -> tuple[str, ...]:
    checked = [row.checked for row in rows if row.checked is not None]
    last = (
        f"checked {formats.age(max(checked), now, zone)}" if checked else "no check ran yet: tidegauge check"
    )
    untried = sum(row.backtest is None and row.state is not RuleState.OFF for row in rows)
    more = (f"{formats.count(untried)} not back-tested as {'it stands' if untried == 1 else 'they stand'}",)
    borne = f"all rules together may send {bearable:g} false pages a week"
    return (last, *(more if untried else ()), borne)
