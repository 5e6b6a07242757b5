"""`tidegauge show gate`."""

from typing import Any

import click
import polars as pl

from tidegauge.cli._gate_options import gate_options, read_gate
from tidegauge.cli._gate_output import gate_lines
from tidegauge.cli.show._options import Question, print_options, window_options
from tidegauge.gate.records import GateReport
from tidegauge.gate.table import table


@click.command("gate")
@gate_options
@window_options
@print_options
def COMMAND(question: Question, **wished: Any) -> tuple[GateReport, pl.DataFrame, str]:  # noqa: N802  listed
    """Whether a candidate may ship, as `tidegauge gate` says it; here the exit code is 0 whatever it says."""
    report = read_gate(question, **wished)
    return report, table(report), "\n".join(gate_lines(report, question.settings.currency))
