"""Rows of texts over small lakes whose change was planted: words, repetition, the newest day, embeddings."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._drift.records import DriftKind
from tidegauge.reports._drift.text import text_contrasts, text_rows, text_samples
from tidegauge.reports.source import Source
from tidegauge.stats.multiplicity import benjamini_hochberg

START = datetime(2026, 11, 1)
MIDDLE, END = START + timedelta(days=7), START + timedelta(days=14)
N = 1_400

Say = Callable[[np.random.Generator, int], str | None]


def _asked(reference: bool = True) -> TraceFilter:
    before = Population(Window(START, MIDDLE)) if reference else None
    return TraceFilter(Population(Window(MIDDLE, END)), before)


def _prompt(random: np.random.Generator, number: int) -> str:
    return f"Where is my {random.choice(['order', 'refund', 'parcel', 'voucher'])} {number}?"


def _answer(random: np.random.Generator, number: int) -> str:
    words = random.choice(["it", "left", "today", "soon", "comes", "with", "our", "carrier", "friday"], 9)
    return f"{' '.join(words)} on 2026-11-{1 + number % 28}."


def _spans(say: Say = _answer, ask: Say = _prompt, **more: pl.Series) -> pl.DataFrame:
    random = np.random.default_rng(11)
    gap = timedelta(days=14) / N
    return pl.DataFrame(
        {
            "trace_id": [f"t{k}" for k in range(N)],
            "span_id": [f"s{k}" for k in range(N)],
            "kind": "model",
            "start_time": [START + gap * k for k in range(N)],
            "feature": "help",
            "input_text": [ask(random, k) for k in range(N)],
            "output_text": [say(random, k) for k in range(N)],
            **more,
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


def _rows(source: Source) -> dict:
    drift = text_rows(source, _asked())
    adjusted = iter(benjamini_hochberg(drift.p_values))
    return {row.key: row.finished([float(next(adjusted)) for _ in row.p_values]) for row in drift.rows}


def test_undisturbed_texts_have_four_rows_and_none_changed(written):
    rows = _rows(written(_spans()))
    assert list(rows) == ["prompt.input_text", "output.output_text", "output.repetition", "output.similarity"]
    assert {row.verdict for row in rows.values()} <= {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}
    assert rows["output.output_text"].verdict is Verdict.NOT_MATERIAL
    assert all(row.sentence.endswith(".") for row in rows.values())


def _refusing(random: np.random.Generator, number: int) -> str:
    refuses = number >= N // 2 and random.random() < 0.15
    return "I am sorry, I cannot help with that." if refuses else _answer(random, number)


def test_refusals_are_found_by_their_words(written):
    source = written(_spans(_refusing))
    row = _rows(source)["output.output_text"]
    assert row.verdict is Verdict.CHANGED
    assert (row.kind, row.column, row.what) == (DriftKind.OUTPUT, "output_text", "text")
    assert row.onset is None or abs(row.onset.at - MIDDLE) < timedelta(days=2)
    contrasts = text_contrasts(source, _asked(), "output_text")
    assert contrasts[0].label in {"sorry", "help", "am", "that"}
    assert contrasts[0].reference == 0
    assert contrasts[0].current == pytest.approx(0.15, abs=0.04)
    assert contrasts[0].label in row.sentence
    samples = text_samples(source, _asked(), "output_text")
    assert [one.text for one in samples] == ["I am sorry, I cannot help with that."] or samples[0].text
    assert all(one.at >= MIDDLE for one in samples)


def test_a_rare_word_is_found_where_a_classifier_sees_nothing(written):
    def say(random: np.random.Generator, number: int) -> str:
        more = " Xin chào." if number >= N // 2 and number % 25 == 0 else ""
        return _answer(random, number) + more

    row = _rows(written(_spans(say)))["output.output_text"]
    tests = {test.name: test for test in row.tests}
    assert row.verdict is Verdict.CHANGED
    assert tests["words"].value == pytest.approx(0.04, abs=0.01)
    assert tests["domain_classifier"].value < 0.55


def test_the_tests_of_a_text_with_what_the_field_publishes(written):
    tests = {test.name: test for test in _rows(written(_spans(_refusing)))["output.output_text"].tests}
    assert set(tests) == {"domain_classifier", "cosine_centroid", "mmd", "words"}
    assert tests["cosine_centroid"].threshold == 0.85
    assert tests["cosine_centroid"].exceeds is (tests["cosine_centroid"].value < 0.85)
    assert tests["cosine_centroid"].adjusted is None
    assert tests["domain_classifier"].adjusted is not None
    assert tests["domain_classifier"].no_drift == 0.5


def test_a_model_that_is_stuck_repeats_itself(written):
    def say(random: np.random.Generator, number: int) -> str:
        return "Please tell me more about your order today." if number >= N // 2 else _answer(random, number)

    row = _rows(written(_spans(say)))["output.repetition"]
    assert (row.verdict, row.direction, row.rising) == (Verdict.CHANGED, Direction.WORSE, True)
    assert row.now == "1.00"
    assert row.sentence.startswith("Answers repeat each other more")


def test_repetition_is_taken_within_sessions_where_there_are_enough(written):
    sessions = pl.Series("session_id", [f"u{k // 2}" for k in range(N)])
    row = _rows(written(_spans(session_id=sessions)))["output.repetition"]
    assert "same session" in row.sentence
    assert row.n_current == 350


def test_the_newest_day_is_compared_with_the_seven_before(written):
    def say(random: np.random.Generator, number: int) -> str:
        return (
            _refusing(random, number) if number < N - 100 else f"voucher {random.choice(['due', 'void'])} now"
        )

    row = _rows(written(_spans(say)))["output.similarity"]
    assert row.verdict is Verdict.CHANGED
    assert float(row.now) < 0.6 < float(row.before)
    assert row.tests[0].exceeds is True
    assert (row.n_reference, row.n_current) == (700, 100)


def test_calls_of_one_session_count_once(written):
    sessions = pl.Series("session_id", [f"u{k % 90}" for k in range(N)])
    rows = _rows(written(_spans(_refusing, session_id=sessions)))
    assert (rows["output.output_text"].n_reference, rows["output.output_text"].n_current) == (90, 90)


def test_too_few_texts_cannot_tell(written):
    def say(random: np.random.Generator, number: int) -> str | None:
        return _answer(random, number) if number % 50 == 0 else None

    row = _rows(written(_spans(say)))["output.output_text"]
    assert row.verdict is Verdict.CANNOT_TELL
    assert row.coverage == pytest.approx(0.02)
    assert row.size.startswith("sees AUC ≥ ")


def test_without_texts_or_without_a_reference_there_are_no_rows(written):
    plain = _spans().drop("input_text", "output_text")
    assert text_rows(written(plain), _asked()).rows == ()


def test_nothing_to_compare_with(written):
    source = written(_spans())
    assert text_rows(source, _asked(reference=False)).rows == ()
    assert text_contrasts(source, _asked(reference=False), "output_text") == ()


def test_the_same_texts_give_the_same_rows(written):
    source = written(_spans(_refusing))
    assert text_rows(source, _asked()) == text_rows(source, _asked())


def _embeddings(shift: float) -> pl.Series:
    random = np.random.default_rng(6)
    vectors = random.normal(0, 1, (N, 48)).round(4)
    vectors[N // 2 :, 0] += shift
    texts = [json.dumps(vector.tolist()) if k % 20 else "[]" for k, vector in enumerate(vectors)]
    return pl.Series("prompt_embedding", texts)


@pytest.mark.parametrize(("shift", "verdict"), [(0.0, Verdict.NOT_MATERIAL), (2.0, Verdict.CHANGED)])
def test_embeddings_that_the_store_holds(written, shift, verdict):
    row = _rows(written(_spans(prompt_embedding=_embeddings(shift))))["prompt.prompt_embedding"]
    # 500 rows a side see an AUC of 0.57, and the floor is 0.55: a quiet one may stay open.
    assert row.verdict in ({verdict} if shift else {verdict, Verdict.CANNOT_TELL})
    assert row.kind is DriftKind.PROMPT
    assert row.coverage == pytest.approx(0.95)
    assert row.n_reference == 475


def test_a_column_that_only_sounds_like_embeddings_has_no_row(written):
    names = pl.Series("embedding_model", ["text-3-small"] * N)
    assert not [key for key in _rows(written(_spans(embedding_model=names))) if "embedding" in key]


@pytest.mark.parametrize("text", ["", " \n", "…", "same again", "🙂" * 50, "a" * 50_000, "\x07\u202e"])
def test_one_text_over_and_over_is_no_change(written, text):
    rows = _rows(written(_spans(lambda *_: text)))
    assert Verdict.CHANGED not in {row.verdict for row in rows.values()}


def test_one_side_without_any_answer_has_no_row(written):
    rows = _rows(written(_spans(lambda _, number: None if number >= N // 2 else "word")))
    assert "output.output_text" not in rows


@pytest.mark.parametrize("text", ["[1, 2", "{}", "3", '["a", "b"]', "[[1, 2], [3, 4]]", "[1, null]", "[]"])
def test_what_is_no_array_of_numbers_is_not_read(written, text):
    rows = _rows(written(_spans(my_embedding=pl.Series([text] * N))))
    assert not [key for key in rows if "embedding" in key]
