"""A command of one's own: what it reads, what it may write, and what becomes of one that fails."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.golden_runs.conftest import ITEMS, RIGHT, golden
from tidegauge.workbench.golden_runs import answers_of, run_of
from tidegauge.workbench.golden_sets import GoldenSet

pytestmark = pytest.mark.usefixtures("one")

READ = "import json, sys, time, os, subprocess; q = json.load(sys.stdin); n = int(q['input'].split()[1]); "


def program(folder: Path, body: str) -> str:
    """A program that has read its question as `q`, item n."""
    file = folder / "answer it.py"
    file.write_text(f"{READ}\n{body}\n", encoding="utf-8")
    return f"{sys.executable} '{file}'"


def ran(line: str, *arguments: str, status: int = 0) -> dict[str, Any]:
    options = ("--as", "v7", "--command", line, "--repeats", "1", "--by", "lena", "--json")
    result = golden("run", "support", *options, *arguments)
    assert result.exit_code == status, (result.output, result.exception)
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_it_reads_the_item_and_never_the_answer(folder: Path, bench: sa.Engine) -> None:
    line = program(folder, f"assert {RIGHT!r} not in json.dumps(q); print(json.dumps(q))")
    told = ran(line)
    assert (told["asked"], told["result"]["refused"]) == (ITEMS, 0)
    read = json.loads(answers_of(bench, 1)[3].text)
    assert read == {
        "id": "s3",
        "input": "Question 3 about a refund",
        "messages": [{"role": "user", "content": "Question 3 about a refund"}],
        "group": "adversarial",
        "facts": {"model_version": "aster-1"},
    }
    assert run_of(bench, 1).temperature is None


def test_what_fails_is_said_item_by_item(folder: Path, bench: sa.Engine) -> None:
    body = (
        "if n == 1: print('first line', file=sys.stderr); sys.exit('no such order')\n"
        "if n == 2: os.kill(os.getpid(), 9)\n"
        "if n == 3: sys.stdout.buffer.write(b'\\xff\\x00 caf\\xe9'); sys.exit()\n"
        "if n == 4: sys.stdout.write('x' * 5_000_000); sys.exit()\n"
        f"if n != 5: print({RIGHT!r})"
    )
    told = ran(program(folder, body))["result"]
    why = {one["place"] - 1: one["why"] for one in told["items"] if not one["passed"]}
    assert why[1] == "no answer: exit status 1: no such order"
    assert why[2] == "no answer: exit status -9"
    assert why[4] == "no answer: the answer has more than 4,000,000 bytes"
    assert why[5].startswith("similarity: 0.00")
    assert set(why) == {1, 2, 3, 4, 5}
    assert {one.item.span_id: one.text for one in answers_of(bench, 1)}["s3"] == "� caf�"


def test_one_that_hangs_is_ended_with_all_that_it_started(folder: Path, bench: sa.Engine) -> None:
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    body = f"if n == 7: {child}; time.sleep(600)\nprint({RIGHT!r})"
    options = ("--timeout", "8", "--retries", "0", "--concurrency", "4")
    told = ran(program(folder, body), *options, status=1)
    assert told["left"] == 1
    assert not run_of(bench, 1).complete
    # It is asked again by the next run, which it answers this time.
    again = ran(program(folder, f"print({RIGHT!r})"))
    assert (again["asked"], again["result"]["passes"]) == (1, ITEMS)


def test_who_holds_the_pipes_of_one_that_was_ended_is_not_waited_for(folder: Path, bench: sa.Engine) -> None:
    """It left its session, so that it outlives it, and nobody reads on of what was too long."""
    kept = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)"
    body = f"if n == 7: {kept}; sys.stdout.write('x' * 9_000_000); sys.exit()\nprint({RIGHT!r})"
    told = ran(program(folder, body), "--timeout", "50")["result"]
    (wrong,) = (one for one in told["items"] if not one["passed"])
    assert wrong["why"] == "no answer: the answer has more than 4,000,000 bytes"


def test_a_call_has_a_price_and_the_cap_holds(folder: Path, bench: sa.Engine) -> None:
    line = program(folder, f"print({RIGHT!r})")
    told = ran(line, "--call-price", "0.01", "--cap", "0.25", status=3)
    assert (told["asked"], told["left"]) == (25, ITEMS - 25)
    assert run_of(bench, 1).spent == 0.25e9
    refused = golden("run", "support", "--as", "v7", "--command", line, "--cap", "1")
    assert "What a call of the command costs is not known" in refused.output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "is empty"),
        ("'", "cannot be read"),
        ("./nothing --x", "no program “./nothing”"),
        ("echo hi; rm -rf x", "v7"),
    ],
)
def test_it_is_started_without_a_shell(folder: Path, line: str, said: str, one: GoldenSet) -> None:
    result = golden("run", "support", "--as", "v7", "--command", line, "--dry-run")
    assert said in result.output


def test_model_and_command_exclude_each_other(folder: Path) -> None:
    both = golden("run", "support", "--as", "v7", "--command", "echo", "--model", "gpt-5-mini")
    assert "one of both" in both.output
    where = golden("run", "support", "--as", "v7", "--command", "echo", "--endpoint", "http://127.0.0.1:1")
    assert "--endpoint goes with --model" in where.output
