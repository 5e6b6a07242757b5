"""How a reading moves a rule from state to state: nothing here knows a clock, a store or a person."""

from dataclasses import replace
from datetime import datetime

from tidegauge.alerts.records import Reading, Standing, State, Transition
from tidegauge.settings_alerts import RuleTable

COOLDOWN = "It was resolved less than the rule's cooldown ago"
UNTOLD = "Nobody was told of it"
BEFORE = "It was told before the data went missing"


def tells(transition: Transition) -> bool:
    """Return whether people are told of a change: that it fires, is resolved, or that data are missing or back."""
    is_back = transition.before is State.NO_DATA and transition.after in {State.OK, State.PENDING}
    is_news = transition.after in {State.FIRING, State.RESOLVED, State.NO_DATA} or is_back
    return is_news and transition.muted is None


def step(
    standing: Standing,
    reading: Reading,
    table: RuleTable,
    *,
    first: datetime | None = None,
    muted: str | None = None,
) -> tuple[Standing, Transition | None]:
    """Return what a rule says of a segment after one more window, and the change of state if there is one.

    A window that is not later than the last one changes nothing, so that a check may see it again. `first` is when the
    store begins: before it has `warm_up` of history nothing fires. `muted` is why nobody may be told now (maintenance,
    a cause that fires). A firing that was muted and is still breached when it no longer is gives a transition from
    firing to firing: that is when people are told.

    >>> from datetime import timedelta
    >>> table, now = RuleTable(breaches=2, of=3), Standing("errors", ())
    >>> for number in range(2):
    ...     at = datetime(2026, 11, 1) + number * table.window
    ...     now, moved = step(now, Reading((), at, breach=True), table)
    >>> moved.before.value, moved.after.value, moved.onset
    ('pending', 'firing', datetime.datetime(2026, 10, 31, 23, 45))
    """
    if standing.seen is not None and reading.at <= standing.seen:
        return standing, None
    if first is not None and reading.at - first < table.warm_up:
        return replace(standing, seen=reading.at, reading=reading), None
    found = _taken(reading, table)
    looked = _looked(standing, found, table)
    after = _after(looked, found, table)
    moved = _moved(looked, after, found, table)
    return _told(standing, moved, found, table, muted)


def _taken(reading: Reading, table: RuleTable) -> Reading:
    if reading.breach is not None or table.no_data not in {"ok", "firing"}:
        return reading
    return replace(reading, breach=table.no_data == "firing", clear=table.no_data == "ok")


def _looked(standing: Standing, reading: Reading, table: RuleTable) -> Standing:
    # Windows that no check came to say nothing, and take their places among the last ones all the same.
    passed = 0 if standing.seen is None else round((reading.at - standing.seen) / table.window) - 1
    gaps = (None,) * min(max(passed, 0), table.of)
    recent = (*standing.recent, *gaps, reading.breach)[-table.of :]
    return replace(standing, seen=reading.at, recent=recent, quiet=_quiet(standing, reading), reading=reading)


def _quiet(standing: Standing, reading: Reading) -> int:
    if reading.breach is None:
        return standing.quiet
    return standing.quiet + 1 if not reading.breach and reading.clear else 0


def _after(looked: Standing, reading: Reading, table: RuleTable) -> State:
    if reading.breach is None and _lacks(looked, table):
        return State.NO_DATA
    if looked.onset is not None:  # it fires, or did when the data went missing
        return State.RESOLVED if looked.quiet >= table.resolve_after else State.FIRING
    if looked.recent.count(True) >= table.breaches:
        return State.FIRING
    if True in looked.recent:
        return State.PENDING
    return State.RESOLVED if looked.state is State.RESOLVED and cools(looked, table) else State.OK


def _lacks(looked: Standing, table: RuleTable) -> bool:
    # As many windows as make it fire: a quiet quarter of an hour is no outage.
    missing = table.no_data == "no data" and looked.recent.count(None) >= table.breaches
    return missing or looked.state is State.NO_DATA


def cools(standing: Standing, table: RuleTable) -> bool:
    """Return whether the last window is within the cooldown after the rule was resolved in the segment."""
    if standing.resolved is None or standing.seen is None:
        return False
    return standing.seen - standing.resolved < table.cooldown


def _moved(looked: Standing, after: State, reading: Reading, table: RuleTable) -> Standing:
    if after is looked.state:
        return looked
    moved = replace(looked, state=after, since=reading.at)
    if after is State.FIRING and looked.onset is None:
        return replace(moved, quiet=0, told=None, onset=_onset(looked, reading, table))
    if after is State.RESOLVED:
        # What made it fire is over: it must not make it fire again.
        return replace(moved, recent=(), quiet=0, onset=None, resolved=reading.at)
    if moved.onset is not None or after is State.NO_DATA:
        return moved
    return replace(moved, told=None, severity=None)


def _onset(looked: Standing, reading: Reading, table: RuleTable) -> datetime:
    return reading.at - table.window * (len(looked.recent) - looked.recent.index(True))


def _told(
    before: Standing, moved: Standing, reading: Reading, table: RuleTable, muted: str | None
) -> tuple[Standing, Transition | None]:
    is_late = moved.state is before.state is State.FIRING and moved.told is None and reading.breach is True
    why = _why(before, moved, table, muted)
    if moved.state is before.state and not (is_late and why is None):
        return moved, None
    onset = moved.onset or before.onset
    found = Transition(
        moved.rule, moved.segment, reading.at, before.state, moved.state, onset, before.severity, muted=why
    )
    tells_now = moved.state in {State.FIRING, State.NO_DATA} and why is None
    return (replace(moved, told=reading.at) if tells_now else moved), found


def _why(before: Standing, moved: Standing, table: RuleTable, muted: str | None) -> str | None:
    is_back = before.state is State.NO_DATA and moved.state is not State.NO_DATA
    if moved.state is State.FIRING:
        if is_back and moved.told is not None:
            return BEFORE
        return COOLDOWN if cools(moved, table) else muted
    if moved.state is State.NO_DATA:
        return muted
    return UNTOLD if before.told is None and (is_back or moved.state is State.RESOLVED) else None
