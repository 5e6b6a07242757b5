"""The rows “Prompt · text” and “Output · text”: what is said, and by which words it differs."""

from collections.abc import Sequence
from math import nan

import numpy as np

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.reports._drift.records import Contrast, DriftKind, DriftTest, SampleTrace
from tidegauge.reports._drift.text_row import TextRow, TextSentences, TextTest
from tidegauge.reports._drift.text_sample import Sampled
from tidegauge.reports._drift.text_vectors import Clouds, compare
from tidegauge.reports._onset import Onset
from tidegauge.reports._traces.text import asked_line, first_line
from tidegauge.stats import onset as steps
from tidegauge.stats.estimate import Floats
from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.vectorise import Vectors, vectorise
from tidegauge.stats.text.words import Word, Words, telling

KINDS = {"input_text": DriftKind.PROMPT, "output_text": DriftKind.OUTPUT}
_NAMES = {"input_text": "prompts", "output_text": "answers"}
WORD_FLOOR = 0.02
"""The change in the share of texts with a word that matters."""
SAMPLES = 5


def text_row(found: Sampled, column: str, asked: TraceFilter) -> tuple[TextRow, Vectors]:
    """Return the row of a text, and the vectors of both windows."""
    said, reference = grams(found.values.to_list()), found.reference
    words, vectors = telling(said, reference), vectorise(said)
    sides = np.flatnonzero(reference), np.flatnonzero(~reference)
    clouds = compare(
        vectors.values[sides[0]],
        vectors.values[sides[1]],
        whole=(vectors.weights[sides[0]], vectors.weights[sides[1]]),
        groups=_copies(found.values.to_list()),
    )
    n_reference, n_current = found.counts
    top = words.words[0] if words.words else None
    kind = KINDS[column]
    row = TextRow(
        kind=kind,
        column=column,
        what="text",
        key=f"{kind.value}.{column}",
        before=_share(top, top.reference) if top else "",
        now=_share(top, top.current) if top else "",
        size=f"AUC {formats.decimal(clouds.auc, 2)}",
        sees=f"sees AUC ≥ {formats.decimal(clouds.sees, 2)}",
        rising=None,
        worse=None,
        coverage=found.coverage,
        n_reference=n_reference,
        n_current=n_current,
        tests=(*clouds.tests, _word_test(words)),
        sentences=_sentences(_NAMES[column], clouds, words.words),
        onset=onset(found, clouds.scores, asked),
        contrasts=tuple(Contrast(word.text, word.reference, word.current) for word in words.words),
        samples=typical(found, clouds.scores, column),
    )
    return row, vectors


def onset(found: Sampled, scores: Floats, asked: TraceFilter) -> Onset | None:
    """Return when the scores of the current rows stepped up, in order of time; None where they were up all along."""
    if asked.reference is None or asked.reference.window == asked.current.window or np.isnan(scores).any():
        return None
    own = scores[~found.reference]
    step = steps.of_mean(np.ones_like(own), own, own**2)
    if step is None or own[: step.index].mean() > own[step.index :].mean():
        return None
    times = found.frame.filter(~found.reference)["start_time"]
    return Onset(times[step.index], times[step.low], times[step.high], rising=True)


def typical(found: Sampled, scores: Floats, column: str, most: int = SAMPLES) -> tuple[SampleTrace, ...]:
    """Return the current rows that look least like the reference, each text once."""
    line = asked_line if column == "input_text" else first_line
    chosen: dict[str, SampleTrace] = {}
    for place in np.argsort(-np.where(found.reference, -np.inf, np.nan_to_num(scores)), kind="stable"):
        if len(chosen) == most or found.reference[place]:
            break
        row = found.frame.row(int(place), named=True)
        text = line(row[column]) or ""
        chosen.setdefault(text, SampleTrace(row["start_time"], row["trace_id"], "", text))
    return tuple(chosen.values())


def _copies(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a number for each text, the same for copies."""
    places: dict[str, int] = {}
    return np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)


def _word_test(words: Words) -> TextTest:
    change = max((abs(word.current - word.reference) for word in words.words), default=0.0)
    p_value = None if np.isnan(words.p_value) else words.p_value
    shown = DriftTest("words", "Largest change of a word's share", change, "share", p_value, no_drift=0.0)
    return TextTest(shown, effect=change, floor=WORD_FLOOR if words.looked_at else None, sees=nan)


def _share(word: Word, share: float) -> str:
    return f"“{word.text}” {formats.share(share)}"


def _sentences(name: str, clouds: Clouds, words: Sequence[Word]) -> TextSentences:
    auc = formats.decimal(clouds.auc, 2)
    subject = name.capitalize()
    told = f"a classifier tells them from those of the reference with AUC {auc}, 0.50 is chance"
    changed = f"{subject} say different things: {_told(words)}." if words else f"{subject} changed: {told}."
    return TextSentences(
        changed,
        f"What {name} say did not change materially: {told}.",
        f"Too few {name} to say whether their text changed: it sees AUC {formats.decimal(clouds.sees, 2)} or more.",
    )


def _told(words: Sequence[Word], most: int = 3) -> str:
    """Return the words that tell most: “depends” is in 63% of them against 0.2%."""
    first, *others = words[:most]
    lead = f"“{first.text}” is in {formats.share(first.current)} of them against {formats.share(first.reference)}"
    more = [
        f"“{word.text}” {formats.share(word.current)} against {formats.share(word.reference)}"
        for word in others
    ]
    return "; ".join([lead, *more])
