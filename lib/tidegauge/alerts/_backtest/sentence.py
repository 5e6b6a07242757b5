"""What a back-test says in plain words."""

from datetime import datetime, timedelta

from tidegauge import formats
from tidegauge.alerts._backtest.learnt_words import hindered, learnt_note
from tidegauge.alerts.backtest_records import Backtest
from tidegauge.alerts.conditions._words import length_words
from tidegauge.alerts.history.read import MOST
from tidegauge.formats.times import local
from tidegauge.settings import Settings

SHOWN = 3
"""False firings whose times are named."""


def sentence(found: Backtest) -> str:
    """Return what would have happened: how often it would have fired, on what, how soon, and how often for nothing."""
    days = max(round(found.window.length / timedelta(days=1)), 1)
    span = f"in {days} day{'' if days == 1 else 's'}"
    if not found.segments:
        return f"It could not have fired {span}: {hindered(found)}."
    if not found.firings:
        return f"Would not have fired {span}{_missed(found)}."
    times = _times(found.pages)
    if not found.incidents:
        return (
            f"Would have fired {times} {span}: {_week(found.pages_per_week, 'page')}. "
            "No incident about it is known there, so nobody can say which were false."
        )
    parts = [f"Would have fired {times} {span}: {_caught(found)}, {_false(found)}."]
    delay = found.median_time_to_detect
    if delay is not None:
        parts.append(f"Median time to detect {formats.duration(delay / timedelta(milliseconds=1))}.")
    return " ".join([*parts, f"{_week(found.false_per_week or 0, 'false page')}."])


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _caught(found: Backtest) -> str:
    caught, every = len(found.caught), len(found.incidents)
    of = f"{caught} of {every}" if caught < every else f"{caught}"
    return f"{of} known incident{'' if every == 1 else 's'}"


def _false(found: Backtest) -> str:
    if not found.false_pages:
        return "none false"
    about = {one.fired for one in found.firings if one.known}
    moments = sorted({one.fired for one in found.false} - about)
    named = "; ".join(_moment(one, found.time_zone) for one in moments[:SHOWN])
    more = "; …" if len(moments) > SHOWN else ""
    return f"{found.false_pages} false ({named}{more})"


def _moment(at: datetime, zone: str) -> str:
    here = local(at, zone)
    return f"{here:%a} {here.day} {here:%b}, {here:%H:%M}"


def _week(number: float, what: str) -> str:
    return f"{formats.decimal(number, 1) if number else 'No'} {what}s a week"


def _missed(found: Backtest) -> str:
    missed = [one.name for one in found.missed]
    return (
        f": {len(missed)} known incident{'' if len(missed) == 1 else 's'} would have been missed"
        if missed
        else ""
    )


CERTAIN = {"budget", "freshness"}
"""Conditions that chance has no part in."""


def notes(found: Backtest, settings: Settings, rules: int) -> tuple[str, ...]:
    """Return the grey line: what was looked at, and how strict the rule is."""
    table = found.rule.table
    windows = round(found.window.length / table.window)
    borne = settings.alerts.false_pages_per_week
    return (
        f"{formats.count(windows)} windows of {length_words(table.window)}",
        f"{formats.count(found.segments)} segment{'' if found.segments == 1 else 's'} with at least {table.minimum_n} calls in a window",
        *((f"at most {MOST} segments are watched, those with most calls",) if found.segments >= MOST else ()),
        *_strictness(found, borne, rules),
        *learnt_note(found),
        *(f"missed: {one.name}" for one in found.missed),
    )


def _strictness(found: Backtest, borne: float, rules: int) -> tuple[str, ...]:
    if found.rule.table.condition in CERTAIN:
        return ()
    many = f"{rules} rule{'' if rules == 1 else 's'}"
    return (f"strict enough for {formats.decimal(borne, 1)} false pages a week over {many}",)
