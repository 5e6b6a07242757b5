"""What `tidegauge judge` says before and after: pairs without shared inputs, a dry run after a kill, garbage in words."""

import json

import polars as pl
import pytest

from tests.judging.conftest import judge, judged, scores
from tests.judging.test_verdict import GOOD, READ
from tidegauge.judging.journal import Journal
from tidegauge.judging.verdict import Marking, UnparsableError
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

PAIRS = ("--window", "all data", "--rate", "1", "--pairs", "device != b", "--against", "device = b")


def beside(lake, calls, **columns):
    """Write other answers beside the calls."""
    other = calls.with_columns(
        pl.format("{}-b", "span_id").alias("span_id"),
        pl.lit("other quality=3").alias("output_text"),
        device=pl.lit("b"),
        **columns,
    )
    write_frames(lake, {"spans": other}, ImportRecord("b", "b.parquet", calls["start_time"][0]))


def test_pairs_without_a_shared_input_say_so(lake, configured, endpoint, calls):
    beside(lake, calls, input_text=pl.lit("other: ") + pl.col("input_text"))
    configured()
    planned = judge(*PAIRS, "--dry-run").stdout
    assert "0 inputs that both answered" in planned
    assert "Nothing to compare: pairs need two answers to the same input" in planned
    done = judge(*PAIRS)
    assert done.exit_code == 0
    assert "Nothing to compare" in done.stdout
    assert not endpoint.requests


def test_pairs_are_counted_before_they_are_asked(lake, configured, calls):
    beside(lake, calls)
    configured()
    planned = judge(*PAIRS, "--limit", "7", "--dry-run").stdout
    assert "7 pairs to compare, each in both orders" in planned
    assert "14 requests" in planned


def test_pairs_that_could_not_be_read_are_asked_again(lake, configured, endpoint, calls):
    beside(lake, calls)
    configured()
    endpoint.garbage = True
    first = judged(*PAIRS, "--limit", "5")
    assert first["unparsable"] == 10
    endpoint.garbage = False
    again = judged(*PAIRS, "--again")
    assert again["judged"] >= 10
    left = scores(lake).filter(pl.col("value").is_not_null()).group_by("span_id").len()
    assert set(left["len"]) == {2}


def test_a_dry_run_counts_only_what_is_not_answered(lake, configured, monkeypatch):
    """The answers of a run that was killed before it wrote them: they are kept, and paid for."""
    configured()
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "unpublished", lambda _self, _most: [])
        judged("--window", "all data", "--limit", "12")
    plan = judge("--window", "all data", "--limit", "20", "--dry-run").stdout
    assert "8 requests" in plan
    assert "12 were answered before a run was stopped: they are written, not asked again." in plan
    # Those that were answered are written first, and of the others nothing is asked twice.
    everything = judge("--window", "all data", "--dry-run").stdout
    left = judged("--window", "all data")["judged"]
    assert f"{left:,} requests" in everything
    assert scores(lake).filter(pl.col("name") == "tone").height == 12 + left


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("Sure! It is a 5.", "The answer is no JSON object: “Sure! It is a 5.”"),
        ("", "The answer is no JSON object: nothing"),
        (json.dumps({**GOOD, "extra": GOOD["tone"]}), "extra was not asked for."),
        (json.dumps({name: GOOD[name] for name in GOOD if name != "tone"}), "tone is missing."),
        (
            json.dumps({**GOOD, "tone": {"reason": "x", "mark": 7}}),
            "tone.mark is “7”, which is not what was asked for",
        ),
    ],
)
def test_garbage_is_told_in_words(answer, words):
    assert isinstance(READ, Marking)
    with pytest.raises(UnparsableError) as refusal:
        READ(answer)
    assert str(refusal.value).startswith(words)


def test_rates_are_told_in_percent(lake, configured):
    configured()
    said = judge("--window", "all data", "--rate", "0.25", "--dry-run").stdout
    assert "(25% of them)" in said
    assert "(1 of them)" not in said
