"""Cells of sessions as arrays: counts, what people said, and the signals that all sessions have."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.queries.sessions import NONE, SIGNALS, UP
from tidegauge.queries.sessions_cells import JUDGE_STEPS
from tidegauge.stats.estimate import Floats

ALL_JUDGED = 0.95
"""The share of the sessions from which on all count as judged, whatever the chance was."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one side: a row is a distinct combination, `counts` how many sessions it stands for."""

    frame: pl.DataFrame

    @property
    def counts(self) -> Floats:
        return self._numbers("n")

    @property
    def up(self) -> Floats:
        """1 where the thumb is up."""
        return np.asarray(self._numbers("thumb") == UP, dtype=np.float64)

    @property
    def rated(self) -> Floats:
        """1 where there is a thumb."""
        return np.asarray(self._numbers("thumb") != NONE, dtype=np.float64)

    @property
    def sessions(self) -> int:
        return int(self.frame["n"].sum())

    @property
    def judge(self) -> Floats:
        """The judge's mean as a share of its scale, nan where nothing was judged."""
        steps = self._numbers("judge")
        return np.where(steps < 0, np.nan, steps / JUDGE_STEPS)

    @property
    def all_judged(self) -> bool:
        """Whether which sessions were judged can say nothing: a thumb down may be why one was."""
        return float(self.counts[self._numbers("judge") >= 0].sum()) >= ALL_JUDGED * self.sessions

    def total(self, values: Floats) -> int:
        """How many sessions have a value of 1."""
        return round(float(self.counts @ values))

    def features(self, *, thumbs: bool = False, judge: bool = True) -> Floats:
        """Return the signals, shape (k, p): what they did, turns, latency class, judge (nan: not judged); and the thumb."""
        latency = self._numbers("latency")
        columns = [*(self._numbers(name) for name in SIGNALS.values()), self._numbers("turns")]
        columns += [np.where(latency < 0, np.nan, latency)]
        if judge:
            columns += [self.judge]
        if thumbs:
            columns += [self.up, self.rated - self.up]
        return np.column_stack(columns)

    def where(self, kept: NDArray[np.bool_]) -> "Cells":
        """The cells for which `kept` is true."""
        return Cells(self.frame.filter(pl.Series(np.asarray(kept, dtype=bool))))

    def repeated(self) -> "Cells":
        """The same with a row for every session: for the few that were reviewed."""
        frame = self.frame[np.repeat(np.arange(self.frame.height), self.frame["n"].to_numpy())]
        return Cells(frame.with_columns(n=pl.lit(1, pl.Int64)))

    def column(self, name: str) -> Floats:
        """Return a column as numbers."""
        return self._numbers(name)

    def _numbers(self, name: str) -> Floats:
        return self.frame[name].to_numpy().astype(np.float64)
