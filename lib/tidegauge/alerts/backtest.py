"""A rule replayed over history, before anybody is woken by it: the same conditions and the same states as in a check."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tidegauge.alerts._backtest.curve import curve
from tidegauge.alerts._backtest.firings import firings_of
from tidegauge.alerts._backtest.known import detected, labelled
from tidegauge.alerts._backtest.learning import Learning, learning
from tidegauge.alerts._backtest.sentence import notes, sentence
from tidegauge.alerts.backtest_records import Backtest, Known
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.course import Around, Course, Found
from tidegauge.alerts.records import Reading, Rule
from tidegauge.alerts.rules import check_rule
from tidegauge.alerts.strictness import firings
from tidegauge.alerts.windows import last_end
from tidegauge.errors import SettingsError
from tidegauge.filters import Window
from tidegauge.queries.changes import changes_in
from tidegauge.reports._series import marks
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import RecordedBaseline

DAYS = 60
MOST = 20_000
"""Windows in a back-test."""


def backtest(
    source: Source,
    rule: Rule,
    settings: Settings,
    *,
    rules: Iterable[Rule] = (),
    days: int = DAYS,
    window: Window | None = None,
    known: Sequence[Known] = (),
    baselines: Sequence[RecordedBaseline] = (),
) -> Backtest:
    """Return what a rule would have done over the last `days` days of the store, or over a `window` of it.

    A rule that is held against a baseline is replayed only after it: over what follows the days on record, or else the store's
    first 21 days, or the first half of a store that is younger than 42 (see `Backtest.learnt`).

    `rules` are all rules of the installation: the more there are, the stricter each is. `known` are the incidents that it
    should have caught.

    Raises:
        SettingsError: the rule cannot be read (see `rules.check_rule`), or the store has no whole window of it.
        TidegaugeError: the store does not answer.
    """
    check_rule(rule, settings, source.store.catalog())
    learns = learning(source, rule, settings, baselines)
    ends = _ends(source, rule, days, window, learns)
    begin = ends[0] - rule.table.window
    every = [one for one in rules if one.name != rule.name] + [rule]
    bearable = firings(every, settings.alerts)[rule.name]
    asked = Asked(source, settings, rule, ends, bearable, tuple(baselines), begin)
    read = tuple(conditions()[rule.table.condition].read(asked))
    course = Course({}, Around(settings.alerts, source.store.catalog().first, ends[-1]))
    course.walk([Found(rule, _by_end(read, ends))])
    replayed = Window(begin, ends[-1])
    recorded = marks(source.store.read(changes_in(source.store.catalog(), replayed)))
    found = labelled(firings_of(rule, settings, course.moved), known, rule, recorded)
    caught = detected(found, known, rule, replayed)
    zone = settings.time_zone or "UTC"
    segments = len({one.segment for one in read if one.breach is not None})
    line = curve(rule, settings, read, found)
    plain = Backtest(
        rule,
        replayed,
        found,
        caught,
        line,
        segments,
        zone,
        learnt=learns.days(begin) if learns else None,
        busy=any(one.n >= rule.table.minimum_n for one in read),
    )
    return replace(plain, sentence=sentence(plain), notes=notes(plain, settings, len(every)))


def _ends(
    source: Source, rule: Rule, days: int, window: Window | None, learns: Learning | None
) -> list[datetime]:
    catalog, width = source.store.catalog(), rule.table.window
    if catalog.first is None or catalog.newest is None:
        raise SettingsError("The store is empty: there is nothing to replay a rule over.")
    first = max(window.start if window else catalog.newest - timedelta(days=days), catalog.first)
    # What has come is there: nothing is late any more.
    last = last_end(
        rule.table.model_copy(update={"late_data": timedelta(0)}), window.end if window else catalog.newest
    )
    if (last - first) // width < 1:
        raise SettingsError(f"Alert rule “{rule.name}”, window: the store holds no whole window of it.")
    many = (last - (max(first, learns.end(last)) if learns else first)) // width
    if many < 1:
        raise SettingsError(
            f"Alert rule “{rule.name}”, window: the store holds no whole window of it after the days that it learns what is usual from. "
            "Take a shorter window, or wait for more days."
        )
    if many > MOST:
        raise SettingsError(
            f"Alert rule “{rule.name}”, window: {many:,} windows are too many to replay. The most are {MOST:,}: take fewer days."
        )
    return [last - number * width for number in reversed(range(many))]


def _by_end(read: Iterable[Reading], ends: Sequence[datetime]) -> dict[datetime, list[Reading]]:
    found: dict[datetime, list[Reading]] = defaultdict(list)
    for one in read:
        found[one.at].append(one)
    return {end: found[end] for end in ends}
