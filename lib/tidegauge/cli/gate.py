"""`tidegauge gate`: may a candidate ship? For pipelines: the exit code says it."""

import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tidegauge.cli._gate_options import gate_options
from tidegauge.cli.show._options import Question, window_options
from tidegauge.errors import SettingsError, TidegaugeError

COULD_NOT_READ = 3
_FILE = click.Path(path_type=Path, dir_okay=False)


class GateCommand(click.Command):
    """A command whose every error is exit code 3: Python's 1 and click's 2 say something else here."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options; a mistake in them is no result of a gate."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            error.show()
            sys.exit(COULD_NOT_READ)

    def invoke(self, ctx: click.Context) -> object:
        """Run the gate."""
        try:
            return super().invoke(ctx)
        except TidegaugeError as error:
            problem = str(error)
        except click.exceptions.Exit:
            raise
        except (click.Abort, KeyboardInterrupt):
            problem = "Interrupted before the gate had decided."
        except Exception as error:
            traceback.print_exc()
            problem = f"{type(error).__name__}: {error}"
        _broken(problem, ctx.params)
        sys.exit(COULD_NOT_READ)


def _init(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    """Write the default policy; a file that is there stays as it is."""
    del option
    if not value or ctx.resilient_parsing:
        return
    from tidegauge.gate.policy import FILE, default_policy

    try:
        with FILE.open("x", encoding="utf-8") as file:
            file.write(default_policy())
    except FileExistsError:
        click.secho(f"{FILE} is there already: it was left as it is.", fg="red", err=True)
        ctx.exit(COULD_NOT_READ)
    except OSError as error:
        click.secho(f"{FILE} cannot be written: {error.strerror}.", fg="red", err=True)
        ctx.exit(COULD_NOT_READ)
    click.echo(f"{FILE} is written. What is left out of it is as it was published.")
    ctx.exit()


@click.command("gate", cls=GateCommand)
@gate_options
@click.option(
    "--init",
    "init",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_init,
    help="Write the default policy, with every key explained, and do nothing else.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--junit", type=_FILE, metavar="FILE", help="Write a JUnit report as well: a test case a check."
)
@click.option("--markdown", type=_FILE, metavar="FILE", help="Write a comment for a pull request as well.")
@window_options
def gate_command(
    question: Question, as_json: bool, junit: Path | None, markdown: Path | None, **wished: Any
) -> None:
    """Hold a candidate against a baseline, check by check, by the policy in ./tidegauge-gate.toml.

    The exit code is 0 if it passes, 1 if a check fails, 2 if there is not enough data (how much more is said), and 3 if the
    store, the policy or a version could not be read.

    \b
    In a pipeline, on two versions of a prompt:
      tidegauge gate --candidate prompt_version=v7 --baseline prompt_version=v6 --junit gate.xml --markdown gate.md

    Files for GitHub Actions and GitLab, the policy's keys, and how limits are held: docs/gate.md.
    """
    from tidegauge.cli._gate_options import read_gate
    from tidegauge.cli._gate_output import gate_lines
    from tidegauge.gate.junit import junit as as_junit
    from tidegauge.gate.markdown import markdown as as_markdown
    from tidegauge.reports.export import to_json

    report = read_gate(question, **wished)
    currency = question.settings.currency
    if junit is not None:
        _write(junit, as_junit(report))
    if markdown is not None:
        _write(markdown, as_markdown(report, currency))
    # Last: where a file cannot be written there is one answer, and it is that.
    click.echo(to_json(report) if as_json else "\n".join(gate_lines(report, currency)))
    sys.exit(report.exit_code)


def _broken(problem: str, given: MutableMapping[str, Any]) -> None:
    """Say what could not be read in every form that was asked for: a report of an earlier run must not pass for this one's."""
    from tidegauge.cli.show._text import inert
    from tidegauge.gate.junit import broken_junit
    from tidegauge.gate.markdown import broken_markdown
    from tidegauge.reports.export import to_json

    if given.get("as_json"):
        said = {"outcome": "could_not_read", "exit_code": COULD_NOT_READ, "problem": problem}
        click.echo(to_json(said))
    click.secho("\n".join(map(inert, problem.split("\n"))), fg="red", err=True)
    texts = {"junit": broken_junit, "markdown": broken_markdown}
    for name, text in texts.items():
        if given.get(name) is not None:
            with suppress(TidegaugeError):  # it is this that failed, and was said
                _write(given[name], text(problem))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


COMMAND = gate_command
