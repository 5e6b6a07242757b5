"""What a run would ask, and what that would cost, before anything is paid."""

from dataclasses import dataclass

import sqlalchemy as sa

from tidegauge.golden_runs.book import kept
from tidegauge.golden_runs.judge import TwoTries
from tidegauge.golden_runs.opening import known_run
from tidegauge.golden_runs.order import Order
from tidegauge.judging.estimate import CostEstimate
from tidegauge.judging.spending import NANO
from tidegauge.workbench.golden_runs import GoldenRun

_BYTES = 4
"""Bytes of a token: what OpenAI says of English. Other languages take more tokens for a text."""
_VERDICT = 60
"""Tokens of a dimension in a judge's verdict."""


@dataclass(frozen=True)
class Plan:
    """`items` are asked, `left_out` have nothing to hold an answer to; `questions` in all, `known` of them answered before.

    `judged` verdicts are asked for at most: the same answer is judged once. `run` is the one that goes on, or is over.
    """

    run: GoldenRun | None
    items: int
    left_out: int
    questions: int
    known: int
    judged: int
    cost: CostEstimate

    @property
    def left(self) -> int:
        """Questions that are left to ask."""
        return self.questions - self.known


def planned(engine: sa.Engine, order: Order) -> Plan:
    """Return what a run would ask.

    Raises:
        GoldenError: the set is not what was frozen.
    """
    run, first = known_run(engine, order.wanted)
    asked, repeats = order.asked, range(first, first + order.repeats)
    there = kept(engine, order.recipe, {one.hash for one in asked})
    every = order.tasks(asked, repeats)
    tasks = [task for task in every if (task.item, task.repeat) not in there]
    judged = sum(rule.applies(one.held) for one in asked for rule in order.rules.judged) * order.repeats
    over = run is not None and run.complete
    return Plan(
        run=run,
        items=len(asked),
        left_out=len(order.items) - len(asked),
        questions=len(every),
        known=len(every) - len(tasks),
        judged=0 if over else judged,
        cost=_cost(order, [task.question.turns.size for task in tasks], 0 if over else judged),
    )


def _cost(order: Order, sizes: list[int], judged: int) -> CostEstimate:
    """Return tokens and dollars: answers are taken to be as long as those of the set, and a verdict needs one try."""
    said = sum(len(item.output.encode("utf-8", "replace")) for item in order.items) / max(len(order.items), 1)
    tokens_in, tokens_out = round(sum(sizes) / _BYTES), round(said / _BYTES * len(sizes))
    own = order.target.price.nanos(tokens_in, tokens_out) if order.target.price else None
    if own is not None and not order.target.output_tokens:  # a price of a call, not of tokens
        own = own * len(sizes)
    judge_in, judge_out, theirs = _judge_cost(order, judged)
    dollars = None if own is None and sizes else ((own or 0) + theirs) / NANO
    if judged and order.bench is not None and order.bench.price is None:
        dollars = None
    return CostEstimate(len(sizes) + judged, tokens_in + judge_in, tokens_out + judge_out, dollars)


def _judge_cost(order: Order, judged: int) -> tuple[int, int, int]:
    if not judged or order.bench is None:
        return 0, 0, 0
    each, out = 0.0, 0
    for judge in order.judges:
        sizes = [judge.task(one.held, one.held.item.output).question.turns for one in order.asked[:50]]
        each += sum(one.prompt.size for one in sizes if isinstance(one, TwoTries)) / max(len(sizes), 1)
        out += _VERDICT * len(judge.rubric.dimensions)
    n = len(order.judges)
    tokens_in, tokens_out = round(each / n / _BYTES * judged), round(out / n * judged)
    price = order.bench.price
    return tokens_in, tokens_out, price.nanos(tokens_in, tokens_out) if price else 0
