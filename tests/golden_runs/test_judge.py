"""The check that asks a judge, at a local endpoint that marks by rule: what an answer says of its own quality."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.golden_runs.conftest import ITEMS, RIGHT, Candidate, golden, ran
from tests.judge_endpoint import quality
from tidegauge.workbench.golden_runs import answers_of, runs_of

pytestmark = pytest.mark.usefixtures("one")

CHECKS = '[[checks]]\ncheck = "judge"\nleast = 3\n[[checks]]\ncheck = "contains"\ntexts = ["days"]\n'


@pytest.fixture
def judged(folder: Path, url: str) -> Callable[..., tuple[str, ...]]:
    """Return judged(marks): the options of a run that asks the local judge."""

    def write(more: str = "", price: str = "0") -> tuple[str, ...]:
        prices = f"input_price = {price}\noutput_price = {price}"
        (folder / "tidegauge.toml").write_text(f'[judge]\nendpoint = "{url}"\nmodel = "ruler"\n{prices}\n')
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


def test_a_verdict_that_cannot_be_read_does_not_pass(
    url: str, bench: sa.Engine, candidate: Candidate, judged: Callable[..., tuple[str, ...]]
) -> None:
    candidate.garbage = 1.0
    told = ran(url, *judged(), "--repeats", "1")["result"]
    assert (told["checks"][0]["passes"], told["checks"][1]["passes"], told["passes"]) == (0, ITEMS, 0)
    assert "verdict cannot be read" in told["items"][0]["why"]
    # A second, stricter try each.
    assert sum(request["model"] == "ruler" for request in candidate.requests) == 2 * ITEMS


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
