"""`tidegauge probe run` against a local endpoint: detection, the cap, kill -9, refusals, an endpoint that is away."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

pytest.importorskip("openai", reason="the extra tidegauge[judge] is not installed")
pytest.importorskip("py3langid", reason="the extra tidegauge[judge] is not installed")
pytest.importorskip("uvicorn", reason="the extra tidegauge[collect] is not installed")

from starlette.responses import JSONResponse

from tests.judge_endpoint import Served
from tests.probe_endpoint import AFTER, BEFORE, ProbedModel
from tests.probe_history import EVERY, FIRST, answers, fill, target
from tidegauge.cli import main
from tidegauge.probes.finish import finish
from tidegauge.settings_probes import ProbesTable
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.probe_answers import answers_of_runs, keep_answers
from tidegauge.workbench.probe_checks import checks_of
from tidegauge.workbench.probe_runs import begin_run, probe_runs

QUESTIONS = 54
PATIENCE = 240
Run = Callable[..., Result]


@pytest.fixture
def model() -> ProbedModel:
    return ProbedModel()


@pytest.fixture
def url(model: ProbedModel) -> Iterator[str]:
    served = Served(model)  # type: ignore[arg-type]  it serves whatever has complete and count
    yield served.start()
    served.stop()


@pytest.fixture
def config(tmp_path: Path, url: str) -> Path:
    path = tmp_path / "tidegauge.toml"
    path.write_text(
        f'workbench = "sqlite:///{tmp_path / "w.sqlite"}"\n[probes]\nreference_runs = 4\nretries = 0\n'
        f'[probes.targets.large]\nmodel = "aster-large"\nurl = "{url}"\ninput_price = 1.0\noutput_price = 4.0\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def run(config: Path) -> Run:
    return lambda *words: CliRunner().invoke(main, ["probe", *words, "--config", str(config)])


@pytest.fixture
def engine(config: Path) -> sa.Engine:
    return open_workbench(f"sqlite:///{config.with_name('w.sqlite')}")


def test_a_switched_backend_is_found_behind_the_same_name(run: Run, model: ProbedModel) -> None:
    for _ in range(6):
        quiet = run("run")
        assert quiet.exit_code == 0, quiet.output
    model.backend = AFTER
    codes = [run("run").exit_code for _ in range(2)]
    assert 1 in codes
    (series,) = json.loads(run("list", "--json").output)
    first = series["findings"][0]
    assert (first["verdict"], first["kind"]) == ("changed", "probe.silent")
    assert "shorter" in first["sentence"]
    assert "Its version string is the same, aster-large-2026-05." in first["sentence"]
    assert first["segment"] == {"model": "aster-large"}
    assert first["p_value"] < 0.05
    assert series["answered"] == QUESTIONS
    shown = run("show", "large").output
    assert "········"[:4] + "??●" in shown.replace("○", "?")
    assert "length of answers" in run("show", "large").output


def test_a_new_reference_is_signed_and_begins_anew(run: Run, model: ProbedModel) -> None:
    run("run")
    nobody = run("rebase", "large", "--reason", "understood")
    assert (nobody.exit_code, "Who says so?" in nobody.output) == (1, True)
    assert run("rebase", "large", "--by", "ann", "--reason", "understood").exit_code == 0
    run("run")
    (series,) = json.loads(run("list", "--json").output)
    assert (series["runs"], series["looks"]) == (1, 0)
    assert "by ann: understood" in series["signed"]
    wrong = run("rebase", "lrge", "--by", "ann", "--reason", "x")
    assert "Did you mean large?" in wrong.output


def test_the_cap_is_kept_and_the_run_is_not_compared(run: Run, model: ProbedModel, engine: sa.Engine) -> None:
    capped = run("run", "--cap", "0.01")
    assert capped.exit_code == 2
    assert "the daily cap is reached" in capped.output
    (kept,) = probe_runs(engine)
    assert 0 < kept.spent <= 10_000_000
    assert kept.reserved == 0
    assert not kept.is_whole
    assert model.asked.total() < QUESTIONS


def test_a_price_that_nobody_knows_needs_no_cap_or_prices(run: Run, config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace("input_price = 1.0\n", "")
    config.write_text(text, encoding="utf-8")
    refused = run("run")
    assert refused.exit_code == 2
    assert "Set input_price and output_price under [probes.targets.large]" in refused.output
    assert run("run", "--no-cap").exit_code == 0


def test_a_dry_run_asks_nothing(run: Run, model: ProbedModel) -> None:
    said = run("run", "--dry-run")
    assert said.exit_code == 0
    assert "54 questions of core v1" in said.output
    assert model.asked.total() == 0


def test_a_wrong_key_ends_the_run_and_is_not_told(
    run: Run, model: ProbedModel, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(config.read_text(encoding="utf-8") + 'key = "${PROBED}"\n', encoding="utf-8")
    assert "PROBED, which is not set" in run("run").output
    monkeypatch.setenv("PROBED", "sk-very-secret")
    model.key = "another"
    refused = run("run")
    assert refused.exit_code == 2
    assert "[probes.targets.large]" in refused.output
    assert "sk-very-secret" not in refused.output


def test_an_endpoint_that_is_away_is_no_change_of_behaviour(
    run: Run, model: ProbedModel, engine: sa.Engine
) -> None:
    model.broken = [JSONResponse({"error": {"message": "overloaded"}}, 503) for _ in range(QUESTIONS)]
    away = run("run")
    assert away.exit_code == 2
    assert "not compared" in away.output
    assert not probe_runs(engine)[0].is_whole


def test_a_few_failures_are_counted_and_compared(run: Run, model: ProbedModel) -> None:
    model.broken = [JSONResponse({"error": {"message": "overloaded"}}, 503) for _ in range(3)]
    said = run("run")
    assert said.exit_code == 0, said.output
    assert "51 of 54 questions answered" in said.output


def _start(config: Path) -> subprocess.Popen[str]:
    # A busy machine may lose a connection: that is asked again, and is not what is tested here.
    config.write_text(
        config.read_text(encoding="utf-8").replace("retries = 0", "retries = 4"), encoding="utf-8"
    )
    command = [sys.executable, "-c", "from tidegauge.cli import main; main()", "probe", "run", "--config"]
    return subprocess.Popen(
        [*command, str(config)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )


def _wait(model: ProbedModel, requests: int) -> None:
    end = time.monotonic() + PATIENCE
    while model.asked.total() < requests:
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def test_a_killed_run_goes_on_where_it_was(
    run: Run, model: ProbedModel, config: Path, engine: sa.Engine
) -> None:
    model.delay = 0.05
    for requests in (15, 34):
        process = _start(config)
        _wait(model, requests)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    model.delay = 0.0
    assert run("run").exit_code == 0
    (kept,) = probe_runs(engine)
    assert kept.is_whole
    answered = answers_of_runs(engine, [kept.id])
    assert len({one.key for one in answered}) == len(answered) == QUESTIONS
    # What was answered was not asked again; of what was on its way, at most what was side by side.
    assert QUESTIONS <= model.asked.total() <= QUESTIONS + 2 * 4
    assert kept.spent > 0


def test_a_workbench_that_fails_once_does_not_keep_the_next_run_out(
    run: Run, monkeypatch: pytest.MonkeyPatch, engine: sa.Engine
) -> None:
    def fails(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as broken:
        broken.setattr("tidegauge.probes.book.keep_answers", fails)
        assert run("run").exit_code == 2
    # The same process, as with --every.
    assert run("run").exit_code == 0
    (kept,) = probe_runs(engine)
    assert kept.is_whole


def test_two_that_end_a_run_at_once_look_at_it_once(tmp_path: Path) -> None:
    engine = open_workbench(f"sqlite:///{tmp_path / 'two.sqlite'}")
    fill(engine, [BEFORE] * 8)
    last = begin_run(engine, target().subject, "gone", FIRST + 8 * EVERY)
    assert last is not None
    keep_answers(engine, answers(BEFORE, np.random.default_rng(3), last.id, last.at))
    with ThreadPoolExecutor(4) as several:
        said = list(several.map(lambda _: finish(engine, last, last.at + EVERY, ProbesTable()), range(4)))
    assert said == [""] * 4
    names = [(one.probe, one.measure) for one in checks_of(engine, [last.id])]
    assert names
    assert len(names) == len(set(names))
    engine.dispose()


@pytest.mark.thorough
def test_two_at_once_do_not_share_a_run(run: Run, model: ProbedModel, config: Path) -> None:
    model.delay = 0.05
    process = _start(config)
    _wait(model, 5)
    second = run("run")
    assert second.exit_code == 2
    assert "is being probed by another process" in second.output
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert model.asked.total() == QUESTIONS
