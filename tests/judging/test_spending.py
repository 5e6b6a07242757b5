"""The daily cap: kept to within one request, whatever runs side by side."""

import pytest
import sqlalchemy as sa

from tests.judge_endpoint import refused
from tests.judging.conftest import judged, scores
from tests.judging.test_kill import PATIENCE, start
from tidegauge.judging.price import Price
from tidegauge.judging.prompt import marking
from tidegauge.judging.purse import Purse
from tidegauge.judging.rubric import load_rubric
from tidegauge.judging.spending import NANO, reserve, settle, today
from tidegauge.workbench.engine import open_workbench

PRICE = "input_price = 1_000\noutput_price = 1_000"
EACH = 1.1
"""Dollars of an answer: the local judge says 1,000 tokens in and 100 out."""
CAP = 40.0


@pytest.fixture
def most() -> float:
    """Dollars that are set aside for a request of these tests."""
    prompt = marking(load_rubric("default"), {"input": "Question 399?", "output": "Answer 399, quality=5"})
    return Purse(None, Price(1_000, 1_000), None, 100).most(prompt) / NANO


def spending() -> tuple[int, int]:
    with open_workbench("sqlite:///bench.sqlite").connect() as connection:
        return connection.execute(sa.text("select spent, reserved from judge_spending")).one()


def test_the_cap_is_kept_to_within_one_request(lake, configured, endpoint, most):
    configured(f"daily_cap = {CAP}\nmax_output_tokens = 100", price=PRICE)
    found = judged("--window", "all data", "--rate", "1", status=3)
    assert CAP - most < found["dollars"] <= CAP
    assert found["dollars"] == pytest.approx(EACH * len(endpoint.requests))
    assert found["cap_reached"]
    assert found["left"] == 380 - found["judged"]
    assert spending() == (round(found["dollars"] * NANO), 0)
    again = judged("--window", "all data", "--rate", "1", status=3)
    assert again["judged"] == 0
    assert len(endpoint.requests) == found["judged"]


def test_the_cap_holds_for_two_runs_at_once(lake, configured, endpoint, most):
    endpoint.delay = 0.02
    configured(f"daily_cap = {CAP}\nmax_output_tokens = 100", price=PRICE)
    for run in [start(), start()]:
        run.communicate(timeout=PATIENCE)
        assert run.returncode == 3
    spent, reserved = spending()
    # What the other run has set aside may keep one from its last request.
    assert CAP - 2 * most < spent / NANO <= CAP
    assert reserved == 0
    assert spent == round(EACH * NANO) * len(endpoint.requests)


def test_unparsable_answers_cost_too_and_refused_ones_do_not(configured, endpoint):
    endpoint.garbage = 1.0
    endpoint.broken = [refused(429, "slow down", retry_after_ms="1") for _ in range(5)]
    configured("concurrency = 1", price=PRICE, retries=10)
    found = judged("--window", "all data", "--limit", "2")
    assert found["unparsable"] == 2
    assert found["dollars"] == pytest.approx(4 * EACH)


def test_where_the_endpoint_does_not_say_the_most_is_counted(configured, endpoint, most):
    endpoint.tokens = None
    configured("max_output_tokens = 100", price=PRICE)
    found = judged("--window", "all data", "--limit", "1", "--cap", "100")
    assert found["dollars"] == pytest.approx(most, rel=0.01)


def test_a_part_of_the_sample_is_drawn_alike(lake, configured):
    """What the cap leaves is a sample of the same shape: in the order u / p, for each rate the same part of it."""
    from tidegauge.stats.drawn import drawn

    configured(
        f"daily_cap = {CAP}\nmax_output_tokens = 100\nalways = []\nrate = 0.2\nconcurrency = 1\n"
        '[[judge.rates]]\nwhere = ["feature = onboarding"]\nrate = 0.8',
        price=PRICE,
    )
    plan = judged("--window", "all data", "--dry-run")["sample"]
    judged("--window", "all data", status=3)
    done = set(scores(lake)["span_id"])
    places = {one["span_id"]: drawn(one["trace_id"]) / one["inclusion_probability"] for one in plan}
    assert len(done) < len(places)
    assert max(places[span] for span in done) < min(
        place for span, place in places.items() if span not in done
    )


def test_two_processes_cannot_both_have_the_last_of_it(tmp_path):
    engine = open_workbench(f"sqlite:///{tmp_path / 'bench.sqlite'}")
    with engine.begin() as one:
        first = reserve(one, 60, 100)
        assert first is not None
        assert reserve(one, 60, 100) is None
    with engine.begin() as other:
        assert reserve(other, 41, 100) is None
        assert reserve(other, 40, 100) is not None
        settle(other, first, 10)
        assert first.day == today()
        assert reserve(other, 50, 100) is not None
