"""Each row's course, onset and changes: read for all causes together."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import REST, Marked
from tidegauge.reports._gather import Gathered
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.courses import TOTAL, Courses, read_courses
from tidegauge.reports._scope.dimensions import versions
from tidegauge.reports._scope.doses import read_doses
from tidegauge.reports._scope.events import derived
from tidegauge.reports._scope.fit import fits
from tidegauge.reports._scope.found import Found
from tidegauge.reports._scope.isolate import isolated
from tidegauge.reports._scope.onsets import Rough, closer, onset_of
from tidegauge.reports._scope.overlaps import read_overlaps
from tidegauge.reports._scope.records import Change, ChangeFit, RowKind
from tidegauge.reports._scope.rows import in_words
from tidegauge.reports._scope.search import Search
from tidegauge.reports._scope.spacing import level_since, spaced
from tidegauge.reports._scope.touched import Asked
from tidegauge.reports._scope.trends import Line, line
from tidegauge.reports._scope.turnover import is_version
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class Isolated:
    """What is known of one row beside its numbers."""

    onset: Onset | None
    line: Line
    changes: tuple[ChangeFit, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class IsolatedRows:
    """The causes' in their order, those of the rest and of all calls; and every change that was looked at."""

    causes: tuple[Isolated, ...]
    rest: Isolated
    total: Isolated
    changes: tuple[Change, ...]


def isolated_rows(
    source: Source, calls: Gathered, metric: Metric, found: Search, events: Sequence[Change]
) -> IsolatedRows:
    """Return the course, onset and changes of every row; `events` are the recorded changes."""
    asked, window = calls.asked, calls.asked.current.window
    likes = like_marks(found)
    courses = read_courses(calls, metric, (*found.marks, *likes.values()), named=len(found.marks))
    onsets = [_onset(calls, metric, courses, found, number) for number in range(1, len(found.marks) + 1)]
    names = [name for name in versions(source, asked) if name in calls.layout.attributes]
    changes = (*events, *derived(calls, names, events))
    beside = dict(zip(likes, range(len(found.marks) + 1, len(found.marks) + len(likes) + 1), strict=True))
    lines = {
        number: line(courses, number, window, beside.get(number)) for number in range(1, len(onsets) + 1)
    }
    # Where causes are named, since when is theirs to say; else all calls are one.
    whole = None if onsets else _onset_of_all(calls, metric, courses)
    # Two groups of one time differ for other reasons than what was changed in it.
    looked = None if asked.reference and asked.reference.window == window else changes
    since = onsets or [whole]
    doses = read_doses(calls, metric, found.marks, since, names, courses.width)
    scopes = read_overlaps(calls, metric, found.marks, since, changes, courses.width)
    causes = tuple(
        _isolated(
            Asked(number, in_words(one.segment), onset, doses, scopes, metric, one.like),
            looked,
            lines[number],
        )
        for number, (one, onset) in enumerate(zip(found.found, onsets, strict=True), 1)
    )
    course = line(courses, TOTAL, window)
    every = Asked(REST, {}, whole, doses, scopes, metric)
    total = Isolated(None, course) if causes else _isolated(every, looked, course)
    return IsolatedRows(causes, Isolated(None, line(courses, REST, window)), total, changes)


def like_marks(found: Search) -> dict[int, Marked]:
    """Return, by the number of each new version, what keeps such calls on other versions: its course before it came."""
    every = {
        number: Marked(_steady(one, mark), mark.kept)
        for number, (one, mark) in enumerate(zip(found.found, found.marks, strict=True), 1)
        if one.like
    }
    return {number: mark for number, mark in every.items() if mark.values}


def _steady(one: Found, mark: Marked) -> dict[str, Sequence[str | None]]:
    """Return what the segment asks of attributes that are no versions."""
    pairs = zip(one.segment, mark.values.items(), strict=True)
    return {column: values for (name, _), (column, values) in pairs if not is_version(name)}


def _onset(calls: Gathered, metric: Metric, courses: Courses, found: Search, number: int) -> Onset | None:
    one = found.found[number - 1]
    if one.kind is RowKind.GONE:
        return None
    rising = one.part.moved > 0
    seen = onset_of(courses, number, calls, one.kind, rising=rising)
    if seen is None:
        return None
    window, is_new = calls.asked.current.window, one.kind is RowKind.NEW
    level = level_since(courses, number, window, seen)
    near = closer(calls, metric, found.marks[number - 1], seen, one.kind, Rough(courses.width, level))
    return near if near is not seen else spaced(seen, courses, number, window.start, level, is_new=is_new)


def _onset_of_all(calls: Gathered, metric: Metric, courses: Courses) -> Onset | None:
    for rising in (True, False):
        seen = onset_of(courses, TOTAL, calls, RowKind.TOTAL, rising=rising)
        if seen is not None:
            return closer(calls, metric, None, seen, RowKind.TOTAL, Rough(courses.width))
    return None


def _isolated(asked: Asked, changes: Sequence[Change] | None, course: Line) -> Isolated:
    if changes is None:
        return Isolated(asked.onset, course)
    ranked = fits(asked, changes)
    return Isolated(asked.onset, course, ranked, isolated(asked, ranked, changes, course.points))
