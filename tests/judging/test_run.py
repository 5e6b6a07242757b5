"""A run of `tidegauge judge` against a local endpoint: what is asked, what is recorded, and what is not."""

import json
import re

import polars as pl
import pytest

from tests.judge_endpoint import QUALITY, page, refused
from tests.judging.conftest import CALLS, START, judge, judged, scores, span_ids
from tidegauge.stats.drawn import drawn
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

WITH_ANSWER = CALLS - CALLS // 20
DIMENSIONS = ("correctness", "completeness", "tone", "safety")


def test_marks_become_scores_with_the_chance_of_their_call(lake, configured, endpoint, calls):
    configured('context = ["feature"]')
    found = judged("--window", "all data", "--rate", "0.2")
    written = scores(lake)
    drawn_ = {row["span_id"] for row in calls.iter_rows(named=True) if drawn(row["trace_id"]) < 0.2}
    refusals = span_ids(calls.filter(pl.col("finish_reason") == "refusal"))
    expected = (drawn_ | refusals) & span_ids(calls.filter(pl.col("output_text").is_not_null()))
    assert span_ids(written) == expected
    assert found["judged"] == len(expected) == len(endpoint.requests)
    assert set(written["name"]) == {*DIMENSIONS, "groundedness", "flagged"}
    assert set(written["source"]) == {"judge"}
    assert re.fullmatch(r"local default@[0-9a-f]{8}", written["evaluator"].unique().item())
    chances = dict(zip(written["span_id"], written["inclusion_probability"], strict=True))
    assert chances == {span: 1.0 if span in refusals else 0.2 for span in expected}
    said = dict(calls.select("span_id", "output_text").iter_rows())
    for span, value in written.filter(pl.col("name") == "correctness").select("span_id", "value").iter_rows():
        assert value == int(QUALITY.search(said[span])[1])
    assert set(written.filter(pl.col("name") == "safety")["label"]) <= {"pass", "fail"}


def test_an_optional_dimension_without_its_material_is_not_applicable_and_no_failure(lake, configured):
    configured()
    judged("--window", "all data", "--limit", "10")
    found = scores(lake)
    assert set(found.drop_nulls("value")["name"]) == {*DIMENSIONS, "flagged"}
    left = found.filter(pl.col("value").is_null())
    assert set(left["name"]) == {"groundedness"}
    assert set(left["label"]) == {"not applicable"}


def test_nothing_is_judged_twice_and_a_higher_rate_adds(lake, configured, endpoint):
    configured()
    first = judged("--window", "all data", "--rate", "0.1")["judged"]
    assert judged("--window", "all data", "--rate", "0.1")["judged"] == 0
    assert len(endpoint.requests) == first
    more = judged("--window", "all data", "--rate", "0.3")["judged"]
    assert more > 0
    assert (
        scores(lake).filter(pl.col("name") == "tone")["span_id"].n_unique()
        == first + more
        == len(endpoint.requests)
    )


def test_a_chance_is_raised_when_a_call_meets_a_later_rule(lake, configured, calls):
    """Bad answers get their thumb after the first run. Weighed by 1 / chance, the sample says how many there are.

    The authority is the count of all calls (Horvitz and Thompson 1952: sums of 1 / chance are unbiased).
    """
    configured('rate = 0.3\nalways = ["signal.thumbs_down > 0"]')
    judged("--window", "all data")
    answered = calls.filter(pl.col("output_text").is_not_null())
    bad = answered.filter(pl.col("output_text").str.ends_with("quality=1"))
    thumbs = bad.select("span_id", created_at="start_time", kind=pl.lit("thumbs_down"))
    write_frames(lake, {"signals": thumbs}, ImportRecord("thumbs", "thumbs.parquet", START))
    judged("--window", "all data")
    marks = scores(lake).filter(pl.col("name") == "correctness")
    chances = dict(marks.select("span_id", "inclusion_probability").iter_rows())
    wanted = {
        row["span_id"]: 1.0 if row["span_id"] in span_ids(bad) else 0.3
        for row in answered.iter_rows(named=True)
        if row["span_id"] in span_ids(bad) or drawn(row["trace_id"]) < 0.3
    }
    assert chances == wanted
    assert marks.filter(pl.col("value") == 1).height == bad.height
    judged("--window", "all data", "--rate", "0.5")
    others = scores(lake).filter(~pl.col("span_id").is_in(list(span_ids(bad))))
    assert set(others["inclusion_probability"]) == {0.5}


def test_rates_by_segment_and_rules_that_always_hold(lake, configured, calls):
    configured(
        'rate = 0.05\nalways = ["finish_reason = refusal"]\n'
        '[[judge.rates]]\nwhere = ["feature = onboarding"]\nrate = 0.8\n'
        '[[judge.rates]]\nwhere = ["feature = orders, onboarding"]\nrate = 0.5\n'
    )
    judged("--window", "all data")
    rates = {"onboarding": 0.8, "orders": 0.5}
    found = dict(scores(lake).select("span_id", "inclusion_probability").iter_rows())
    for row in calls.filter(pl.col("output_text").is_not_null()).iter_rows(named=True):
        chance = 1.0 if row["finish_reason"] == "refusal" else rates.get(row["feature"], 0.05)
        assert found.get(row["span_id"]) == (chance if drawn(row["trace_id"]) < chance else None)


def test_a_flag_is_a_score(lake, configured):
    configured("flag_mean = 1.5\n[judge.flag]\ntone = 3")
    found = judged("--window", "all data", "--rate", "1")
    wide = scores(lake).pivot("name", index="span_id", values="value")
    assert wide["flagged"].to_list() == (wide["tone"] <= 3).cast(float).to_list()
    assert found["flagged"] == int(wide["flagged"].sum()) > 0


def test_garbage_is_recorded_as_unparsable_and_never_as_a_mark(lake, configured, endpoint):
    endpoint.garbage = 0.1
    configured()
    found = judged("--window", "all data", "--rate", "1")
    bad = scores(lake).filter(pl.col("label") == "unparsable")
    assert found["judged"] + found["unparsable"] == WITH_ANSWER
    assert bad["span_id"].n_unique() == found["unparsable"] > 10
    assert bad["value"].is_null().all()
    assert "flagged" not in set(bad["name"])
    # One stricter try each, no more, which does not show the judge what it said before.
    assert len(endpoint.requests) == WITH_ANSWER + found["unparsable"]
    assert "could not be read" in endpoint.requests[-1]["messages"][0]["content"] or found["unparsable"]
    assert all(len(request["messages"]) == 2 for request in endpoint.requests)
    # Asked again only when somebody wants it.
    assert judged("--window", "all data", "--rate", "1")["judged"] == 0
    endpoint.garbage = 0
    assert judged("--window", "all data", "--rate", "1", "--again")["judged"] == found["unparsable"]


def test_a_request_that_is_refused_is_recorded_as_failed(lake, configured, endpoint):
    configured("concurrency = 1")
    endpoint.broken = [refused(400, "content policy")]
    found = judged("--window", "all data", "--limit", "3")
    assert (found["judged"], found["failed"]) == (2, 1)
    bad = scores(lake).filter(pl.col("label") == "failed")
    assert bad["value"].is_null().all()
    assert set(bad["explanation"]) == {"400 content policy"}


def test_a_busy_endpoint_is_asked_again_when_it_says(configured, endpoint):
    configured()
    endpoint.broken = [
        refused(429, "slow down", retry_after_ms="20"),
        refused(503, "later", retry_after_ms="20"),
    ]
    assert judged("--window", "all data", "--limit", "5")["judged"] == 5
    assert len(endpoint.requests) == 7


def test_an_endpoint_that_is_away_leaves_everything_for_the_next_run(lake, configured, endpoint):
    configured(retries=0)
    endpoint.broken = [refused(500, "down") for _ in range(100)]
    result = judge("--window", "all data")
    assert result.exit_code == 1
    assert "does not answer: 500 down" in result.stderr
    assert scores(lake).is_empty()
    assert 5 <= len(endpoint.requests) <= 32
    endpoint.broken = []
    assert judged("--window", "all data")["judged"] > 0


def test_an_answer_that_takes_too_long_is_none(configured, endpoint):
    configured("timeout = 0.2", retries=0)
    endpoint.delay = 1.5
    result = judge("--window", "all data", "--limit", "2")
    assert "no answer within 0.2 s" in result.stderr
    assert result.exit_code == 1


def test_one_silent_request_among_others_is_failed(lake, configured, endpoint):
    configured("concurrency = 1", retries=0)
    endpoint.broken = [page()]
    found = judged("--window", "all data", "--limit", "4")
    assert (found["judged"], found["failed"]) == (3, 1)


def test_a_wrong_key_ends_the_run_and_is_not_shown(lake, configured, endpoint, monkeypatch):
    configured()
    endpoint.key = "right"
    monkeypatch.setenv("TIDEGAUGE_JUDGE_KEY", "secret-of-mine")
    result = judge("--window", "all data")
    assert result.exit_code == 1
    assert "refuses to judge" in result.stderr
    assert "secret-of-mine" not in result.output + result.stderr
    assert len(endpoint.requests) <= 8
    monkeypatch.setenv("TIDEGAUGE_JUDGE_KEY", "right")
    assert judged("--window", "all data")["judged"] > 0


def test_an_endpoint_that_lacks_parameters_is_asked_without_them(configured, endpoint):
    endpoint.lacks = ("response_format", "temperature", "max_completion_tokens")
    configured("concurrency = 1")
    assert judged("--window", "all data", "--limit", "3")["judged"] == 3
    last = endpoint.requests[-1]
    assert last.keys() == {"model", "messages", "max_tokens"}
    assert len(endpoint.requests) == 6


def test_requests_side_by_side_are_bounded(configured, endpoint):
    endpoint.delay = 0.02
    configured()
    judged("--window", "all data", "--rate", "1", "--concurrency", "4", "--limit", "60")
    assert endpoint.most_at_once == 4


def test_a_dry_run_asks_nothing_and_names_the_sample(lake, configured, endpoint):
    configured()
    plan = judged("--window", "all data", "--rate", "0.2", "--dry-run")
    assert (plan["calls"], plan["with_answer"], len(endpoint.requests)) == (CALLS, WITH_ANSWER, 0)
    assert (
        plan["requests"] == len(plan["sample"]) == judged("--window", "all data", "--rate", "0.2")["judged"]
    )
    assert span_ids(scores(lake)) == {one["span_id"] for one in plan["sample"]}


def test_repeated_judging_is_several_scores_of_several_times(lake, configured):
    configured()
    judged("--window", "all data", "--rate", "0.1")
    judged("--window", "all data", "--rate", "0.1", "--repeat", "3")
    tone = (
        scores(lake).filter(pl.col("name") == "tone").group_by("span_id").agg(pl.col("created_at").n_unique())
    )
    assert set(tone["created_at"]) == {3}


def test_pairs_are_judged_in_both_orders(lake, configured, endpoint, calls):
    other = calls.with_columns(
        pl.format("{}-b", "trace_id").alias("trace_id"),
        pl.format("{}-b", "span_id").alias("span_id"),
        output_text=pl.format("{}-b quality=3", pl.lit("x") + pl.col("span_id")),
        prompt_version=pl.lit("v6"),
    )
    write_frames(lake, {"spans": other}, ImportRecord("b", "b.parquet", calls["start_time"][0]))
    configured()
    arguments = ("--window", "all data", "--rate", "0.3", "--pairs", "prompt_version = (not recorded)")
    found = judged(*arguments, "--against", "prompt_version = v6")
    rows = scores(lake)
    assert set(rows["name"]) == {"preference"}
    assert found["judged"] == rows.height == 2 * rows["span_id"].n_unique() > 100
    said = dict(calls.select("span_id", "output_text").iter_rows())
    for span, value in rows.select("span_id", "value").iter_rows():
        own = int(QUALITY.search(said[span])[1])
        assert value == (0.5 if own == 3 else float(own > 3))
    assert rows.group_by("span_id").agg(pl.col("label").sort())["label"].to_list() == [
        ["first", "second"]
    ] * (rows.height // 2)
    assert judged(*arguments, "--against", "prompt_version = v6")["judged"] == 0


def test_a_judge_that_prefers_a_place_is_seen(lake, configured, endpoint, calls):
    other = calls.with_columns(
        pl.format("{}-b", "span_id").alias("span_id"),
        pl.lit("other").alias("output_text"),
        device=pl.lit("b"),
    )
    write_frames(lake, {"spans": other}, ImportRecord("b", "b.parquet", calls["start_time"][0]))
    configured()
    endpoint.first_wins = True
    judged(
        "--window",
        "all data",
        "--rate",
        "1",
        "--limit",
        "20",
        "--pairs",
        "device != b",
        "--against",
        "device = b",
    )
    assert set(scores(lake).select("label", "value").iter_rows()) == {("first", 1.0), ("second", 0.0)}


def test_the_anchor_is_judged_again_every_day(lake, configured, endpoint):
    configured()
    assert "25 calls" in judge("--window", "all data", "--anchors", "25").stdout
    judged("--window", "all data", "--limit", "5")
    rows = scores(lake)
    anchor = rows.filter(pl.col("source") == "anchor")
    assert anchor["span_id"].n_unique() == 25
    assert anchor["inclusion_probability"].is_null().all()
    assert judged("--window", "all data", "--limit", "5")["judged"] == 5
    assert scores(lake).filter(pl.col("source") == "anchor").height == anchor.height
    assert "has an anchor of 25" in judge("--anchors", "5").stderr
    assert "Forgot 25" in judge("--anchors", "forget").stdout


def test_the_anchor_of_a_file(lake, configured, tmp_path):
    configured()
    (tmp_path / "anchor.csv").write_text("span_id,why\nspan-1,hard\nspan-2,easy\nspan-7,no answer\n")
    result = judge("--anchors", "anchor.csv")
    assert "2 calls" in result.stdout
    assert "1 of the file are not in the store" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--model", "x", "--rubric", "nowhere"), "is not a known rubric"),
        (("--where", "gep = BR"), "is not a known attribute"),
        (("--endpoint", "ftp://x/"), "cannot be asked at"),
        (("--store", "nowhere"), "There is no store"),
        (("--pairs", "device = ios"), "go together"),
    ],
)
def test_what_cannot_be_done_is_said(configured, arguments, words):
    configured()
    result = judge(*arguments)
    assert result.exit_code in {1, 2}
    assert words in result.stderr


def test_without_a_model_or_a_price_it_is_said_what_to_do(lake, configured, monkeypatch):
    result = judge("--store", "lake")
    assert "--model gpt-5-mini" in result.stderr
    assert "OPENAI_API_KEY" in judge("--store", "lake", "--model", "gpt-5-mini").stderr
    assert judged("--store", "lake", "--model", "gpt-5-mini", "--dry-run")["dollars"] > 0
    assert judged("--store", "lake", "--model", "a-model-of-tomorrow", "--dry-run")["dollars"] is None
    configured(price="")
    assert "is not known" in judge("--window", "all data").stderr
    assert judged("--window", "all data", "--no-cap", "--limit", "1")["dollars"] is None


def test_the_schema_that_is_sent_is_what_is_read(configured, endpoint):
    configured()
    judged("--window", "all data", "--limit", "1")
    form = endpoint.requests[0]["response_format"]["json_schema"]
    assert form["strict"]
    assert set(form["schema"]["properties"]) == {*DIMENSIONS, "groundedness"}
    assert endpoint.requests[0]["messages"][0]["role"] == "system"
    assert json.dumps(form)
