"""The console command `tidegauge`: every file of this folder is a command."""

import pkgutil
import sys
from importlib import import_module

import click

from tidegauge import __version__
from tidegauge.errors import TidegaugeError, unknown


class Commands(click.Group):
    """Commands found by listing the folder. A file is imported only when its command is named or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands."""
        return sorted(_files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Return the command of that name, or none."""
        files = _files()
        if cmd_name not in files:
            return None
        command = import_module(f"{__name__}.{files[cmd_name]}").COMMAND
        if not isinstance(command, click.Command):
            raise TypeError(f"{__name__}.{files[cmd_name]} must offer COMMAND: click.Command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; a name nobody knows gets the nearest one."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(unknown("command", args[0], self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error meant for the person at the screen is one red sentence."""
        try:
            return super().invoke(ctx)
        except TidegaugeError as error:
            click.secho(str(error), fg="red", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tidegauge")
def main() -> None:
    """Say what changed in an LLM or ML system in production, where, since when, and how sure it is."""


def _files() -> dict[str, str]:
    # A name that Python reserves (import) has its file end in an underscore.
    return {
        name.rstrip("_"): name for _, name, _ in pkgutil.iter_modules(__path__) if not name.startswith("_")
    }
