"""What was planted in the demo, each fact with the command that shows it."""

import shlex
from datetime import datetime
from pathlib import Path

from tidegauge.comparisons import Request
from tidegauge.demo.facts import Fact, facts
from tidegauge.show_command import show_command
from tidegauge.stores import manifest as manifests


def planted(folder: Path) -> list[str]:
    """Return each fact of the demo in `folder`: its sentence, and the command that shows it."""
    _, ended, *_ = manifests.load(folder).imports[-1].batch.split("-")
    end = datetime.strptime(ended, "%Y%m%d%H")  # noqa: DTZ007  UTC throughout
    return [f"{fact.sentence}\n  {_command(fact, folder, end)}" for fact in facts(end)]


def _command(fact: Fact, folder: Path, end: datetime) -> str:
    request = Request(
        start=f"{fact.onset:%Y-%m-%dT%H:%M}",
        end=f"{fact.until or end:%Y-%m-%dT%H:%M}",
        compare=f"{fact.before_from:%Y-%m-%dT%H:%M}..{fact.before_until:%Y-%m-%dT%H:%M}",
        where=fact.where,
    )
    command = show_command(fact.page, request)
    if fact.page == "segments":
        command += f" --by {','.join(fact.by or ('feature',))} --metric {shlex.quote(fact.metric)}"
    return f"{command} --store {shlex.quote(str(folder))}"
