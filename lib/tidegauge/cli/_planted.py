"""What was planted in the demo, each fact with the command that shows it."""

import shlex
from datetime import datetime

from tidegauge.comparisons import Request
from tidegauge.demo.facts import Fact, facts
from tidegauge.demo.store import ended
from tidegauge.show_command import show_command
from tidegauge.stores import open_store
from tidegauge.stores.addresses import shown_address


def planted(store: str) -> list[str]:
    """Return each fact of the demo in `store`: its sentence, and the command that shows it."""
    end = ended(open_store(store).imports[-1])
    return [f"{fact.sentence}\n  {_command(fact, shown_address(store), end)}" for fact in facts(end)]


def _command(fact: Fact, store: str, end: datetime) -> str:
    request = Request(
        start=f"{fact.onset:%Y-%m-%dT%H:%M}",
        end=f"{fact.until or end:%Y-%m-%dT%H:%M}",
        compare=f"{fact.before_from:%Y-%m-%dT%H:%M}..{fact.before_until:%Y-%m-%dT%H:%M}",
        where=fact.where,
    )
    command = show_command(fact.page, request)
    if fact.page == "segments":
        command += f" --by {','.join(fact.by or ('feature',))} --metric {shlex.quote(fact.metric)}"
    return f"{command} --store {shlex.quote(store)}"
