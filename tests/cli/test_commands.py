import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tidegauge import __version__
from tidegauge.cli import main


def test_every_file_is_a_command_with_help() -> None:
    runner = CliRunner()
    listed = main.list_commands(None)
    assert {"import", "serve", "show"} <= set(listed)
    for name in listed:
        answer = runner.invoke(main, [name, "--help"])
        assert answer.exit_code == 0, answer.output
        assert f"main {name}" in answer.output


def test_version() -> None:
    assert __version__ in CliRunner().invoke(main, ["--version"]).output


def test_an_unknown_command_gets_the_nearest() -> None:
    answer = CliRunner().invoke(main, ["serv"])
    assert answer.exit_code == 2
    assert "“serv” is not a known command. Did you mean serve?" in answer.output


def test_our_errors_are_one_sentence_on_stderr() -> None:
    answer = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0", "--no-browser"])
    assert answer.exit_code == 1
    assert "nobody signs in here yet" in answer.stderr
    assert "Traceback" not in answer.output


def test_help_does_not_import_streamlit() -> None:
    code = "import sys; from tidegauge.cli import main; main(['--help'], standalone_mode=False); assert 'streamlit' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_report_does_not_import_what_only_others_need() -> None:
    code = (
        "import sys; from tidegauge.cli import main; main(['show', 'overview', '--help'], standalone_mode=False); "
        "found = {'sklearn', 'scipy.stats', 'pandas', 'tidegauge.reports.drift'} & set(sys.modules); "
        "assert not found, found"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_an_unknown_report_gets_the_nearest() -> None:
    answer = CliRunner().invoke(main, ["show", "segmnts"])
    assert answer.exit_code == 2
    assert "“segmnts” is not a known command. Did you mean segments?" in answer.output


def test_a_copy_is_told_once(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGAUGE_MIRRORS", raising=False)
    shutil.copy(shared / "fixtures" / "mlflow.db", tmp_path)
    command = ["show", "overview", "--store", "sqlite:///mlflow.db"]
    first, second = (CliRunner().invoke(main, command) for _ in range(2))
    assert first.stderr.startswith("Made a copy in tidegauge-data/mirrors/mlflow-")
    assert (second.exit_code, second.stderr, second.stdout) == (0, "", first.stdout)
