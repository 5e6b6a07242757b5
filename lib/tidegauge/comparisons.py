"""Plain strings of a link or a command line, turned into the two populations that they mean."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from tidegauge.errors import FilterError, unknown
from tidegauge.filters import Condition, Grain, Population, TraceFilter, Window, parse_condition
from tidegauge.hours import ceil_hour
from tidegauge.time_zones import parse_time, to_local, to_utc, zone_named

PRESETS: dict[str, timedelta] = {
    "last 24 hours": timedelta(days=1),
    "last 7 days": timedelta(days=7),
    "last 28 days": timedelta(days=28),
    "last 60 days": timedelta(days=60),
}
ALL_DATA = "all data"
LATER_HALF = "later half"
"""The second half of a store's time: the time before it is the first half."""
SHIFTS: dict[str, timedelta] = {"yesterday": timedelta(days=1), "last-week": timedelta(days=7)}
COMPARISONS = ("previous", *SHIFTS, "none")
LIVE = timedelta(days=2)
"""A store whose newest row is older than this is a finished data set: by default its halves are compared."""


@dataclass(frozen=True)
class Request:
    """What somebody asked for, in their own words; every field may be left out.

    `window` is a preset, "later half" or "all data"; `start` and `end` beat it. `compare` is previous, yesterday, last-week,
    none, the name of a baseline, a window `2026-10-01..2026-10-14`, or `attribute=A:B` (reference first).
    """

    window: str | None = None
    start: str | None = None
    end: str | None = None
    compare: str | None = None
    where: tuple[str, ...] = ()
    grain: str = "call"
    minimum_n: int = 100
    time_zone: str = "UTC"
    baselines: Mapping[str, str] = field(default_factory=dict)


def resolve(request: Request, now: datetime, first: datetime | None, newest: datetime | None) -> TraceFilter:
    """Return the filter that a request means for a store whose rows lie between `first` and `newest` (UTC).

    Relative windows end at the newest row, so that a store that stopped last week still shows its last days: those of
    more than a day with its hour, so that they are the same for everybody who looks within the hour.

    Raises:
        FilterError: a chip, window, comparison, grain or time zone cannot be read, or the two windows overlap.
    """
    if request.grain not in set(Grain):
        raise FilterError(unknown("grain", request.grain, Grain))
    try:
        return _resolved(request, now, first, newest)
    except OverflowError:
        raise FilterError("A window begins before the year 1 or ends after the year 9999.") from None


def _resolved(
    request: Request, now: datetime, first: datetime | None, newest: datetime | None
) -> TraceFilter:
    window = _window(request, now, first, newest)
    where = tuple(parse_condition(chip) for chip in request.where)
    current = Population(window, where)
    compare = request.compare or ("none" if _shows_all(request) else "previous")
    if _shows_all(request) and (compare == "previous" or compare in SHIFTS):
        raise FilterError(f"There is nothing before all data. Choose the window “{LATER_HALF}”, or dates.")
    reference, words, extra = _reference(compare, current, request)
    return TraceFilter(
        Population(window, (*where, *extra)),
        reference,
        words,
        Grain(request.grain),
        request.minimum_n,
        request.time_zone,
    )


def default_window(now: datetime, newest: datetime | None) -> str:
    """Return the preset that a page opens with.

    >>> default_window(datetime(2026, 11, 21), datetime(2026, 11, 20, 23))
    'last 7 days'
    >>> default_window(datetime(2026, 11, 21), datetime(2023, 6, 30))
    'later half'
    """
    return "last 7 days" if newest is None or now - newest <= LIVE else LATER_HALF


def against(name: str, reference: str, current: str) -> str:
    """Return the comparison of two values of an attribute as a request spells it.

    >>> against("geo", "BR", "DE"), against("model", "llama:8b", "llama:70b")
    ('geo=BR:DE', 'model="llama:8b":"llama:70b"')
    """
    first, second = (f'"{value}"' if ":" in value else value for value in (reference, current))
    return f"{name}={first}:{second}"


def _usual_window(request: Request, now: datetime, newest: datetime | None) -> str:
    usual = default_window(now, newest)
    # Two versions of a finished data set, or a time of it that was named, are looked for in all of it.
    return ALL_DATA if usual == LATER_HALF and request.compare not in {None, "previous", *SHIFTS} else usual


def _shows_all(request: Request) -> bool:
    return request.window == ALL_DATA and not (request.start or request.end)


def _window(request: Request, now: datetime, first: datetime | None, newest: datetime | None) -> Window:
    end = _ceil_minute(min(now, newest)) if newest else _ceil_minute(now)
    if request.start or request.end:
        last = parse_time(request.end, request.time_zone, end=True) if request.end else end
        begin = parse_time(request.start, request.time_zone) if request.start else last - timedelta(days=7)
        return Window(begin, last)
    name = request.window or _usual_window(request, now, newest)
    if name == ALL_DATA:
        latest = _ceil_minute(newest) if newest else end
        return Window(first.replace(second=0, microsecond=0) if first else end - timedelta(days=7), latest)
    if name == LATER_HALF:
        return _later_half(first or end - timedelta(days=14), _ceil_minute(newest) if newest else end)
    if name not in PRESETS:
        raise FilterError(
            f"“{name}” is not a window. There are: {', '.join([*PRESETS, LATER_HALF, ALL_DATA])}, or from and to."
        )
    if PRESETS[name] > timedelta(days=1):
        end = ceil_hour(end)
    return Window(end - PRESETS[name], end)


def _later_half(first: datetime, end: datetime) -> Window:
    """Return a half of whole minutes, so long that the one before it holds the first row."""
    minutes = math.ceil((end - first) / timedelta(minutes=2))
    return Window(end - timedelta(minutes=minutes), end)


def _ceil_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


type_of_reference = tuple[Population | None, str, tuple[Condition, ...]]


def _reference(compare: str, current: Population, request: Request) -> type_of_reference:
    window = current.window
    if compare == "none":
        return None, "nothing", ()
    if compare == "previous":
        return Population(window.earlier(window.length), current.where), f"{_length(window)} before", ()
    if compare in SHIFTS:
        shifted = _shifted(window, SHIFTS[compare], zone_named(request.time_zone))
        return Population(shifted, current.where), _shift_words(compare, window), ()
    if compare in request.baselines:
        return _chosen(request.baselines[compare], f"the baseline {compare}", current, request.time_zone)
    # A value may hold two dots, a window never an equals sign.
    if ".." in compare and "=" not in compare:
        return _chosen(compare, compare, current, request.time_zone)
    return _versions(compare, current, request.baselines)


def _shifted(window: Window, period: timedelta, zone: ZoneInfo) -> Window:
    """Return the window as many periods earlier as lie clear of it: a week of data has no "yesterday" of its own.

    The hours are those of the clock on the wall, also across a change to or from summer time.
    """
    start, end = (to_local(at, zone) for at in (window.start, window.end))
    by = period * max(1, math.ceil((end - start) / period))
    return Window(*(to_utc(at - by, zone) for at in (start, end)))


def _shift_words(compare: str, window: Window) -> str:
    words = {"yesterday": "same hours yesterday", "last-week": "same hours last week"}[compare]
    periods = math.ceil(window.length / SHIFTS[compare])
    if periods <= 1:
        return words
    # Said, because it is not what was asked for: a window longer than the shift would be compared with itself.
    return f"the same hours {periods * SHIFTS[compare].days} days before, as {words[11:]} overlaps the window"


def moved(compare: str | None, asked: TraceFilter) -> str | None:
    """Return the sentence for a shift that had to reach further back than its name says; none for any other."""
    if compare not in SHIFTS or asked.current.window.length <= SHIFTS[compare]:
        return None
    return (
        f"The windows of {compare} would overlap. Compared are {asked.comparison.partition(',')[0]}. {_CLEAR}"
    )


_CLEAR = "Clear of every window are: previous, a baseline's name, or dates before it."


def day_and_week(asked: TraceFilter) -> tuple[TraceFilter, TraceFilter]:
    """Return the same question against the same hours of yesterday, and of last week.

    Raises:
        FilterError: the window is longer than a day, so that its yesterday would overlap it.
    """
    window = asked.current.window
    if window.length > SHIFTS["yesterday"]:
        raise FilterError(
            f"Day and week together needs a window of at most 24 hours, not {_length(window)[4:]}. Choose last 24 hours."
        )
    day, week = (
        replace(
            asked,
            reference=Population(_shifted(window, SHIFTS[name], zone_named(asked.time_zone)), asked.where),
            comparison=_shift_words(name, window),
        )
        for name in ("yesterday", "last-week")
    )
    return day, week


def _length(window: Window) -> str:
    hours = round(window.length.total_seconds() / 3600)
    if hours < 2:
        return f"the {round(window.length.total_seconds() / 60)} minutes"
    if hours < 48:
        return f"the {hours} hours"
    days = round(hours / 24, 1)
    whole = round(days)
    return f"the {whole if abs(days - whole) <= 0.1 else days} days"


def _chosen(text: str, words: str, current: Population, zone: str) -> type_of_reference:
    begin, _, last = text.partition("..")
    window = Window(parse_time(begin, zone), parse_time(last, zone, end=True))
    if window.overlaps(current.window):
        raise FilterError(
            f"The comparison {text} overlaps the window itself. Choose dates before or after it."
        )
    return Population(window, current.where), words, ()


def _versions(compare: str, current: Population, baselines: Mapping[str, str]) -> type_of_reference:
    name, equals, values = compare.partition("=")
    pair = _PAIR.fullmatch(values)
    if not (equals and name.strip() and pair):
        raise FilterError(
            f"“{compare}” is not a comparison. {_meant(compare, baselines)}There are: {', '.join(COMPARISONS)}, a baseline's name, "
            "a window 2026-10-01..2026-10-14, or two values model_version=A:B (reference first). "
            'A value with a colon is quoted: model="a:1":"a:2".'
        )
    before, after = ((pair[f"{side}_quoted"] or pair[side] or "").strip() for side in ("a", "b"))
    if before == after:
        raise FilterError(f"“{compare}” compares {before} with itself. Write two different values.")
    was, now = (Condition(name.strip(), "=", (value,)) for value in (before, after))
    return Population(current.window, (*current.where, was)), f"{name.strip()} = {before}", (now,)


def _meant(compare: str, baselines: Mapping[str, str]) -> str:
    near = get_close_matches(compare, (*baselines, *COMPARISONS), n=1, cutoff=0.6)
    return f"Did you mean {near[0]}? " if near else ""


_PAIR = re.compile(
    r'\s*(?:"(?P<a_quoted>[^"]+)"|(?P<a>[^":]*[^":\s][^":]*))\s*:\s*(?:"(?P<b_quoted>[^"]+)"|(?P<b>[^":]*[^":\s][^":]*))\s*'
)
