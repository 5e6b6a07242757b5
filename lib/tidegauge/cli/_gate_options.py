"""The options of a gate, and how they become its question: the command and `tidegauge show gate` share them."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tidegauge.cli.show._options import Question
from tidegauge.errors import FilterError

if TYPE_CHECKING:
    from tidegauge.gate.records import GateReport

_OPTIONS = (
    click.option(
        "--candidate",
        multiple=True,
        metavar="NAME=VALUE",
        help="What may ship: prompt_version=v7. Repeat for AND.",
    ),
    click.option(
        "--baseline", multiple=True, metavar="NAME=VALUE", help="What it is held against: prompt_version=v6."
    ),
    click.option(
        "--golden",
        default="",
        metavar="SET",
        help="A golden set, or SET@VERSION: its runs of both are held too.",
    ),
    click.option(
        "--policy",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="What is checked.  [default: ./tidegauge-gate.toml, else the published gates]",
    ),
    click.option(
        "--baseline-from", "before_start", help="First day or moment of the baseline, where it has its own."
    ),
    click.option("--baseline-to", "before_end", help="Last day (included) or moment of the baseline."),
)


def gate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --candidate, --baseline, --golden, --policy and the baseline's own window."""
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), function)


def read_gate(
    question: Question,
    candidate: tuple[str, ...],
    baseline: tuple[str, ...],
    golden: str,
    policy: Path | None,
    before_start: str | None,
    before_end: str | None,
) -> "GateReport":
    """Return what the gate says of the options.

    Raises:
        TidegaugeError: a version, a window, the policy or the golden set cannot be read.
    """
    from tidegauge.filters import Window
    from tidegauge.gate.asking import Wished, asked_gate, golden_of
    from tidegauge.gate.policy import load_policy
    from tidegauge.reports.source import Source
    from tidegauge.time_zones import parse_time
    from tidegauge.workbench.engine import open_workbench

    if bool(before_start) != bool(before_end):
        raise FilterError("The baseline's own window needs both --baseline-from and --baseline-to.")
    asked, settings = question.asked, question.settings
    before = None
    more = [word for chip in asked.where for word in ("--where", str(chip))]
    window = asked.current.window
    more += ["--from", f"{window.start:%Y-%m-%dT%H:%M}", "--to", f"{window.end:%Y-%m-%dT%H:%M}"]
    if before_start and before_end:
        zone = asked.time_zone
        before = Window(parse_time(before_start, zone), parse_time(before_end, zone, end=True))
        more += ["--baseline-from", before_start, "--baseline-to", before_end]
    more += ["--policy", str(policy)] if policy else []
    wished = Wished(candidate, baseline, golden, load_policy(policy), before, tuple(more))
    runs = golden_of(open_workbench(settings.workbench), wished) if golden else None
    return asked_gate(Source(question.store, settings.dimensions), settings, asked, wished, runs)
