"""The check that asks a judge, at a local endpoint that marks by rule: what an answer says of its own quality."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.golden_runs.conftest import ITEMS, RIGHT, Candidate, golden, ran
from tests.judge_endpoint import quality
from tests.workbench.test_golden import item
from tidegauge.errors import JudgeError
from tidegauge.golden_runs.checks import check_kinds
from tidegauge.golden_runs.checks.judge import JudgeOptions
from tidegauge.golden_runs.ideal import held
from tidegauge.golden_runs.judge import RubricJudge
from tidegauge.golden_runs.rules import Rule
from tidegauge.golden_runs.targets._target import PaidRefusalError
from tidegauge.judging.endpoint import LaterError, RefusedError, Reply
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_runs import answers_of, runs_of

pytestmark = pytest.mark.usefixtures("one")

CHECKS = '[[checks]]\ncheck = "judge"\nleast = 3\n[[checks]]\ncheck = "contains"\ntexts = ["days"]\n'


@pytest.fixture
def judged(folder: Path, url: str) -> Callable[..., tuple[str, ...]]:
    """Return judged(marks): the options of a run that asks the local judge."""

    def write(more: str = "", price: str = "0", judge: str = "") -> tuple[str, ...]:
        prices = f"input_price = {price}\noutput_price = {price}"
        (folder / "tidegauge.toml").write_text(
            f'[judge]\nendpoint = "{url}"\nmodel = "ruler"\n{prices}\n{judge}\n'
        )
        (folder / "own.toml").write_text(f"{CHECKS}{more}")
        return "--checks", "own.toml"

    return write


def test_each_answer_is_judged_once(
    url: str, bench: sa.Engine, candidate: Candidate, judged: Callable[..., tuple[str, ...]]
) -> None:
    candidate.wrong = lambda n, time: n < 10 and time == 1
    told = ran(url, *judged())["result"]
    # 40 items answered rightly, 10 of them wrongly, too: 50 different answers.
    assert sum(request["model"] == "ruler" for request in candidate.requests) == ITEMS + 10
    assert [check["name"] for check in told["checks"]] == ["judge", "contains"]
    good = quality(RIGHT) >= 3
    assert told["checks"][0]["passes"] == (ITEMS if good else 0)
    values = {check.value for one in answers_of(bench, 1) for check in one.checks if check.name == "judge"}
    assert len(values) == 2
    assert ran(url, *judged())["asked"] == 0
    # Two repeats more: of the answers that are judged none is judged again.
    ran(url, *judged(), "--repeats", "5")
    assert sum(request["model"] == "ruler" for request in candidate.requests) == ITEMS + 10
    # A judge that is shown less of a text, or is asked at another temperature, is another ruler.
    for key in ("longest = 1000", "temperature = 0.7"):
        asked = len(candidate.requests)
        told = ran(url, *judged(judge=key))
        assert told["asked"] == ITEMS + 10
        assert len(candidate.requests) == asked + ITEMS + 10


def test_a_verdict_that_cannot_be_read_does_not_pass(
    url: str, bench: sa.Engine, candidate: Candidate, judged: Callable[..., tuple[str, ...]]
) -> None:
    candidate.garbage = 1.0
    told = ran(url, *judged(), "--repeats", "1")["result"]
    assert (told["checks"][0]["passes"], told["checks"][1]["passes"], told["passes"]) == (0, ITEMS, 0)
    assert "verdict cannot be read" in told["items"][0]["why"]
    # A second, stricter try each.
    assert sum(request["model"] == "ruler" for request in candidate.requests) == 2 * ITEMS


class _Breaking:
    """Answers once what nobody can read, and then fails."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, 0

    async def ask(self, _prompt: object, _schema: object) -> Reply:
        self.asked += 1
        if self.asked > 1:
            raise self.error
        return Reply("Three of five.", 10, 5)


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (LaterError("503 out", 2.0, billed=False), LaterError),
        (RefusedError("400 no"), PaidRefusalError),
        (JudgeError("the key is refused"), LaterError),
    ],
)
def test_a_first_try_is_paid_for_whatever_becomes_of_the_second(
    error: Exception, becomes: type[Exception]
) -> None:
    rule = Rule("judge", check_kinds()["judge"], JudgeOptions(), {}, None)
    judge, endpoint = RubricJudge(rule, "ruler", "http://local/v1", 1_000), _Breaking(error)
    question = judge.task(held(item(1, Group.TYPICAL)), "Five days.").question
    with pytest.raises(becomes, match=str(error)) as raised:
        asyncio.run(judge.ask(endpoint, question))  # type: ignore[arg-type]  it asks, and does nothing else
    assert endpoint.asked == 2
    if isinstance(raised.value, LaterError):
        assert raised.value.billed


def test_the_cap_holds_for_the_judge_as_well(
    url: str, bench: sa.Engine, candidate: Candidate, judged: Callable[..., tuple[str, ...]]
) -> None:
    told = ran(url, *judged(price="100"), "--cap", "3", "--repeats", "1", status=3)
    assert told["left"] > 0
    (run,) = runs_of(bench)
    assert run.spent <= 3e9
    assert not run.complete
    over = ran(url, *judged(price="100"), "--cap", "100", "--repeats", "1")
    assert over["left"] == 0
    assert sum(request["model"] == "ruler" for request in candidate.requests) == ITEMS


def test_what_is_wrong_with_a_judge_is_said(
    url: str, candidate: Candidate, judged: Callable[..., tuple[str, ...]], folder: Path
) -> None:
    options = ("run", "support", "--as", "v7", "--endpoint", url, "--model", "local", "--no-cap")
    judged()
    (folder / "own.toml").write_text('[[checks]]\ncheck = "judge"\nmarks = { corectness = 4 }\n')
    assert "has no “corectness”. It has: correctness" in golden(*options, "--checks", "own.toml").output
    (folder / "own.toml").write_text('[[checks]]\ncheck = "judge"\nrubric = "nobody"\n')
    assert "“nobody” is not a known rubric" in golden(*options, "--checks", "own.toml").output
    (folder / "tidegauge.toml").write_text(f'[judge]\nendpoint = "{url}"\nmodel = "ruler"\n')
    (folder / "own.toml").write_text(CHECKS)
    assert "price of the judge “ruler”" in golden(*options[:-1], *_free(), "--checks", "own.toml").output
    (folder / "tidegauge.toml").write_text("")
    assert "No judge is named" in golden(*options, "--checks", "own.toml").output
    assert not candidate.requests


def _free() -> tuple[str, ...]:
    return "--input-price", "0", "--output-price", "0"
