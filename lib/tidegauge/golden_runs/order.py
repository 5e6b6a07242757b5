"""What somebody asks of a golden run: which set, which candidate, by which checks, how often, for how much."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tidegauge.golden_runs.ideal import held
from tidegauge.golden_runs.judge import RubricJudge
from tidegauge.golden_runs.marking import Placed
from tidegauge.golden_runs.opening import Wanted
from tidegauge.golden_runs.question import question_of
from tidegauge.golden_runs.rules import Rules
from tidegauge.golden_runs.targets._target import Target, recipe
from tidegauge.golden_runs.task import Task
from tidegauge.judging.endpoint import Endpoint, EndpointOptions
from tidegauge.judging.price import Price
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet


@dataclass(frozen=True)
class Bench:
    """Who judges, where a check asks for it: how it is reached, and what it costs."""

    options: EndpointOptions
    price: Price | None

    def endpoint(self) -> Endpoint:
        """Return a client."""
        return Endpoint(self.options)


@dataclass(frozen=True)
class Order:
    """A run that is wanted. `cap` is in billionths of a US dollar, None for none; `timeout` in seconds."""

    of: GoldenSet
    items: Sequence[GoldenItem]
    label: str
    target: Target
    rules: Rules
    judges: Sequence[RubricJudge] = ()
    bench: Bench | None = None
    prompt: str = ""
    repeats: int = 3
    cap: int | None = None
    concurrency: int = 8
    retries: int = 4
    timeout: float = 60.0
    note: str = ""
    again: bool = False

    @property
    def asked(self) -> tuple[Placed, ...]:
        """The items that any check says anything of: only these are asked."""
        every = (Placed(place, held(item)) for place, item in enumerate(self.items, start=1))
        return tuple(one for one in every if self.rules.of(one.held))

    @property
    def recipe(self) -> str:
        """The SHA-256 of the candidate and of all that its answers depend on."""
        return recipe(self.label, self.target)

    @property
    def wanted(self) -> Wanted:
        """The run as a row."""
        ruler = json.dumps([self.rules.digest, *sorted(judge.recipe for judge in self.judges)])
        return Wanted(
            of=self.of,
            label=self.label,
            target=self.target.words,
            recipe=self.recipe,
            temperature=self.target.temperature,
            checks=self.rules.names,
            rules=hashlib.sha256(ruler.encode()).hexdigest(),
            repeats=self.repeats,
            note=self.note,
            again=self.again,
        )

    @property
    def lease(self) -> timedelta:
        """The longest that a question may be on its way."""
        return timedelta(seconds=2 * (self.timeout + 60) * (self.retries + 1))

    def tasks(self, asked: Sequence[Placed], repeats: range) -> list[Task]:
        """Return every question, repeat by repeat: what the cap cuts off are whole repeats."""
        questions = {one.hash: question_of(one.held.item, self.prompt) for one in asked}
        return [
            Task(self.recipe, one.hash, repeat, questions[one.hash]) for repeat in repeats for one in asked
        ]
