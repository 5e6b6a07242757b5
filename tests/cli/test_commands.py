import subprocess
import sys

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
    assert "no sign-in yet" in answer.stderr
    assert "Traceback" not in answer.output


def test_help_does_not_import_streamlit() -> None:
    code = "import sys; from tidegauge.cli import main; main(['--help'], standalone_mode=False); assert 'streamlit' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
