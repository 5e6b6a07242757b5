"""`tidegauge review rubric`: what reviewers are asked, written down in versions."""

import getpass
from pathlib import Path

import click
import sqlalchemy as sa

from tidegauge.cli._import_output import plain
from tidegauge.cli._member import runner, workbench_for
from tidegauge.clock import now
from tidegauge.errors import unknown
from tidegauge.reports.export import to_json
from tidegauge.review.redaction import check_rules
from tidegauge.settings import load_settings
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.rubric import VERDICT_KEYS, Rubric
from tidegauge.workbench.rubric_file import read_rubric, shipped_rubrics
from tidegauge.workbench.rubrics import RecordedRubric, list_rubrics, record_rubric, rubric_named

_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.group("rubric")
def rubric_group() -> None:
    """Write down what reviewers are asked, and look at it."""


@rubric_group.command("add")
@click.argument("file")
@click.option("--by", default="", help="Who writes it down, where nobody signs in.  [default: you]")
@_CONFIG
@_JSON
def add_command(file: str, by: str, config: Path | None, as_json: bool) -> None:
    """Write a rubric down: a TOML file, or the name of one that comes with Tidegauge.

    What says the same as the newest version is that version; anything else is the next one.
    """
    path = shipped_rubrics().get(file, Path(file).expanduser())
    if not path.is_file():
        known = unknown("rubric", file, shipped_rubrics())
        raise ReviewError(f"{known} A rubric of your own is named by its file: ./NAME.toml")
    text = path.read_text(encoding="utf-8", errors="replace")
    rubric = read_rubric(text, str(path))
    try:
        check_rules(rubric.redact, rubric.names)
    except ReviewError as error:
        raise ReviewError(f"{path}, redact: {error}") from None
    engine, member = workbench_for(load_settings(config), "lead")
    signed = member.name or by or getpass.getuser()
    found = record_rubric(engine, text, signed, now(), str(path))
    if as_json:
        click.echo(to_json(found))
    else:
        _show_line(found)


@rubric_group.command("list")
@_CONFIG
@_JSON
def list_command(config: Path | None, as_json: bool) -> None:
    """List every version of every rubric, newest first."""
    found = list_rubrics(_read_by_anybody(config))
    if as_json:
        click.echo(to_json(found))
        return
    if not found:
        names = ", ".join(shipped_rubrics())
        click.echo(
            f"There is no rubric yet. Write one down: tidegauge review rubric add FILE, or one of {names}"
        )
    for one in found:
        _show_line(one)


@rubric_group.command("show")
@click.argument("rubric")
@_CONFIG
@_JSON
def show_command(rubric: str, config: Path | None, as_json: bool) -> None:
    """Print a rubric as the TOML that it was written down as: NAME for the newest version, NAME:4 for the fourth."""
    engine = _read_by_anybody(config)
    shipped = shipped_rubrics()
    if rubric in shipped and rubric not in {one.name for one in list_rubrics(engine)}:
        text = shipped[rubric].read_text(encoding="utf-8")
        click.echo(to_json(read_rubric(text, rubric)) if as_json else text.rstrip())
        return
    found = rubric_named(engine, rubric)
    click.echo(to_json(found) if as_json else found.text.rstrip())


def _read_by_anybody(config: Path | None) -> sa.Engine:
    engine = open_workbench(load_settings(config).workbench)
    # Whatever the role is: reviewers read what they are asked.
    runner(engine)
    return engine


def _show_line(one: RecordedRubric) -> None:
    click.echo(f"{plain(one.name)} r{one.version}  {plain(one.rubric.verdict.question, 200)}")
    click.echo(
        f"   {plain(_asked(one.rubric), 200)}; written down by {plain(one.by)}, {one.at:%d %b %Y %H:%M} UTC"
    )


def _asked(rubric: Rubric) -> str:
    verdict = rubric.verdict
    words = [f"{verdict.label} ({verdict.scale.value}: {' '.join(VERDICT_KEYS[verdict.scale])})"]
    words += [f"{one.name} ({one.kind.value})" for one in rubric.questions]
    return ", ".join(words)
