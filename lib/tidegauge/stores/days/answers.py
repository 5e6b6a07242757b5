"""The answer to a question about windows: kept days from the folder, all others from the store."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Grain, Window
from tidegauge.schema.tables import TABLES
from tidegauge.stores.days.kept import WINDOW, KeptFrames
from tidegauge.stores.days.marks import DayMarks
from tidegauge.stores.days.pieces import DAY, Piece, WholeDays, layers, pieces, reach, runs
from tidegauge.stores.days.question import DayQuestion, Shape

MOST_DAYS = 200
"""Days of a window. Of a longer one putting the days together takes as long as counting them."""
_SOME_DAY = Window(datetime(2000, 1, 1), datetime(2000, 1, 2))  # noqa: DTZ001  every time here is UTC without a zone
_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(TABLES)})(?!\w)")
MADE_BY = f"{version('tidegauge')} polars {pl.__version__} stream"


Read = Callable[[sa.Select[Any]], pl.DataFrame]


class ReadWithin(Protocol):
    """Answers a statement as if there were no spans but those of some windows."""

    def __call__(self, query: sa.Select[Any], within: Sequence[Window]) -> pl.DataFrame:
        """Return its rows."""


class Near(Protocol):
    """Finds what answers a question about the rows of few windows, with `calls` about calls of the model alone."""

    def __call__(self, windows: Sequence[Window], *, calls: bool, told: str) -> ReadWithin | None:
        """Return what answers it sooner than the store, with the same rows; None where nothing does.

        `told` is its statement about some window, spelled out.
        """


@dataclass(frozen=True, eq=False)
class _Joint:
    """Whole days of a window that are kept as one: the mark of all their rows, and those put together, if known."""

    days: WholeDays
    mark: str | None
    frame: pl.DataFrame | None
    merge: Shape

    def merged(self, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Return the rows of the days as rows of the first."""
        every = pl.concat(frames, how="vertical_relaxed")
        day = pl.lit(self.days.parts[0].number, dtype=every.schema["day"]).alias("day")
        return self.merge(every.drop("day")).with_columns(day).select(every.columns)


@dataclass(frozen=True)
class DayAnswers:
    """Answers questions from `kept`, and asks with `read` for what is not there; `told` spells a statement out.

    `near` may know how the parts that are not there are had sooner.
    """

    kept: KeptFrames
    marks: DayMarks
    read: Read
    told: Callable[[sa.Select[Any]], str]
    near: Near | None = None

    def answer(self, question: DayQuestion, windows: Sequence[Window]) -> list[pl.DataFrame]:
        """Return for each window the rows of its days.

        Raises:
            StoreError: as `read`.
        """
        if _too_long(windows):
            return [question.answer(window, self.read) for window in windows]
        told = self.told(question.ask(_SOME_DAY))
        statement, tables = self._named(told, question.shape)
        parts = self._recorded([list(pieces(window, self.marks.newest)) for window in windows])
        marks = {part: self.marks.of(tables, part) for own in parts for part in own}
        joint = [self._joint(question.merge, statement, own, marks) for own in parts]
        left = [
            [part for part in own if not (part.is_whole and one and one.frame is not None)]
            for own, one in zip(parts, joint, strict=True)
        ]
        found = {part: self._known(statement, part.time, marks[part]) for own in left for part in own}
        missing = [part for part, frame in found.items() if frame is None]
        for part, rows in self._asked(question, told, left, missing):
            found[part] = rows
            self._keep(statement, part.time, marks[part], rows)
        known = {part: frame for part, frame in found.items() if frame is not None}
        return _in_each_window(
            [
                self._put_together(statement, one, [(part, known[part]) for part in own])
                for own, one in zip(left, joint, strict=True)
            ]
        )

    def _joint(
        self, merge: Shape | None, statement: str, own: Sequence[Piece], marks: Mapping[Piece, str | None]
    ) -> _Joint | None:
        """Return the whole days of a window, with their rows put together where those are known."""
        days = WholeDays.of(own)
        if merge is None or days is None:
            return None
        mark = _one_mark({part: marks[part] for part in days.parts})
        return _Joint(days, mark, self._known(statement, days.time, mark), merge)

    def _put_together(
        self, statement: str, joint: _Joint | None, rows: Sequence[tuple[Piece, pl.DataFrame]]
    ) -> list[pl.DataFrame]:
        """Return the frames of a window, its whole days as one where they add up; that one is kept as well."""
        if joint is None:
            return [frame for _, frame in rows]
        whole = joint.frame
        if whole is None:
            whole = joint.merged([frame for part, frame in rows if part.is_whole])
            self._keep(statement, joint.days.time, joint.mark, whole)
        return [whole, *(frame for part, frame in rows if not part.is_whole)]

    def _asked(
        self, question: DayQuestion, told: str, windows: Sequence[Sequence[Piece]], missing: Sequence[Piece]
    ) -> Iterator[tuple[Piece, pl.DataFrame]]:
        """Yield each of the missing pieces with its rows."""
        near = self._near(question, told, missing)
        if near is None:
            for run in runs(missing):
                yield from _by_day(question.answer(reach(run), self.read), run)
            return
        left = set(missing)
        for own in windows:
            lost = [part for part in own if part in left]
            for layer in layers(lost):
                # One statement for parts that may be days apart: what lies between them is not looked at.
                read = partial(near, within=[part.window for part in layer])
                yield from _by_day(question.near(reach(layer), read), layer)
            left.difference_update(lost)

    def _near(self, question: DayQuestion, told: str, missing: Sequence[Piece]) -> ReadWithin | None:
        if self.near is None or question.of is None or not missing:
            return None
        return self.near([part.window for part in missing], calls=question.of is Grain.CALL, told=told)

    def whole(
        self,
        query: sa.Select[Any],
        windows: Sequence[Window] | None,
        read: Callable[[], pl.DataFrame] | None = None,
    ) -> pl.DataFrame:
        """Return the rows of a statement that reads no spans outside of `windows`, or any; `read` has them from elsewhere.

        Raises:
            StoreError: as `read`.
        """
        if windows is not None and _too_long(windows):
            return read() if read else self.read(query)
        statement, tables = self._named(self.told(query))
        if windows is None:
            mark = self.marks.of_all(tables)
        else:
            parts = dict.fromkeys(part for window in windows for part in pieces(window, self.marks.newest))
            mark = _one_mark({part: self.marks.of(tables, part) for part in parts})
        found = self._known(statement, WINDOW, mark)
        if found is None:
            found = read() if read else self.read(query)
            self._keep(statement, WINDOW, mark, found)
        return found

    def _recorded(self, parts: list[list[Piece]]) -> list[list[Piece]]:
        """Return the pieces that have spans; all of them where none has: an empty answer has columns, too."""
        found = [[part for part in own if not self.marks.is_empty(part.window)] for own in parts]
        return found if any(found) else parts

    def _known(self, statement: str, time: str, mark: str | None) -> pl.DataFrame | None:
        return self.kept.get(statement, time, mark) if mark else None

    def _keep(self, statement: str, time: str, mark: str | None, frame: pl.DataFrame) -> None:
        if mark:
            self.kept.put(statement, time, mark, frame)

    def _named(self, told: str, shape: Shape | None = None) -> tuple[str, frozenset[str]]:
        """Return what a statement is kept under, and the tables that it reads."""
        tables = tables_in(told)
        layout = self.marks.layout(tables)
        return digest(MADE_BY, told, shape.__qualname__ if shape else "", layout), tables


def tables_in(told: str) -> frozenset[str]:
    """Return the tables that a statement names; one that a text in it speaks of counts as well.

    >>> sorted(tables_in("SELECT spans.kind, m0 AS scores_of FROM spans JOIN `scores` ON true"))
    ['scores', 'spans']
    """
    # To walk through the statement takes as long as to spell it out.
    return frozenset(_WORDS.findall(told))


def digest(*texts: str) -> str:
    """Return a name for texts, fit for a file."""
    return hashlib.blake2b("\x1f".join(texts).encode(), digest_size=16).hexdigest()


def _one_mark(marks: Mapping[Piece, str | None]) -> str | None:
    """Return one mark for several pieces; None where one of them has none."""
    return (
        None if None in marks.values() else digest(*(f"{part.time} {mark}" for part, mark in marks.items()))
    )


def _too_long(windows: Sequence[Window]) -> bool:
    return max(window.length for window in windows) > MOST_DAYS * DAY


def _by_day(rows: pl.DataFrame, parts: Sequence[Piece]) -> list[tuple[Piece, pl.DataFrame]]:
    days = rows.partition_by("day", as_dict=True) if rows.height else {}
    return [(part, days.get((part.number,), rows.clear())) for part in parts]


def _in_each_window(frames: Sequence[list[pl.DataFrame]]) -> list[pl.DataFrame]:
    none = next(frame for own in frames for frame in own).clear()
    return [pl.concat(own or [none], how="vertical_relaxed") for own in frames]
