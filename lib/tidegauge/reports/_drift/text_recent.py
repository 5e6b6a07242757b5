"""The row “Output · similarity to the last 7 days”: the newest day against a reference that moves along."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.reports._drift.records import DriftKind, DriftTest
from tidegauge.reports._drift.text_row import TextRow, TextSentences, TextTest
from tidegauge.reports._drift.text_sample import Sampled
from tidegauge.stats.drift import cosine_centroid
from tidegauge.stats.text.vectorise import Vectors

FLOOR = 0.05
"""The fall of the cosine that matters."""
DAYS = 7
LEAST_DAYS = 3
"""Days before the newest that must hold texts."""
FEWEST = 20
"""Texts of a day that is compared."""


def recent_row(found: Sampled, vectors: Vectors, asked: TraceFilter) -> TextRow | None:
    """Return the row, over the days that the sample reaches back to; None where it holds less than four days.

    What is usual is the cosine of each of the seven days to the six others.
    """
    reference = asked.reference
    if reference is not None and reference.window.overlaps(asked.current.window):
        return None  # two versions side by side have no days before
    days = _days(found.frame["start_time"], asked.current.window.end)
    counts = np.bincount(days[(days >= 0) & (days <= DAYS)], minlength=DAYS + 1)
    earlier = [day for day in range(1, DAYS + 1) if counts[day] >= FEWEST]
    if len(earlier) < LEAST_DAYS or counts[0] < FEWEST:
        return None
    totals = {day: np.asarray(vectors.weights[np.flatnonzero(days == day)].sum(axis=0)) for day in earlier}
    every = np.sum(list(totals.values()), axis=0)
    usual = [cosine_centroid.cosine(own, every - own) for own in totals.values()]
    of_before, newest = np.isin(days, earlier), days == 0
    distance = cosine_centroid.between(
        vectors.weights[np.flatnonzero(of_before)], vectors.weights[np.flatnonzero(newest)]
    )
    return _row(found, distance.value, distance.p_value, distance.no_drift, usual, (of_before, newest))


def _row(
    found: Sampled,
    cosine: float,
    p_value: float | None,
    no_drift: float | None,
    usual: list[float],
    parts: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> TextRow:
    before, now = (formats.decimal(value, 2) for value in (float(np.mean(usual)), cosine))
    threshold = cosine_centroid.METHOD.threshold or 0.0
    shown = DriftTest(
        "cosine_centroid",
        "Cosine to the centroid of the 7 days before",
        cosine,
        "",
        p_value,
        no_drift=no_drift,
        threshold=threshold,
        exceeds=cosine < threshold,
    )
    # A day that is no stranger than the strangest of the seven is one of them: weekends differ from weekdays.
    fall = float(np.mean(usual)) - cosine if cosine < min(usual) else 0.0
    test = TextTest(shown, effect=fall, floor=FLOOR, sees=1 - (no_drift if no_drift is not None else 0.0))
    return TextRow(
        kind=DriftKind.OUTPUT,
        column="output_text",
        what="similarity to the last 7 days",
        key="output.similarity",
        before=before,
        now=now,
        size=f"cosine {now}",
        sees=f"sees ≥ {formats.decimal(test.sees, 2)}",
        rising=cosine > float(np.mean(usual)),
        worse=None,
        coverage=found.coverage,
        n_reference=int(parts[0].sum()),
        n_current=int(parts[1].sum()),
        tests=(test,),
        sentences=_sentences(before, now),
    )


def _sentences(before: str, now: str) -> TextSentences:
    told = f"their cosine to the 7 days before is {now}, that of a usual day {before}"
    return TextSentences(
        f"Answers of the newest day differ from those of the week before: {told}.",
        f"Answers of the newest day are like those of the week before: {told}.",
        f"Too few answers on the newest day to compare it with the week before: {told}.",
    )


def _days(times: pl.Series, end: datetime) -> NDArray[np.int64]:
    """Return how many whole days before `end` each time lies; the newest day is 0."""
    apart = (end - times).dt.total_microseconds().to_numpy() - 1
    return np.asarray(apart // int(timedelta(days=1).total_seconds() * 1e6), dtype=np.int64)
