"""What `tidegauge golden` prints."""

from collections.abc import Sequence

import click

from tidegauge.cli._import_output import plain
from tidegauge.workbench.golden_composition import WORDS
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_listing import ListedSet
from tidegauge.workbench.golden_sets import Changes

_SHOWN = 10


def show_sets(found: Sequence[ListedSet]) -> None:
    """Print sets, one after the other, each with its versions."""
    if not found:
        click.echo(
            "There is no golden set yet. Add decided items of a review batch: tidegauge golden add NAME --batch 1"
        )
    for one in found:
        noun = "item" if one.items == 1 else "items"
        waits = f"{one.items:,} {noun} for version {one.next_version}"
        if one.newest and not one.changes:
            waits = f"nothing waits, as in version {one.newest.version}"
        click.echo(f"{plain(one.name)}: {waits}")
        parts = ", ".join(
            f"{part.share:.0%} {WORDS[part.group]} (recommended {part.wanted:.0%})" for part in one.parts
        )
        click.echo(f"   {parts}")
        for sentence in one.advice:
            click.echo(f"   {sentence}")
        for version in one.versions:
            by = f"by {plain(version.by)}, {version.at:%Y-%m-%d %H:%M} UTC"
            click.echo(f"   v{version.version}  {version.items:,} items, {version.hash[:12]}, {by}")


def show_changes(name: str, found: Changes, *, listed: bool = True) -> None:
    """Print what freezing changes: how much, and which items where they are to be `listed`."""
    if not found:
        click.echo(f"Nothing of {plain(name)} is other than in its last version.")
        return
    counts = {"enter": found.enter, "leave": found.leave, "change": found.change}
    told = ", ".join(f"{len(items):,} {word}" for word, items in counts.items() if items)
    click.echo(f"Next version of {plain(name)}: {told}")
    for sign, items in zip("+-~", counts.values(), strict=True) if listed else ():
        for item in items[:_SHOWN]:
            click.echo(f"   {sign} {_line(item)}")
        if len(items) > _SHOWN:
            click.echo(f"   {sign} and {len(items) - _SHOWN:,} more")


def _line(item: GoldenItem) -> str:
    asked = " ".join(item.input.split())
    return f"{item.group.value:<11} {item.name} {item.value:g}  {plain(item.span_id, 40)}  {plain(asked, 60)}"
