"""What a check says: a line a rule, and what became of its notifications."""

from collections import Counter
from collections.abc import Iterator

from tidegauge import formats
from tidegauge.alerts.delivery import Delivered
from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.records import State, segment_words
from tidegauge.cli.show._text import inert

_NAMED = 3
"""Segments that a line names."""


def check_lines(found: Evaluation, zone: str) -> Iterator[str]:
    """Yield a line a rule: its state, the segments that it fires for, and what it says; then what is to be known of it."""
    if not found.rules:
        yield "No alert rule is switched on. Declare one under [alerts.rules.NAME] of tidegauge.toml, or on the page Alert rules."
    width = max((len(one.name) for one in found.rules), default=0)
    for one in sorted(found.rules, key=_rank):
        grade = f" {one.severity}" if one.severity else ""
        yield inert(f"{_state(one) + grade:<20} {one.name:<{width}}  {_said(one)}")
        if one.note:
            yield inert(f"{'':<20} {'':<{width}}  {one.note}")
    if found.rules:
        yield f"{_counted(found)} At {formats.moment(found.at, zone)}, in {formats.duration(found.took * 1000)}."


def _state(one: RuleEvaluation) -> str:
    if one.problem:
        return "not evaluated"
    return "cannot tell" if one.cannot_tell else one.state.value


def _rank(one: RuleEvaluation) -> tuple[object, ...]:
    order = [State.FIRING, State.PENDING, State.NO_DATA, State.RESOLVED, State.OK]
    state = State.NO_DATA if one.cannot_tell else one.state
    return order.index(state), one.problem is None, one.severity or "P9", one.name


def _said(one: RuleEvaluation) -> str:
    if one.problem:
        return f"It could not be evaluated: {one.problem}"
    firing = one.firing
    if len(firing) < 2:
        return one.sentence
    named = "; ".join(map(segment_words, firing[:_NAMED]))
    more = f" and {len(firing) - _NAMED} more" if len(firing) > _NAMED else ""
    return f"{len(firing)} of {formats.count(len(one.standings))} segments: {named}{more}. {one.sentence}"


def _counted(found: Evaluation) -> str:
    told = Counter(map(_state, found.rules))
    names = ("not evaluated", "cannot tell", *(state.value for state in State))
    parts = [f"{formats.count(told[name])} {name}" for name in names if told[name]]
    count = f"{formats.count(len(found.rules))} {'rules' if len(found.rules) > 1 else 'rule'}"
    return f"{count}: {', '.join(parts)}."


def delivery_lines(done: Delivered) -> Iterator[str]:
    """Yield what became of the notifications, where there were any."""
    if done.sent:
        yield f"{formats.count(done.sent)} {'notifications' if done.sent > 1 else 'notification'} sent."
    for name, problem in sorted((done.problems or {}).items()):
        yield inert(
            f"Channel {name}: {problem.rstrip('.')}. What it was to be told is kept, and tried again."
        )
    if done.given_up:
        given_up = "notifications were" if done.given_up > 1 else "notification was"
        yield f"{formats.count(done.given_up)} {given_up} given up after 7 days. See: tidegauge alerts history"
