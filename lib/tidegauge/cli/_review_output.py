"""What `tidegauge review` prints: batches, and what came of a sheet."""

from collections.abc import Sequence
from pathlib import Path

import click

from tidegauge.cli._import_output import plain, print_table, show_bad
from tidegauge.imports.labels import LabelsResult
from tidegauge.review.batches import words_of
from tidegauge.review.listed_batch import ListedBatch
from tidegauge.workbench.review_batches import ReviewBatch

_SHOWN_BAD = 10


def show_listed(batches: Sequence[ListedBatch]) -> None:
    """Print batches as a table of how far each is, and below it how each was drawn."""
    if batches:
        head = ("batch", "name", "kind", "labels", "items", "reviewers", "rubric", "open since")
        print_table([head, *map(_cells, batches)])
        click.echo("")
    show_batches(batches)


def _cells(one: ListedBatch) -> tuple[str, ...]:
    return (
        str(one.id),
        plain(one.asked.name, 40),
        plain(one.kind),
        f"{one.done:,} of {one.wanted:,}",
        f"{one.items:,}",
        plain(", ".join(one.reviewers), 40) or "everybody",
        plain(one.rubric_name) or "none",
        f"{one.open_since:%Y-%m-%d}" if one.open_since else "done",
    )


def show_batches(batches: Sequence[ReviewBatch]) -> None:
    """Print batches, one after the other."""
    if not batches:
        click.echo(
            "There is no review batch yet. Draw one on the page Feedback, or: tidegauge review draw --n 200"
        )
    for batch in batches:
        of = batch.of
        click.echo(f"{batch.id}  {plain(batch.asked.name)}: {plain(batch.asked.question, 200)}")
        where = f", {', '.join(plain(chip, 200) for chip in of.where)}" if of.where else ""
        click.echo(
            f"   {plain(words_of(batch), 200)}, {_moment(of.window.start)} to {_moment(of.window.end)}{where}"
        )
        click.echo(
            f"   answers become {plain(batch.asked.label)} ({batch.asked.scale.value}); {of.method}"
            f"{f', seed {of.seed}' if of.seed else ''}"
        )
        click.echo(f"   drawn by {plain(batch.by)}, {_moment(batch.at)} UTC, from {plain(of.store, 200)}")


def show_labels(path: Path, result: LabelsResult) -> None:
    """Print the counts of one sheet and the first ten rows that cannot be used."""
    if result.already:
        at = _moment(result.record.at)
        click.echo(f"{path.name}: already imported on {at} UTC. Nothing was written.")
        return
    counts = {"new": result.new, "changed": result.changed, "there already": result.unchanged}
    counts |= {"older ones with a new chance": result.reweighed}
    counts |= {"not filled in": result.empty, "quarantined": len(result.bad)}
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "no labels"
    click.echo(f"{path.name}: {told}")
    show_bad(result.bad[:_SHOWN_BAD], len(result.bad))


def _moment(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
