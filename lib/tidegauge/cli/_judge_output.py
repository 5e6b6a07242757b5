"""What `tidegauge judge` prints: progress, the plan with its cost, and what was done."""

from collections.abc import Iterator, Sequence

import click
import orjson

from tidegauge.cli._judge_record import plan_record, record
from tidegauge.clock import now
from tidegauge.errors import TidegaugeError
from tidegauge.judging.asking import Ending
from tidegauge.judging.checks import Checked
from tidegauge.judging.estimate import CostEstimate
from tidegauge.judging.planning import Planned
from tidegauge.judging.run import Progress, Tally
from tidegauge.judging.session import Session
from tidegauge.judging.spending import NANO

EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""


def told(progress: Progress) -> str:
    """Return progress in words.

    >>> told(Progress(50, 200, 210_000_000, 25.0, 1, 0))
    '50 of 200 judged (25%), 2.0/s, $0.21, 1 unparsable'
    """
    rate = progress.done / max(progress.seconds, 1e-9)
    parts = [
        f"{progress.done:,} of {progress.total:,} judged ({progress.done / progress.total:.0%}), {rate:.1f}/s"
    ]
    parts += [dollars(progress.spent / NANO)] if progress.spent else []
    parts += [f"{progress.unparsable:,} unparsable"] if progress.unparsable else []
    parts += [f"{progress.failed:,} failed"] if progress.failed else []
    return ", ".join(parts)


def dollars(amount: float | None) -> str:
    """Return an amount as people read it; what is not known is said.

    >>> dollars(12.5), dollars(0.00021), dollars(None)
    ('$12.50', '$0.00021', 'at an unknown price')
    """
    if amount is None:
        return "at an unknown price"
    return f"${amount:,.2f}" if amount >= 0.01 or amount == 0 else f"${amount:.2g}"


def show_plan(session: Session, planned: Planned, cost: CostEstimate, *, as_json: bool) -> None:
    """Print what a run would ask, and what it would cost."""
    if as_json:
        click.echo(orjson.dumps(plan_record(session, planned, cost), option=orjson.OPT_INDENT_2).decode())
        return
    window, totals = planned.asked.current.window, planned.totals
    click.echo(f"Judge {session.evaluator} at {session.options.address}")
    click.echo(
        f"Calls from {window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC: {totals.calls:,}"
    )
    if without := totals.calls - totals.with_text:
        click.echo(f"  {without:,} have no answer to judge.")
    click.echo(f"  {totals.judged:,} are judged already.")
    for line in _what(planned):
        click.echo(f"  {line}")
    if planned.anchors:
        click.echo(f"  {planned.anchors:,} of the anchor, judged again today")
    tokens = f"about {cost.input_tokens:,} tokens in, {cost.output_tokens:,} out"
    click.echo(f"{cost.requests:,} requests, {tokens}, {dollars(cost.dollars)}")
    if session.cap is not None:
        left = f"{dollars(session.spent_today())} spent today of {dollars(session.cap / NANO)}"
        click.echo(f"Daily cap: {left}{_too_dear(session, cost)}")
    click.echo("Nothing was asked. Without --dry-run this is done.")


def _what(planned: Planned) -> Iterator[str]:
    """Yield what is asked about, a line a rule; of pairs what there is to compare."""
    if planned.shared is not None:
        both = planned.shared
        yield (
            f"{both.candidate:,} answers of the candidate, {both.baseline:,} of the baseline; "
            f"{both.inputs:,} inputs that both answered, differently."
        )
        yield f"{len(planned.subjects):,} pairs to compare, each in both orders" if both.inputs else NO_PAIRS
    else:
        for (rule, chance), number in sorted(planned.rules.items(), key=lambda one: (-one[0][1], -one[1])):
            yield f"{number:,} drawn of {rule} ({part(chance)})"
    if planned.waiting:
        yield f"{planned.waiting:,} were answered before a run was stopped: they are written, not asked again."


def part(chance: float) -> str:
    """Return the part of the calls that a rule takes.

    >>> part(1.0), part(0.05), part(0.0025)
    ('all of them', '5% of them', '0.25% of them')
    """
    return "all of them" if chance == 1 else f"{100 * chance:.4g}% of them"


NO_PAIRS = (
    "Nothing to compare: pairs need two answers to the same input, word for word. Run the same inputs through both "
    "versions, or choose other chips or a longer window."
)
"""What there is to say of two groups of calls that were never asked the same."""


def show(
    tally: Tally, session: Session, checked: Sequence[Checked], *, as_json: bool, compact: bool = False
) -> None:
    """Print what a run did."""
    if as_json:
        option = 0 if compact else orjson.OPT_INDENT_2
        click.echo(orjson.dumps(record(tally, session, checked), option=option).decode())
        return
    _say_checked([one for one in checked if one.calls])
    if session.wish.pairs and not tally.endings and not session.plan_shares_inputs():
        click.echo(NO_PAIRS)
    click.echo(f"{now():%H:%M:%S} " * compact + _sentence(tally, session))
    if tally.why and (tally.endings[Ending.UNPARSABLE] or tally.endings[Ending.FAILED]):
        click.echo(f"Last without a mark: {tally.why}")
    if tally.endings[Ending.BROKE]:
        click.echo(
            f"The daily cap of {dollars((session.cap or 0) / NANO)} is reached; {tally.left:,} calls wait for tomorrow. "
            "Those that were judged are a random part of the sample."
        )
    elif tally.left and not tally.endings[Ending.TAKEN]:
        click.echo(
            f"Stopped with {tally.left:,} left. What was answered is kept; the next run goes on from there."
        )


def show_checked(checked: Sequence[Checked], *, as_json: bool, compact: bool = False) -> None:
    """Print what the validators did."""
    if as_json:
        option = 0 if compact else orjson.OPT_INDENT_2
        click.echo(orjson.dumps({"checks": checked}, option=option).decode())
        return
    _say_checked(checked)
    if not checked:
        click.echo("There are no checks: declare them as [[judge.checks]] in tidegauge.toml.")


def _say_checked(checked: Sequence[Checked]) -> None:
    for one in checked:
        click.echo(f"{one.name}: {one.calls:,} calls checked, {one.passed:,} pass.")


def show_trouble(error: TidegaugeError) -> None:
    """Say that something is away."""
    click.secho(f"{now():%H:%M:%S} {error}", fg="yellow", err=True)


def _sentence(tally: Tally, session: Session) -> str:
    endings = tally.endings
    parts = [f"{endings[Ending.JUDGED]:,} calls judged by {session.evaluator}"]
    counts = (
        (tally.flagged, "flagged"),
        (endings[Ending.UNPARSABLE], "unparsable"),
        (endings[Ending.FAILED], "failed"),
        (endings[Ending.TAKEN], "taken by another run"),
        (tally.gone, "no longer in the store"),
    )
    parts += [f"{count:,} {word}" for count, word in counts if count]
    parts.append(dollars(tally.spent / NANO if session.price else None))
    return ", ".join(parts) + "."


def _too_dear(session: Session, cost: CostEstimate) -> str:
    left = (session.cap or 0) / NANO - session.spent_today()
    if cost.dollars is None or cost.dollars <= left:
        return ""
    return f": enough for about {max(left, 0) / cost.dollars:.0%} of these requests. The rest waits for other days."
