"""What a back-test says of the days that it learnt from, and of why it could not have fired."""

from datetime import timedelta

from tidegauge.alerts._backtest.learning import LEARNING
from tidegauge.alerts.backtest_records import Backtest
from tidegauge.filters import Window
from tidegauge.formats.times import local


def hindered(found: Backtest) -> str:
    """Return why no window of a rule could be judged."""
    if not found.busy:
        return "no window has as many calls as the rule asks for"
    if found.rule.table.condition not in LEARNING:
        return "what it watches is not recorded there"
    if found.learnt is None:
        return "the store has no whole day before it to learn from what is usual"
    return f"the days that it learns from, {days_words(found.learnt, found.time_zone)}, do not tell what is usual"


def learnt_note(found: Backtest) -> tuple[str, ...]:
    """Return which days windows were held against: none of them was judged."""
    if found.learnt is None:
        return ()
    days = days_words(found.learnt, found.time_zone)
    if found.rule.table.against == "baseline":
        return (f"judged against {days}, replayed after it",)
    return (f"how much it varies is learnt from {days}, replayed after it",)


def days_words(window: Window, zone: str) -> str:
    """Return the first and the last day of a window in words.

    >>> from datetime import datetime
    >>> days_words(Window(datetime(2026, 11, 1), datetime(2026, 11, 8)), "UTC")
    '1 to 7 Nov'
    >>> days_words(Window(datetime(2026, 10, 30), datetime(2026, 11, 8)), "UTC")
    '30 Oct to 7 Nov'
    """
    first, last = local(window.start, zone), local(window.end - timedelta(microseconds=1), zone)
    end = f"{last.day} {last:%b}"
    if first.date() == last.date():
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day} to {end}" if same_month else f"{first.day} {first:%b} to {end}"
