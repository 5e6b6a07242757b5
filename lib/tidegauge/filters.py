"""What a page asks about: two populations of calls, each a window and a set of conditions."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tidegauge.errors import FilterError
from tidegauge.hours import ceil_hour, floor_hour

NOT_RECORDED = "(not recorded)"
"""How a chip spells NULL."""

EMPTY = "(empty)"
"""How a table, and a chip made from it, spells the empty text."""

OPERATORS = ("!=", ">=", "<=", "!~", "=", ">", "<", "~")
_CHIP = re.compile(
    # Possessive: a long chip without an operator must not be tried from every space in it.
    r'\s*+(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>[^=!<>~"]++))\s*+(?P<operator>!=|>=|<=|!~|=|>|<|~)(?P<values>.*)',
    re.DOTALL,
)


class Grain(StrEnum):
    """What one row is: a model call, a whole trace (its root span), or any span."""

    CALL = "call"
    TRACE = "trace"
    SPAN = "span"


@dataclass(frozen=True)
class Condition:
    """One filter chip. Two values of one attribute are OR; two chips are AND.

    >>> parse_condition("geo = BR, US")
    Condition(attribute='geo', operator='=', values=('BR', 'US'))
    >>> str(parse_condition('note = "a, b"'))
    'note = "a, b"'
    """

    attribute: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        name = self.attribute
        if re.search(r'[=!<>~"]', name) or name != name.strip():
            name = '"' + name.replace('"', '""') + '"'
        return f"{name} {self.operator} {self.value_text}"

    @property
    def value_text(self) -> str:
        """The values as a chip writes them."""
        return _join(self.values)


def _join(values: tuple[str, ...]) -> str:
    return ", ".join(_quote(value) for value in values)


def _quote(value: str) -> str:
    if value == "" or value != value.strip() or re.search(r'[,"\r\n]', value):
        return '"' + value.replace('"', '""') + '"'
    return value


def parse_condition(chip: str) -> Condition:
    """Return the condition that a chip such as `geo != BR` or `latency > 2000` spells.

    Raises:
        FilterError: the chip has no operator or no value.
    """
    match = _CHIP.match(chip)
    if match is None:
        raise FilterError(f"“{chip}” is not a filter. Write attribute, operator, value: geo = BR.")
    name = match["plain"].strip() if match["quoted"] is None else match["quoted"].replace('""', '"')
    if not name:
        raise FilterError(f"“{chip}” names no attribute. Write attribute, operator, value: geo = BR.")
    values = _split(match["values"])
    if not values:
        raise FilterError(f"“{chip}” has no value. Write for example {name} {match['operator']} BR.")
    return Condition(name, match["operator"], values)


# Not the csv module: it refuses values of more than 128 kB, and what follows a line break is another row to it.
_VALUE = re.compile(
    r'\s*+(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"\s*+(?=,|\Z)|(?P<plain>[^,]*))(?P<more>,|\Z)',
)


def _split(text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    found: list[str] = []
    place: int | None = 0
    while place is not None:
        match = _VALUE.match(text, place)
        assert match is not None  # noqa: S101  the plain form takes anything up to a comma
        quoted = match["quoted"]
        found.append(match["plain"].strip() if quoted is None else quoted.replace('""', '"'))
        place = match.end() if match["more"] else None
    return tuple(found)


@dataclass(frozen=True)
class Window:
    """From `start` to just before `end`, both UTC without a zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise FilterError(
                f"The window ends ({self.end:%Y-%m-%d %H:%M}) before it starts ({self.start:%Y-%m-%d %H:%M})."
            )

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def earlier(self, by: timedelta) -> "Window":
        """The same window, `by` earlier."""
        return Window(self.start - by, self.end - by)

    def wider(self, before: timedelta, after: timedelta = timedelta()) -> "Window":
        """The same window, begun earlier and ended later, as far as the calendar goes.

        >>> Window(datetime(1, 1, 1, 2), datetime(1, 1, 2)).wider(timedelta(days=1), timedelta(hours=1)).start
        datetime.datetime(1, 1, 1, 0, 0)
        """
        start = self.start - min(before, self.start - datetime.min)  # noqa: DTZ901  every time here is UTC without a zone
        return Window(start, self.end + min(after, datetime.max - self.end))  # noqa: DTZ901  as above

    def whole_hours(self) -> "Window":
        """The hours of the clock that hold it.

        >>> Window(datetime(2026, 11, 20, 9, 58), datetime(2026, 11, 20, 11, 2)).whole_hours().length
        datetime.timedelta(seconds=10800)
        """
        return Window(floor_hour(self.start), ceil_hour(self.end))

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share a moment."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Population:
    """The calls of one side: those of a window that meet every condition."""

    window: Window
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class TraceFilter:
    """What a page asks about: the current calls, and those that they are compared with, if any.

    `comparison` says in words what the reference is; `minimum_n` is the fewest calls that a segment may stand on.
    """

    current: Population
    reference: Population | None = None
    comparison: str = "nothing"
    grain: Grain = Grain.CALL
    minimum_n: int = 100
    time_zone: str = "UTC"

    @property
    def where(self) -> tuple[Condition, ...]:
        """The conditions of the current side."""
        return self.current.where

    @property
    def sides(self) -> tuple[Population, ...]:
        """The current population, and the reference if there is one."""
        return (self.current,) if self.reference is None else (self.current, self.reference)

    @property
    def shared(self) -> tuple[Condition, ...]:
        """The conditions that hold on every side."""
        return tuple(chip for chip in self.where if all(chip in side.where for side in self.sides))

    @property
    def versus(self) -> frozenset[str]:
        """The attributes whose values are compared with each other: the sides differ in them."""
        return frozenset(chip.attribute for side in self.sides for chip in side.where) - frozenset(
            chip.attribute for chip in self.shared
        )

    def narrowed(self, *conditions: Condition) -> "TraceFilter":
        """The same question, asked of fewer calls on both sides."""
        return replace(
            self,
            current=replace(self.current, where=(*self.current.where, *conditions)),
            reference=None
            if self.reference is None
            else replace(self.reference, where=(*self.reference.where, *conditions)),
        )
