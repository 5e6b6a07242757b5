"""The console command `tidegauge`: every file of this folder is a command."""

import sys

import click

from tidegauge import __version__
from tidegauge.cli._listed import Listed
from tidegauge.errors import TidegaugeError


class Commands(Listed):
    """The commands of this folder."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error meant for the person at the screen is one red sentence."""
        try:
            return super().invoke(ctx)
        except TidegaugeError as error:
            # Imported here: a command that succeeds does without.
            from tidegauge.cli.show._text import inert

            # It may quote what a trace or a database said.
            lines = map(inert, str(error).split("\n"))
            click.secho("\n".join(lines), fg="red", err=True)
            sys.exit(1)


@click.group(cls=Commands, package=__name__, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tidegauge")
def main() -> None:
    """Say what changed in an LLM or ML system in production, where, since when, and how sure it is."""
