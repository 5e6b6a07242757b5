"""What `tidegauge probe` prints."""

from collections.abc import Iterable, Iterator, Sequence

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert
from tidegauge.findings import Verdict
from tidegauge.judging.spending import NANO
from tidegauge.probes.run import Ran
from tidegauge.probes.target import Target
from tidegauge.reports._probes.records import ProbeSeries, TickState
from tidegauge.reports._probes.sentences import widest
from tidegauge.reports._probes.words import change_words, label, sees
from tidegauge.workbench.probe_checks import ProbeCheck

_BYTES, _WORDS = 4, 160
"""Bytes of a token of a question, and the tokens of an answer, taken for all."""
_GLYPHS = {
    TickState.REFERENCE: "·",
    TickState.CHANGED: "●",
    TickState.NOT_MATERIAL: "○",
    TickState.CANNOT_TELL: "?",
    TickState.OPEN: "…",
    TickState.GIVEN_UP: "✕",
}
GLYPHS = "· reference  ○ not material  ? cannot tell  ● changed  ✕ given up"


def estimate_lines(targets: Sequence[Target]) -> Iterator[str]:
    """Yield what a run of each target would ask, and about what it would cost."""
    for one in targets:
        asked = [case.size for _, case in one.suite.questions] * one.probes.repeats
        price = one.price()
        cost = "its price is not known"
        if price is not None:
            dollars = price.nanos(sum(asked) / _BYTES, _WORDS * len(asked)) / NANO
            cost = f"about {formats.money(dollars)} a run; the cap is {formats.money(one.probes.daily_cap)} a day"
        yield inert(
            f"{one.name}: {one.table.model} at {one.subject.address}, {len(asked)} questions of {one.suite.title}, {cost}"
        )


def ran_lines(ran: Ran, series: Iterable[ProbeSeries]) -> Iterator[str]:
    """Yield what a run came to."""
    cost = f", {formats.money(ran.spent / NANO)}" if ran.spent else ""
    head = f"{ran.target}: {ran.answered} of {ran.questions} questions answered{cost}"
    yield inert(f"{head}; not compared: {ran.problem}" if ran.problem else head)
    if not ran.problem:
        found = next(one for one in series if one.target == ran.target)
        yield from finding_lines(found.findings)


def list_lines(series: Sequence[ProbeSeries], zone: str) -> list[str]:
    """Return a row a target."""
    head = ["Target", "Model", "Answers as", "Verdict", "Runs", "Looks", "Newest", "Last runs"]
    rows = [
        [
            one.target,
            one.model,
            one.version or formats.MISSING,
            formats.verdict_words(one.findings[0].verdict, one.findings[0].direction),
            formats.count(one.runs),
            formats.count(one.looks),
            formats.moment(one.newest, zone),
            ticks_line(one, 30),
        ]
        for one in series
    ]
    return [*aligned([head, *rows]), "", GLYPHS]


def show_lines(series: ProbeSeries, zone: str) -> list[str]:
    """Return a target's findings, ticks and the measures of its newest look."""
    about = f"{series.model} at {series.address}, suite {series.suite}, {formats.count(series.runs)} runs"
    lines = [*finding_lines(series.findings), "", inert(about)]
    lines += [inert(series.signed)] if series.signed else []
    lines += [ticks_line(series, 120), GLYPHS]
    last = widest(series.checks)
    if last:
        head = ["Measure", "Verdict", "Change", "Runs", "n", "p, corrected", "It could have seen"]
        lines += ["", *aligned([head, *map(_row, last)])]
    given_up = [one for one in series.ticks if one.state is TickState.GIVEN_UP]
    lines += [inert(f"✕ {formats.moment(one.at, zone)}: {one.words}") for one in given_up[-3:]]
    return lines


def ticks_line(series: ProbeSeries, most: int) -> str:
    """Return the newest runs as a line of signs, oldest first."""
    return "".join(_GLYPHS[one.state] for one in series.ticks[-most:])


def _row(check: ProbeCheck) -> list[str]:
    return [
        label(check),
        formats.verdict_words(Verdict(check.verdict)),
        change_words(check),
        str(check.runs),
        f"{formats.count(check.n_current)} / {formats.count(check.n_reference)}",
        formats.p_value(check.p_adjusted),
        sees(check),
    ]
