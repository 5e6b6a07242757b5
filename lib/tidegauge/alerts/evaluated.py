"""What one evaluation of the rules came to."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.alerts.records import Segment, Severity, Standing, State
from tidegauge.alerts.transitions import RecordedTransition

_WORST = (State.FIRING, State.PENDING, State.NO_DATA, State.RESOLVED, State.OK)


@dataclass(frozen=True)
class RuleEvaluation:
    """What a rule says now: of every segment, and as a `state` of the rule, that of the segment it is worst in.

    `seen` is the end of the last window that was read, `windows` how many this evaluation read. `problem` says why it
    could not be evaluated; `note`, what else is to be known of it. `cannot_tell`: it was evaluated, no window of any
    segment had enough, and `sentence` says so; it is no pass, though its state is ok.
    """

    name: str
    state: State
    sentence: str
    seen: datetime | None
    windows: int
    standings: tuple[Standing, ...]
    transitions: tuple[RecordedTransition, ...]
    problem: str | None = None
    note: str | None = None
    cannot_tell: bool = False

    @property
    def firing(self) -> tuple[Segment, ...]:
        """The segments that it fires for."""
        return tuple(one.segment for one in self.standings if one.state is State.FIRING)

    @property
    def severity(self) -> Severity | None:
        """The worst severity of what fires."""
        found = [one.severity for one in self.standings if one.state is State.FIRING and one.severity]
        return min(found, key=lambda one: one.value, default=None)


@dataclass(frozen=True)
class Evaluation:
    """Every rule at the moment `at`. `began` is when the work began by the clock (UTC), `took` its seconds."""

    at: datetime
    began: datetime
    took: float
    rules: tuple[RuleEvaluation, ...]

    @property
    def firing(self) -> tuple[RuleEvaluation, ...]:
        """The rules that fire."""
        return tuple(one for one in self.rules if one.state is State.FIRING)

    @property
    def problems(self) -> tuple[RuleEvaluation, ...]:
        """The rules that could not be evaluated."""
        return tuple(one for one in self.rules if one.problem is not None)

    @property
    def transitions(self) -> tuple[RecordedTransition, ...]:
        """Every change of state that was found, oldest first."""
        return tuple(sorted((one for rule in self.rules for one in rule.transitions), key=lambda one: one.id))

    @property
    def exit_code(self) -> int:
        """0: nothing fires. 1: a rule does. 2: nothing is known to, but a rule could not be evaluated."""
        if self.firing:
            return 1
        return 2 if self.problems else 0


def worst(standings: tuple[Standing, ...]) -> Standing | None:
    """Return the standing that speaks for a rule: by its state, then its severity, then the oldest.

    >>> from tidegauge.alerts.records import Severity
    >>> calm, bad = Standing("errors", ()), Standing("errors", (("geo", "BR"),), State.FIRING, severity=Severity.P1)
    >>> worst((calm, bad)).segment
    (('geo', 'BR'),)
    """
    order = {state: place for place, state in enumerate(_WORST)}
    return min(
        standings,
        key=lambda one: (order[one.state], (one.severity or Severity.P3).value, str(one.since or "never")),
        default=None,
    )
