"""What `tidegauge golden run`, `runs` and `result` print."""

from collections.abc import Iterator, Sequence

import click

from tidegauge import formats
from tidegauge.cli._import_output import plain
from tidegauge.cli._judge_output import dollars
from tidegauge.cli.show._text import aligned, finding_lines
from tidegauge.golden_runs.asking import Ending, Progress
from tidegauge.golden_runs.order import Order
from tidegauge.golden_runs.planning import Plan
from tidegauge.golden_runs.run import Ran
from tidegauge.judging.spending import NANO
from tidegauge.reports._golden_run.records import MovedItem, RunComparison, RunSummary
from tidegauge.reports._judge.texts import share_text
from tidegauge.workbench.golden_composition import WORDS
from tidegauge.workbench.golden_runs import GoldenRun

EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""
_SHOWN = 10


def told(progress: Progress) -> str:
    """Return progress in words.

    >>> told(Progress("answered", 50, 200, 210_000_000, 25.0, 1))
    '50 of 200 answered (25%), 2.0/s, $0.21, 1 refused'
    """
    rate = progress.done / max(progress.seconds, 1e-9)
    parts = [
        f"{progress.done:,} of {progress.total:,} {progress.what} ({progress.done / progress.total:.0%}), {rate:.1f}/s"
    ]
    parts += [dollars(progress.spent / NANO)] if progress.spent else []
    parts += [f"{progress.refused:,} refused"] if progress.refused else []
    return ", ".join(parts)


def show_plan(order: Order, plan: Plan) -> None:
    """Print what a run would ask, and what it would cost."""
    click.echo(f"Run {plain(order.of.title)} as {plain(order.label)}: {plain(order.target.words)}")
    click.echo(
        f"Checks: {', '.join(map(plain, order.rules.names))}{' (shipped)' if order.rules.shipped else ''}"
    )
    click.echo(f"{plan.items:,} items, each {order.repeats} times")
    if plan.left_out:
        click.echo(f"  {plan.left_out:,} are left out: no check says anything of them.")
    if plan.run is not None and plan.run.complete:
        click.echo(
            f"Run {plan.run.id} has done this already: nothing is asked. To ask everything anew: --again"
        )
        return
    if plan.known:
        click.echo(f"  {plan.known:,} answers are there already: they are not asked again.")
    cost = plan.cost
    judged = f" and at most {plan.judged:,} of the judge" if plan.judged else ""
    tokens = f", about {cost.input_tokens:,} tokens in, {cost.output_tokens:,} out"
    is_command = order.target.output_tokens == 0
    price = (
        "what the command costs is its own" if is_command and cost.dollars is None else dollars(cost.dollars)
    )
    click.echo(f"{plan.left:,} questions{judged}{'' if is_command else tokens}, {price}")
    if order.cap is not None and not (is_command and order.target.price is None):
        spent = plan.run.spent / NANO if plan.run else 0.0
        left = order.cap / NANO - spent
        short = "" if cost.dollars is None or cost.dollars <= left else ": not enough for all of it"
        click.echo(f"Cap: {dollars(order.cap / NANO)}, {dollars(spent)} spent of it{short}")
    click.echo("Nothing was asked. Without --dry-run this is done.")


def show_left(ran: Ran, order: Order) -> None:
    """Say why a run is not over."""
    left = f"{ran.left:,} questions are left. What was answered is kept; the same command goes on from there."
    why = {
        Ending.BROKE: f"The cap of {dollars((order.cap or 0) / NANO)} is reached: {left} Raise it with --cap.",
        Ending.AWAY: f"No answer: {ran.why}. {left}",
    }.get(ran.ending, f"Stopped: {left}")
    click.echo(why, err=True)


def show_summary(found: RunSummary) -> None:
    """Print what a run found."""
    for line in _summary(found):
        click.echo(line)


def _summary(found: RunSummary) -> Iterator[str]:
    finding = found.findings[0]
    yield f"Run {found.run.id}: {plain(finding.sentence, 400)}"
    yield from (f"   {plain(detail, 300)}" for detail in finding.details)
    if found.run.spent:
        yield f"   {dollars(found.run.spent / NANO)} spent"
    if found.groups:
        yield ""
        rows = [["Group", "Passes", "n"]]
        rows += [[WORDS[one.group], share_text(one.rate), formats.count(one.n)] for one in found.groups]
        yield from aligned(rows)
    if len(found.checks) > 1:
        yield ""
        rows = [["Check", "Passes", "n"]]
        rows += [[plain(one.name, 40), share_text(one.rate), formats.count(one.n)] for one in found.checks]
        yield from aligned(rows)
    failing = [one for one in found.items if not one.passed or one.flips]
    if failing:
        yield ""
        yield from _listed(
            [
                f"{_word(one.passes, one.repeats)}  {plain(one.span_id, 40)}  {plain(one.why, 110)}"
                for one in failing
            ]
        )


def _word(passes: int, repeats: int) -> str:
    return f"{'pass' if 2 * passes > repeats else 'fail'} {passes}/{repeats}"


def show_comparison(found: RunComparison) -> None:
    """Print what changed between two runs."""
    click.echo("")
    for line in finding_lines(found.findings):
        click.echo(line)
    for word, items in (("fails now", found.lost), ("passes now", found.gained)):
        for line in _listed([_moved(word, one) for one in items]):
            click.echo(f"   {line}")


def _moved(word: str, one: MovedItem) -> str:
    return f"{word}  {plain(one.span_id, 40)}  {plain(one.why, 110)}"


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"and {len(lines) - _SHOWN:,} more: --json lists all"


def show_runs(runs: Sequence[RunSummary]) -> None:
    """Print runs, the newest first."""
    if not runs:
        click.echo("There is no golden run yet. Make one: tidegauge golden run SET --as LABEL --model MODEL")
        return
    head = ["Run", "Set", "Candidate", "Passes", "n", "Flip", "When", "What was asked"]
    for line in aligned([head, *map(_row, runs)]):
        click.echo(line)


def _row(one: RunSummary) -> list[str]:
    return [
        str(one.run.id),
        plain(f"{one.run.golden_set}@{one.run.version}", 40),
        plain(one.run.label, 30),
        share_text(one.rate) if one.n else "not finished",
        formats.count(one.n),
        formats.count(len(one.flipping_items)) if one.flipping else formats.MISSING,
        f"{one.run.at:%Y-%m-%d %H:%M}",
        plain(_what(one.run), 60),
    ]


def _what(run: GoldenRun) -> str:
    return f"{run.target}; {run.note}" if run.note else run.target
