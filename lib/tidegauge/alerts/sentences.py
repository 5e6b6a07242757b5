"""What a change of state says in plain words."""

from dataclasses import replace
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.course import Moved
from tidegauge.alerts.records import Reading, Rule, Standing, State, Transition, segment_words
from tidegauge.settings import Settings


def worded(moved: Moved, settings: Settings, now: datetime) -> Transition:
    """Return a transition with its sentence, its grey lines and the page that shows it."""
    found, reading = moved.transition, moved.reading
    condition = conditions()[moved.rule.table.condition]
    return replace(
        found,
        sentence=_sentence(moved.rule, found, reading, settings, now),
        details=_details(found, reading),
        link=condition.link(moved.rule, settings, reading, found.onset),
    )


def stands(rule: Rule, standing: Standing, settings: Settings, now: datetime) -> str:
    """Return what a rule says of a segment now."""
    at = standing.since or now
    found = Transition(rule.name, standing.segment, at, standing.state, standing.state, standing.onset)
    return _sentence(rule, found, standing.reading or Reading(standing.segment, at, None), settings, now)


def _sentence(rule: Rule, found: Transition, reading: Reading, settings: Settings, now: datetime) -> str:
    fires = found.after is State.FIRING
    if fires and reading.breach is True and reading.value is not None:
        return conditions()[rule.table.condition].sentence(rule, settings, reading, found.onset)
    zone, place = settings.time_zone or "UTC", segment_words(found.segment)
    at, since = (formats.moment(one, zone, now) for one in (found.at, found.onset))
    if found.after is State.RESOLVED and found.onset is not None:
        return f"“{rule.name}” is resolved for {place}. It fired from {since} to {at}."
    if fires and reading.breach is False:
        many = rule.table.resolve_after
        enough = "one that is clear ends it" if many == 1 else f"{many} clear ones in a row end it"
        return f"“{rule.name}” fires for {place} since {since}. The last window was not breached; {enough}."
    if fires and rule.table.no_data == "keep":
        return f"“{rule.name}” fires for {place} since {since}. {_too_few(rule, reading)}; until it has enough the state stays."
    if found.after is State.PENDING:
        return f"“{rule.name}” was breached for {place} in the window to {at}. It fires at {_enough(rule)}."
    return f"“{rule.name}” {_STATES[found.after]} for {place} since {at if found.onset is None else since}."


_STATES = {
    State.OK: "is back to normal",
    State.FIRING: "fires: there are no data",
    State.RESOLVED: "is resolved",
    State.NO_DATA: "cannot be told: there are no data",
}


def _too_few(rule: Rule, reading: Reading) -> str:
    if not reading.n:
        return "The last window has no calls"
    return f"The last window has {formats.count(reading.n)} of the {formats.count(rule.table.minimum_n)} calls that it needs"


def _enough(rule: Rule) -> str:
    table = rule.table
    if table.of == 1:
        return "one such window"
    return (
        f"{table.breaches} of {table.of} windows of {formats.duration(table.window.total_seconds() * 1000)}"
    )


def _details(transition: Transition, reading: Reading) -> tuple[str, ...]:
    counted = f"{formats.count(reading.n)} calls in the window"
    against = f", {formats.count(reading.n_reference)} to compare with" if reading.n_reference else ""
    parts = [f"{counted}{against}" if reading.n else "", transition.because]
    fires = transition.after is State.FIRING
    if fires and reading.share is not None and transition.segment:
        parts.append(f"{formats.share(reading.share)} of all calls")
    if fires and reading.p_value is not None:
        parts.append(f"p = {reading.p_value:.2g}")
    return tuple(part for part in parts if part)
