"""What `tidegauge labels import` prints: what became of each label of the file."""

from collections.abc import Mapping
from pathlib import Path

import click

from tidegauge.cli._import_output import as_json, show_bad
from tidegauge.imports.labels_elsewhere import LabelsImported


def show_imported(path: Path, result: LabelsImported) -> None:
    """Print the counts, which add up, and the first ten labels that were refused."""
    if result.already:
        at = f"{result.record.at:%Y-%m-%d %H:%M}"
        click.echo(f"{path.name}: already imported on {at} UTC. Nothing was written.")
        return
    for note in result.notes:
        click.echo(note)
    found = result.counts
    parts = {"taken": found.taken, "there already": found.repeated}
    parts |= {"empty": found.empty, "refused": found.refused}
    told = ", ".join(f"{n:,} {word}" for word, n in parts.items() if n or word == "taken")
    click.echo(f"{path.name}: {found.read:,} label{'' if found.read == 1 else 's'} read: {told}.")
    show_bad(result.first_bad, found.refused)


def labels_as_json(path: Path, result: LabelsImported) -> Mapping[str, object]:
    """Return the result as `--json` prints it."""
    return {**as_json(path, result), "labels": result.counts}
