"""Releases where nothing changed, looked at every day: the whole, 1,000 of them, is benchmarks/gate.py."""

from benchmarks.gate import watched
from tidegauge.gate.records import Outcome


def test_at_most_a_twentieth_of_harmless_releases_fails_though_it_is_looked_at_every_day() -> None:
    # False fails are a binomial share: with 5 % of 24 more than 4 would come up in less than one test of 100.
    said = [watched(seed, 5, 500, {})[-1][0] for seed in range(24)]
    assert sum(one is Outcome.FAIL for one in said) <= 4


def test_what_the_published_gates_are_about_is_seen() -> None:
    for effects, check in (
        ({"accuracy": -0.12}, "accuracy"),
        ({"format_failure_rate": 0.05}, "format"),
        ({"latency_p95": 2.5}, "latency"),
        ({"cost_per_call": 1.8}, "cost"),
        ({"ndcg": 0.8}, "retrieval"),
    ):
        outcome, failing = watched(7, 5, 600, effects)[-1]
        assert outcome is Outcome.FAIL
        assert check in failing
