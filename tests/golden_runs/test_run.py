"""Golden runs against a local endpoint. Authority: what the test planted, and what the endpoint counted."""

import json

import pytest
import sqlalchemy as sa

from tests.golden_runs.conftest import ITEMS, RIGHT, WRONG, Candidate, golden, ran
from tests.judge_endpoint import refused
from tidegauge.reports.golden_run import run_summary
from tidegauge.stats.repeats import repeated
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.golden_runs import answers_of, run_of
from tidegauge.workbench.golden_sets import GoldenSet

pytestmark = pytest.mark.usefixtures("one")


def test_the_median_is_steady_where_single_runs_flip(
    url: str, bench: sa.Engine, candidate: Candidate
) -> None:
    # Items 0 to 19 are wrong on one of every five answers, on another one each; 20 to 23 are right on one of five.
    candidate.wrong = lambda n, time: (
        (time + n // 5 * (1 + time // 5)) % 5 == n % 5 if n < 20 else n < 24 and time % 5 != n % 5
    )
    first = ran(url, "--repeats", "5")["result"]
    second = ran(url, "--repeats", "5", "--again")["result"]
    verdicts = [[one["passed"] for one in found["items"]] for found in (first, second)]
    assert verdicts[0] == verdicts[1] == [not 20 <= n < 24 for n in range(ITEMS)]
    assert first["passes"] == second["passes"] == 36
    singles = [
        {(one.place, one.repeat): one.passed for one in answers_of(bench, number)} for number in (1, 2)
    ]
    flipped = sum(singles[0][place, 1] != singles[1][place, 1] for place in range(1, ITEMS + 1))
    assert flipped >= 4
    # Every repeat alone tells of fewer: the items that were wrong in it.
    assert all(0.7 <= rate["value"] <= 0.85 for rate in first["singles"])
    assert [one["place"] for one in first["items"] if one["flips"]] == list(range(1, 25))
    assert first["flipping"]["value"] == 24 / ITEMS
    assert first["consistency"]["value"] == 16 / ITEMS
    assert first["run"]["temperature"] == 0
    assert {request["temperature"] for request in candidate.requests} == {0}


def test_the_verdicts_are_the_medians_of_what_was_answered(
    url: str, bench: sa.Engine, candidate: Candidate
) -> None:
    candidate.wrong = lambda n, time: (n * 7 + time * 3) % 4 == 0
    found = ran(url, "--repeats", "3")["result"]
    texts: dict[int, list[float]] = {}
    for one in answers_of(bench, 1):
        texts.setdefault(one.place, []).append(float(one.text == RIGHT))
        assert one.text in {RIGHT, WRONG}
    expected = repeated(list(texts.values()))
    assert [one["passed"] for one in found["items"]] == (expected.passes == 1).tolist()


def test_the_same_question_is_asked_once(url: str, candidate: Candidate) -> None:
    assert ran(url)["asked"] == 3 * ITEMS
    assert ran(url)["asked"] == 0
    # Two more repeats, and other checks: what is there is not asked again.
    assert ran(url, "--repeats", "5")["asked"] == 2 * ITEMS
    with open("own.toml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write('[[checks]]\ncheck = "contains"\ntexts = ["five days"]\n')
    other = ran(url, "--checks", "own.toml")
    assert (other["asked"], other["result"]["passes"]) == (0, ITEMS)
    # Another name, another prompt: another candidate.
    assert ran(url, label="v8")["asked"] == 3 * ITEMS
    with open("prompt.txt", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("Be brief.\n")
    assert ran(url, "--prompt-file", "prompt.txt")["asked"] == 3 * ITEMS
    assert candidate.requests[-1]["messages"][0] == {"role": "system", "content": "Be brief."}
    assert "response_format" not in candidate.requests[-1]
    assert len(candidate.requests) == 11 * ITEMS


def test_what_the_endpoint_refuses_does_not_pass_and_is_not_asked_again(
    url: str, bench: sa.Engine, candidate: Candidate
) -> None:
    candidate.broken = [refused(400, "content policy")] * 2
    told = ran(url, "--repeats", "1", "--concurrency", "1")
    assert (told["result"]["refused"], told["result"]["passes"]) == (2, ITEMS - 2)
    assert told["result"]["items"][0]["why"] == "no answer: 400 content policy"
    assert ran(url, "--repeats", "1")["asked"] == 0


def test_an_endpoint_that_is_away_leaves_the_rest_for_the_next_run(url: str, candidate: Candidate) -> None:
    candidate.broken = [refused(500, "out")] * 500
    result = golden(
        "run", "support", "--as", "v7", "--endpoint", url, "--model", "local", "--retries", "0", "--no-cap"
    )
    assert result.exit_code == 1
    assert "questions got none in a row" in result.output
    candidate.broken = []
    assert ran(url)["asked"] == 3 * ITEMS


def test_a_wrong_key_stops_at_once(url: str, candidate: Candidate) -> None:
    candidate.broken = [refused(401, "bad key")] * 500
    result = golden("run", "support", "--as", "v7", "--endpoint", url, "--model", "local", "--no-cap")
    assert result.exit_code == 1
    assert "refuses to run “local”: 401 bad key" in result.output
    assert len(candidate.requests) <= 8


# 20 tokens in and 100 out at $1 and $10 a million: $0.00102 a request. The most that one can cost is set aside first: a token a
# byte and 64 of a frame, $0.00109.
def test_the_cap_holds(url: str, bench: sa.Engine, candidate: Candidate) -> None:
    candidate.tokens = (20, 100)
    prices = ("--input-price", "1", "--output-price", "10", "--max-output-tokens", "100")
    told = ran(url, *prices, "--cap", "0.06", status=3, free=False)
    asked = len(candidate.requests)
    assert asked == told["asked"] == 58
    run = run_of(bench, 1)
    assert run.spent == asked * 1_020_000 <= 0.06 * 1e9
    assert not run.complete
    assert told["left"] == 3 * ITEMS - asked
    # Whole repeats come first, and nothing that is paid is paid again.
    assert max(candidate.times.values()) <= 2
    over = ran(url, *prices, "--cap", "1", free=False)
    assert len(candidate.requests) == 3 * ITEMS
    assert over["result"]["run"]["spent"] == 3 * ITEMS * 1_020_000


def test_an_unknown_price_is_never_taken_for_nothing(url: str, candidate: Candidate) -> None:
    result = golden("run", "support", "--as", "v7", "--endpoint", url, "--model", "local")
    assert result.exit_code == 1
    assert "The price of “local” is not known" in result.output
    assert not candidate.requests


def test_a_dry_run_asks_nothing_and_says_what_it_costs(url: str, candidate: Candidate) -> None:
    prices = ("--input-price", "1", "--output-price", "10")
    told = ("run", "support", "--as", "v7", "--endpoint", url, "--model", "local", *prices, "--dry-run")
    result = golden(*told)
    assert result.exit_code == 0, result.output
    assert "40 items, each 3 times" in result.output
    assert "120 questions" in result.output
    assert not candidate.requests
    plan = json.loads(golden(*told, "--json").stdout)["plan"]
    # A quarter of the bytes of every question, and as many tokens out as the set's answers have.
    sizes = sum(len(f"Question {n} about a refund") for n in range(ITEMS)) * 3
    assert plan["cost"]["input_tokens"] == round(sizes / 4)
    out = round(len(RIGHT) / 4 * 120)
    assert plan["cost"]["dollars"] == pytest.approx((plan["cost"]["input_tokens"] + 10 * out) / 1e6)
    ran(url)
    assert "Run 1 has done this already" in golden(*(*told[:-1], "--repeats", "3", "--dry-run")).output


def test_two_candidates_are_compared_on_their_pairs(url: str, candidate: Candidate) -> None:
    ran(url, label="v6")
    candidate.wrong = lambda n, _time: n < 12
    told = ran(url, label="v7")["comparison"]
    assert (told["pairs"], len(told["lost"]), len(told["gained"])) == (ITEMS, 12, 0)
    assert told["verdict"] == "changed"
    assert told["p_value"] == pytest.approx(2 * 0.5**12)
    listed = golden("runs", "support")
    assert "v7" in listed.output
    assert "70%" in listed.output
    result = golden("result", "2", "--against", "1")
    assert "12 items fail now that passed" in result.output
    assert "There are runs 1 to 2" in golden("result", "9").output


def test_runs_are_signed_and_in_the_audit_trail(url: str, bench: sa.Engine) -> None:
    ran(url)
    action = next(one for one in list_actions(bench) if one.action == "golden run")
    assert action.by == "lena"
    assert action.said == {"set": "support@1", "as": "v7", "run": 1}
    assert run_summary(bench, 1).run.by == "lena"


def test_typing_mistakes_are_said(url: str, one: GoldenSet) -> None:
    model = ("--endpoint", url, "--model", "local", "--no-cap")
    assert "Did you mean support" in golden("run", "suport", "--as", "v7", *model).output
    assert "one of both" in golden("run", "support", "--as", "v7").output
    assert "1 to 120 characters" in golden("run", "support", "--as", " ", *model).output
    assert (
        "cannot be read" in golden("run", "support", "--as", "v7", *model, "--prompt-file", "no.txt").output
    )
    unknown = golden("result", "1")
    assert "None was made yet" in unknown.output
