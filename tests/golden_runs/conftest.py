"""A local candidate that wavers as it is planted to, a frozen set, and `tidegauge golden run` as it is typed."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

pytest.importorskip("openai", reason="the extra tidegauge[judge] is not installed")
pytest.importorskip("uvicorn", reason="the extra tidegauge[collect] is not installed")

from starlette.requests import Request
from starlette.responses import Response

from tests.judge_endpoint import Endpoint, Served
from tests.workbench.test_golden import AT, add, item
from tidegauge.cli import main
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_sets import GoldenSet, freeze

ITEMS = 40
RIGHT, WRONG = "It takes five days after we have the parcel back.", "I cannot say."
GROUPS = tuple(Group)


class Candidate(Endpoint):
    """Answers rightly, but for what is planted: item n is wrong whenever `wrong(n, time)` says so; times count from 0."""

    def __init__(self, wrong: Callable[[int, int], bool] = lambda _item, _time: False, **told: Any) -> None:
        super().__init__(**told)
        self.wrong, self.times = wrong, Counter[int]()

    def _answer(self, request: Request, body: dict[str, Any]) -> Response:
        if (
            body["messages"][0]["role"] == "system"
            and "strict and fair judge" in body["messages"][0]["content"]
        ):
            return super()._answer(request, body)
        if self.broken:
            return self.broken.pop(0)
        number = int(body["messages"][-1]["content"].split()[1])
        time, self.times[number] = self.times[number], self.times[number] + 1
        return self._completion(body["model"], WRONG if self.wrong(number, time) else RIGHT)


@pytest.fixture
def candidate() -> Candidate:
    return Candidate()


@pytest.fixture
def url(candidate: Candidate) -> Iterator[str]:
    served = Served(candidate)
    yield served.start()
    served.stop()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that commands run in; no setting or key of the machine counts."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "TIDEGAUGE_CONFIG",
        "TIDEGAUGE_STORE",
        "OPENAI_API_KEY",
        "TIDEGAUGE_JUDGE_KEY",
        "TIDEGAUGE_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'bench.sqlite'}")
    return tmp_path


@pytest.fixture
def bench(folder: Path) -> Iterator[sa.Engine]:
    opened = open_workbench(f"sqlite:///{folder / 'bench.sqlite'}")
    yield opened
    opened.dispose()


@pytest.fixture
def one(bench: sa.Engine) -> GoldenSet:
    """support@1: 40 items that all pass, ten of each group."""
    made = (item(n, GROUPS[n % 4], input=f"Question {n} about a refund", output=RIGHT) for n in range(ITEMS))
    add(bench, *made)
    return freeze(bench, "support", by="lena", at=AT)


def golden(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["golden", *arguments])


def ran(url: str, *arguments: str, status: int = 0, label: str = "v7", free: bool = True) -> dict[str, Any]:
    """Run support against the endpoint, and return what --json prints."""
    price = ("--input-price", "0", "--output-price", "0") if free else ()
    asked = ("--as", label, "--endpoint", url, "--model", "local", "--by", "lena", "--json", *price)
    result = golden("run", "support", *asked, *arguments)
    assert result.exit_code == status, (result.output, result.exception)
    told: dict[str, Any] = json.loads(result.stdout)
    return told
