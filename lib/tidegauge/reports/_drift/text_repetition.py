"""The row “Output · repetition”: how much of an answer is the answer before it, word for word."""

from math import isnan

import numpy as np
import polars as pl

from tidegauge import formats
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._drift.records import DriftKind, DriftTest
from tidegauge.reports._drift.text_row import TextRow, TextSentences, TextTest
from tidegauge.reports._drift.text_sample import Texts
from tidegauge.stats.drift import repetition
from tidegauge.stats.estimate import Floats
from tidegauge.stats.normal import critical
from tidegauge.stats.text.rouge import consecutive

FLOOR = 0.05
"""The change of the mean ROUGE-L that matters."""
ENOUGH = 200
"""Pairs within sessions on either side, from which on those alone are looked at."""
PAIRS = 1_000
_POWER = 2.8


def repetition_row(texts: Texts) -> TextRow | None:
    """Return the row: answers against the one before in their session, or where those are few, in their feature."""
    pairs, inside = _pairs(texts.frame)
    scores = {side: _scores(pairs, side) for side in (REFERENCE, CURRENT)}
    if any(one.size < 2 for one in scores.values()):
        return None
    found = repetition.change(scores[REFERENCE], scores[CURRENT])
    value, low, high = (float(one) for one in (found.value, found.low, found.high))
    if isnan(low):
        return None
    sees = _POWER * (high - low) / (2 * critical(0.95))
    before, now = (formats.decimal(float(scores[side].mean()), 2) for side in (REFERENCE, CURRENT))
    shown = DriftTest("repetition", repetition.METHOD.label, value, "", float(found.p_value), no_drift=0.0)
    test = TextTest(shown, effect=abs(value), floor=FLOOR, sees=sees, bound=max(abs(low), abs(high)))
    recorded = pairs.filter(pl.col("side") == CURRENT).height
    return TextRow(
        kind=DriftKind.OUTPUT,
        column="output_text",
        what="repetition",
        key="output.repetition",
        before=before,
        now=now,
        size=f"ROUGE-L {formats.signed(value, 2)}",
        sees=f"sees ≥ {formats.decimal(sees, 2)}",
        rising=value > 0 if value else None,
        worse=True,
        coverage=recorded / max(texts.frame.filter(pl.col("side") == CURRENT).height, 1),
        n_reference=int(scores[REFERENCE].size),
        n_current=int(scores[CURRENT].size),
        tests=(test,),
        sentences=_sentences(before, now, formats.decimal(sees, 2), inside=inside),
    )


def _pairs(frame: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
    """Return one pair of consecutive answers a session, and whether they are of one session."""
    known = frame.filter(pl.col("output_text").is_not_null(), pl.col("previous_text").is_not_null())
    alone = ["side", pl.coalesce("session_id", "trace_id")]
    sides = {
        inside: known.filter(pl.col("in_session") == inside).unique(alone, keep="first", maintain_order=True)
        for inside in (True, False)
    }
    counted = [sides[True].filter(pl.col("side") == side).height for side in (REFERENCE, CURRENT)]
    inside = min(counted) >= ENOUGH
    return sides[inside], inside


def _scores(pairs: pl.DataFrame, side: int) -> Floats:
    own = pairs.filter(pl.col("side") == side)
    some = own.gather_every(max(1, -(-own.height // PAIRS)))
    scores = consecutive(list(zip(some["previous_text"], some["output_text"], strict=True)))
    return np.asarray(scores[~np.isnan(scores)])


def _sentences(before: str, now: str, sees: str, *, inside: bool) -> TextSentences:
    where = "the answer before in the same session" if inside else "the answer before in the same feature"
    shared = (
        f"with {where} they share {now} of their words in order (ROUGE-L), against {before} in the reference"
    )
    more = "more" if now >= before else "less"
    return TextSentences(
        f"Answers repeat each other {more}: {shared}.",
        f"Answers repeat each other as much as before: {shared}. It would have seen {sees}.",
        f"Too few consecutive answers to say whether they repeat each other: it sees {sees} or more.",
    )
