"""Validators over a store: scores with the source code, each call once."""

import polars as pl

from tests.judging.conftest import CALLS, judge, judged, scores, span_ids
from tidegauge.stats.drawn import drawn

CHECKS = """
[[judge.checks]]
validator = "length"
most = 20
[[judge.checks]]
validator = "repetition"
[[judge.checks]]
validator = "regex"
name = "says_quality"
pattern = "quality=[45]"
where = ["feature = orders"]
rate = 0.5
"""


def test_checks_need_no_model_and_run_once(lake, configured, endpoint, calls):
    configured(CHECKS)
    found = {one["name"]: one for one in judged("--validators", "only", "--window", "all data")["checks"]}
    answers = calls.filter(pl.col("output_text").is_not_null())
    short = answers.filter(pl.col("output_text").str.len_chars() <= 20).height
    assert found["length"] == {"name": "length", "calls": answers.height, "passed": short}
    written = scores(lake)
    assert set(written["source"]) == {"code"}
    own = written.filter(pl.col("name") == "says_quality")
    drawn_ = [
        one
        for one in answers.filter(pl.col("feature") == "orders").iter_rows(named=True)
        if drawn(one["trace_id"]) < 0.5
    ]
    assert span_ids(own) == {one["span_id"] for one in drawn_}
    assert set(own["inclusion_probability"]) == {0.5}
    again = judged("--validators", "only", "--window", "all data")["checks"]
    assert sum(one["calls"] for one in again) == 0
    assert scores(lake).height == written.height
    assert not endpoint.requests


def test_repetition_looks_at_the_answer_before_in_the_session(lake, configured, calls):
    configured(CHECKS)
    judged("--validators", "only", "--window", "all data")
    repeated = span_ids(scores(lake).filter(pl.col("name") == "repetition"))
    answers = calls.filter(pl.col("output_text").is_not_null())
    first = answers.group_by("session_id").agg(pl.col("start_time").min())
    later = answers.join(first, on="session_id").filter(pl.col("start_time") > pl.col("start_time_right"))
    assert repeated == span_ids(later)


def test_a_run_checks_first_unless_told_not_to(lake, configured):
    configured(CHECKS)
    found = judged("--window", "all data", "--limit", "2", "--validators", "off")
    assert (found["judged"], found["checks"]) == (2, [])
    found = judged("--window", "all data", "--limit", "4")
    assert (found["judged"], len(found["checks"])) == (4, 3)
    assert CALLS > scores(lake).filter(pl.col("source") == "code")["span_id"].n_unique() > 300


def test_a_check_of_what_the_store_does_not_have_is_refused(lake, configured):
    configured('[[judge.checks]]\nvalidator = "length"\nwhere = ["gep = BR"]')
    result = judge("--validators", "only", "--window", "all data")
    assert result.exit_code == 1
    assert "is not a known attribute" in result.stderr
    configured()
    assert "There are no checks" in judge("--validators", "only").stdout
