"""Alert rules whose windows say what a test wrote down: a sign a window, a row a segment."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from tidegauge.alerts import reading, sentences
from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.evaluated import Evaluation
from tidegauge.alerts.evaluation import evaluate
from tidegauge.alerts.outbox import list_notifications
from tidegauge.alerts.records import Reading, Rule, Segment
from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.transitions import list_transitions
from tidegauge.findings import Link
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

START = datetime(2026, 11, 2)
WINDOW = timedelta(minutes=15)
ALL: Segment = ()
BR: Segment = (("geo", "BR"),)
DE: Segment = (("geo", "DE"),)
_BREACH = {"!": True, ".": False, "?": None}
_VALUE = {"!": 0.5, ".": 0.1, "?": None}


@dataclass
class Script:
    """What each rule says: {rule: {segment: signs}}, from START on; `!` is breached, `?` without data, a blank is no row."""

    signs: dict[str, Mapping[Segment, str]] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def read(self, asked: Asked) -> Iterator[Reading]:
        """Return the readings of the windows that are asked for."""
        name = asked.rule.name
        if name in self.broken:
            raise self.broken[name]
        self.asked.append((name, len(asked.ends)))
        for end in asked.ends:
            for segment, signs in self.signs[name].items():
                place = round((end - START) / WINDOW) - 1
                sign = signs[place : place + 1] if place >= 0 else "."
                if sign.strip():
                    wrong = {"wrong": 0.06, "share": 0.1} if sign == "!" else {}
                    yield Reading(
                        segment, end, _BREACH[sign], value=_VALUE[sign], n=40 if sign != "?" else 0, **wrong
                    )


def end_of(window: int) -> datetime:
    """Return when a check sees the windows up to number `window` (from 1): its data are there."""
    return START + window * WINDOW + timedelta(minutes=10)


def rule(name: str = "errors", **keys: object) -> Rule:
    """Return a rule that fires at its first breached window, and is resolved at the first clear one."""
    plain = {"breaches": 1, "of": 1, "resolve_after": 1, "warm_up": timedelta(0), "cooldown": timedelta(0)}
    return Rule(name, RuleTable.model_validate({"condition": "script", **plain, **keys}))


def source() -> Source:
    """Return a source whose store began long before START."""
    held = SimpleNamespace(first=START - timedelta(days=365), rows={})
    return cast("Source", SimpleNamespace(store=SimpleNamespace(catalog=lambda: held), dimensions={}))


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """The condition “script”: what the rules say is written into it."""
    found = Script()

    def sentence(one: Rule, _settings: Any, read: Reading, _onset: Any) -> str:
        return f"{one.name} is at {read.value}."

    def link(one: Rule, _settings: Any, read: Reading, _onset: Any) -> Link:
        return Link(
            "scope", {"metric": one.name, "where": tuple(f"{name} = {value}" for name, value in read.segment)}
        )

    condition = Condition("Script", (), (), lambda one, _: one.name, found.read, sentence, link)
    for module in (reading, sentences):
        monkeypatch.setattr(module, "conditions", lambda: {"script": condition})
    monkeypatch.setattr(reading, "check_rule", lambda *_: None)
    return found


SETTINGS = Settings.model_validate(
    {
        "alerts": {
            "channels": {"chat": "json://a", "pager": "json://b"},
            "routing": {"P0": ["pager", "chat"], "P3": ["chat"]},
        }
    }
)
"""Two channels: both hear a P0, one of them a P3."""

Checked = Callable[..., Evaluation]


@pytest.fixture
def checked(engine: sa.Engine, script: Script) -> Callable[..., Evaluation]:
    """Return checked(window, *rules): evaluate them when the data of that window are there."""

    def check(
        window: int, *rules: Rule, settings: Settings = SETTINGS, only: Sequence[str] = ()
    ) -> Evaluation:
        return evaluate(
            source(), settings, engine, rules or [rule()], end_of(window), store="lake", only=only
        )

    return check


def course_of(engine: sa.Engine, name: str = "errors") -> list[tuple[int, str]]:
    """Return the windows in which the state changed, with what it changed to."""
    found = list_transitions(engine, "lake", rule=name)
    return [(round((one.transition.at - START) / WINDOW), one.transition.after.value) for one in found]


def told_of(engine: sa.Engine) -> list[tuple[str, str, str]]:
    """Return whom a channel is told of: rule, state and channel."""
    named = {one.id: one.transition for one in list_transitions(engine)}
    return [
        (named[one.transition].rule, named[one.transition].after.value, one.channel)
        for one in list_notifications(engine)
        if one.channel != INCIDENTS
    ]
