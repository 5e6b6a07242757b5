"""The options of `tidegauge golden run`: which candidate, held to what, how often, for how much."""

import getpass
from pathlib import Path
from typing import Any

import click

_FILE = click.Path(path_type=Path)
_CANDIDATE = (
    click.option(
        "--as", "label", required=True, metavar="LABEL", help="What the candidate is called: v7, gpt-5-mini."
    ),
    click.option("--model", help="A model at an OpenAI-compatible endpoint."),
    click.option("--endpoint", metavar="URL", help="Where it is asked.  [default: OpenAI's]"),
    click.option(
        "--command",
        "line",
        metavar="'CMD'",
        help="A command instead: an item as JSON on its input, the answer on its output. No shell.",
    ),
    click.option("--prompt-file", type=_FILE, help="A system prompt, instead of the one that was recorded."),
    click.option(
        "--temperature", type=click.FloatRange(0, 2), default=0.0, show_default=True, help="Of the model."
    ),
    click.option(
        "--max-output-tokens",
        type=click.IntRange(1),
        default=1_000,
        show_default=True,
        metavar="N",
        help="Of an answer.",
    ),
    click.option("--key-variable", metavar="NAME", help="The environment variable with the key."),
)
_HOW = (
    click.option(
        "--checks", type=_FILE, help="What answers are held to: a TOML file.  [default: the shipped checks]"
    ),
    click.option(
        "--repeats",
        type=click.IntRange(1, 9),
        default=3,
        show_default=True,
        metavar="N",
        help="How often each item is asked; 3 to 5 are recommended.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 256),
        default=8,
        show_default=True,
        metavar="N",
        help="Questions side by side.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0.1),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="For one answer.",
    ),
    click.option(
        "--retries",
        type=click.IntRange(0, 20),
        default=4,
        show_default=True,
        metavar="N",
        help="Where no answer comes.",
    ),
    click.option("--again", is_flag=True, help="Ask everything anew, though it was asked before."),
)
_MONEY = (
    click.option(
        "--dry-run", is_flag=True, help="Say what would be asked and what it would cost. Ask nothing."
    ),
    click.option(
        "--cap",
        type=click.FloatRange(0),
        metavar="DOLLARS",
        help="Most that the run may cost.  [default: 10]",
    ),
    click.option("--no-cap", is_flag=True, help="Spend without a limit."),
    click.option("--input-price", type=click.FloatRange(0), metavar="DOLLARS", help="A million tokens."),
    click.option("--output-price", type=click.FloatRange(0), metavar="DOLLARS", help="A million tokens."),
    click.option("--call-price", type=click.FloatRange(0), metavar="DOLLARS", help="A call of the command."),
)
_OTHER = (
    click.option("--against", metavar="LABEL", help="Compare with the newest run of this candidate."),
    click.option("--note", default="", help="What there is to know of this run."),
    click.option("--by", default=getpass.getuser, help="Who does it.  [default: you]"),
    click.option("--config", type=_FILE, help="A tidegauge.toml."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


def with_options(command: Any) -> Any:
    """Add every option to a command."""
    for option in reversed((*_CANDIDATE, *_HOW, *_MONEY, *_OTHER)):
        command = option(command)
    return command
