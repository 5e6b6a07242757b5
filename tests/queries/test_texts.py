"""The sample of texts: bounded, even over time, the same twice, with the right output before it."""

import itertools
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.texts import SHOWN, Thinned, recorded, slices_apart, texts

START = datetime(2026, 11, 1)
HOUR = timedelta(hours=1)


def _spans(n: int = 400, **more: object) -> pl.DataFrame:
    numbers = range(n)
    frame = pl.DataFrame(
        {
            "trace_id": [f"t{k}" for k in numbers],
            "span_id": [f"s{k}" for k in numbers],
            "kind": "model",
            "start_time": [START + HOUR * k for k in numbers],
            "session_id": [f"u{k // 2}" if k % 10 else None for k in numbers],
            "feature": [f"f{k % 3}" for k in numbers],
            "model_version": [f"m{k % 2}" for k in numbers],
            "input_text": [f"question {k}" for k in numbers],
            "output_text": [None if k % 7 == 0 else f"answer {k}" for k in numbers],
        }
    )
    return frame.with_columns(pl.col("start_time").cast(pl.Datetime("us")), **more)


def _dense(hours: int = 400) -> pl.DataFrame:
    """Return ten calls an hour."""
    every = pl.lit(START) + pl.duration(minutes=6) * pl.int_range(pl.len())
    return _spans(10 * hours).with_columns(start_time=every.cast(pl.Datetime("us")))


def _asked(n: int = 400, *chips: str) -> TraceFilter:
    middle, end = START + HOUR * (n // 2), START + HOUR * n
    where = tuple(map(parse_condition, chips))
    return TraceFilter(Population(Window(middle, end), where), Population(Window(START, middle), where))


def _read(source, asked, **options):
    return source.store.read(texts(source.rows(asked), asked, **options))


def test_a_small_side_is_read_whole(written):
    frame = _read(written(_spans()), _asked())
    assert frame["side"].value_counts().sort("side")["count"].to_list() == [200, 200]
    assert frame["input_text"].to_list() == [f"question {k}" for k in range(400)]


@pytest.mark.parametrize("cap", [7, 50, 199])
def test_a_large_side_is_thinned_evenly_through_time(written, cap):
    frame = _read(written(_spans()), _asked(), cap=cap)
    for side, first in ((REFERENCE, 0), (CURRENT, 200)):
        places = [int(name[1:]) - first for name in frame.filter(pl.col("side") == side)["span_id"]]
        assert len(places) == cap
        gaps = {after - before for before, after in itertools.pairwise(places)}
        assert gaps <= {200 // cap, 200 // cap + 1}


def test_the_same_sample_twice(written):
    source = written(_spans())
    assert _read(source, _asked(), cap=30).equals(_read(source, _asked(), cap=30))


def test_the_output_before_is_that_of_the_session_or_else_of_the_feature(written):
    frame = _read(written(_spans()), _asked())
    rows = {row["span_id"]: row for row in frame.iter_rows(named=True)}
    assert rows["s3"]["in_session"] is True  # u1 holds calls 2 and 3
    assert rows["s3"]["previous_text"] == "answer 2"
    assert rows["s2"]["in_session"] is False  # the first of u1: nothing of feature f2 before
    assert rows["s2"]["previous_text"] is None
    assert rows["s11"]["in_session"] is False  # call 10 has no session, call 8 was the last of f2
    assert rows["s11"]["previous_text"] == "answer 8"
    assert rows["s200"]["previous_text"] is None  # the other side is not before


def test_only_the_rows_of_the_filter(written):
    frame = _read(written(_spans()), _asked(400, "model_version = m1"))
    assert {int(name[1:]) % 2 for name in frame["span_id"]} == {1}


def test_rare_texts_are_found_when_asked_for(written):
    rare = pl.when(pl.int_range(pl.len()) % 40 == 3).then(pl.col("output_text"))
    source = written(_spans(output_text=rare))
    assert _read(source, _asked(), cap=20)["output_text"].count() < 4
    kept = _read(source, _asked(), cap=20, only="output_text")
    assert kept["output_text"].null_count() == 0
    assert kept.height == 9  # of ten, call 203 has no answer


def test_a_long_text_is_cut_in_the_middle(written):
    long = pl.lit("a" * 5000 + "z" * 5000)
    text = _read(written(_spans(20, input_text=long)), _asked(20))["input_text"][0]
    assert text == "a" * SHOWN + " … " + "z" * SHOWN


def test_two_versions_of_one_window(written):
    window = Window(START, START + HOUR * 400)
    sides = (Population(window, (parse_condition(f"model_version = m{k}"),)) for k in (1, 0))
    frame = _read(written(_spans()), TraceFilter(*sides), cap=40)
    assert frame["side"].value_counts().sort("side")["count"].to_list() == [40, 40]
    odd = frame.filter(pl.col("side") == CURRENT)["span_id"].str.slice(1).cast(pl.Int64) % 2
    assert odd.unique().to_list() == [1]


def test_attributes_come_along(written):
    spans = _spans(20, prompt_embedding=pl.lit("[1, 2]"))
    frame = _read(written(spans), _asked(20), embeddings=["prompt_embedding"])
    assert frame["e0"].unique().to_list() == ["[1, 2]"]


def test_of_many_rows_those_of_some_slices_of_each_hour_are_looked_at(written):
    spans, asked = _dense(400), _asked(400)
    frame = _read(written(spans), asked, thinned=Thinned(apart=4, width=7_200, every=5))
    # The same picked by polars: one slice of two hours in four, of those of an hour and side the first and every fifth.
    start = pl.col("start_time")
    slices = start.dt.epoch("s") // 7_200 % 4 == 0
    sides = spans.with_columns(side=(start >= asked.current.window.start).cast(pl.Int64)).filter(slices)
    place = pl.int_range(pl.len()).over("side", start.dt.truncate("1h"), order_by="start_time")
    expected = sides.filter(place % 5 == 0).sort("side", "start_time")
    assert frame.select("span_id", "side").rows() == expected.select("span_id", "side").rows()
    assert frame.height == 2 * 100  # two of each of the 100 hours


def test_a_thinned_day_is_the_same_in_every_window(written):
    source, thinned = written(_dense()), Thinned(apart=2, width=3_600, every=3)
    day = Window(START + 3 * 24 * HOUR, START + 4 * 24 * HOUR)
    alone = _read(source, TraceFilter(Population(day)), thinned=thinned, daily=True)
    week = _read(
        source, TraceFilter(Population(Window(START, START + 7 * 24 * HOUR))), thinned=thinned, daily=True
    )
    within = week.filter(pl.col("start_time").is_between(day.start, day.end, closed="left"))
    assert alone.height == 12 * 4  # of ten calls of an hour the 1st, 4th, 7th and 10th
    assert alone.rows() == within.rows()


def test_slices_are_left_out_only_where_enough_remain():
    assert [slices_apart(rows, cap=100) for rows in (0, 1_999, 2_000, 10**9)] == [1, 1, 2, 50]


def test_what_is_recorded_at_all(written):
    source = written(_spans(output_text=pl.lit(None, dtype=pl.String)))
    rows = source.rows(_asked())
    assert source.store.read(recorded(rows, _asked(), ["input_text", "output_text"])).row(0) == (1, 0)
