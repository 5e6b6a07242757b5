"""`tidegauge watch`: every alert rule again and again, until it is stopped."""

from pathlib import Path
from typing import Any

import click


class Length(click.ParamType[Any]):
    """A length of time such as 60s or 15 min, in seconds."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        if isinstance(value, float):
            return value
        from pydantic import TypeAdapter, ValidationError

        from tidegauge.settings_alerts import Positive

        try:
            length = TypeAdapter(Positive).validate_python(value)
        except ValidationError:
            self.fail(f"“{value}” is not a length of time. Write 60s or 5 min.", param, ctx)
        return float(length.total_seconds())


@click.command("watch")
@click.option(
    "--every", type=Length(), default="60s", show_default=True, help="How often the rules are looked at."
)
@click.option(
    "--metrics-port", type=click.IntRange(1, 65_535), help="Serve Prometheus metrics here, at /metrics: 9464."
)
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address to serve them on.")
@click.option(
    "--notify/--no-notify", default=True, help="Without, what is to be told waits.  [default: notify]"
)
@click.option("--store", metavar="URL", help="The store to read.  [default: the settings']")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
def watch_command(
    every: float,
    metrics_port: int | None,
    metrics_host: str,
    notify: bool,
    store: str | None,
    config: Path | None,
) -> None:
    """Evaluate the alert rules whenever a window ends, and tell people, until stopped with Ctrl+C.

    It does what `tidegauge check` does, and both may run at once: no window is taken twice, and nobody is told twice.
    Rules of the page count from the next look on; tidegauge.toml is read when it starts.
    """
    from tidegauge.cli._alert_session import alert_session
    from tidegauge.cli._alert_watch import Watch

    session = alert_session(config, store)
    ready, problems = session.channels() if notify else ({}, ())
    for problem in problems:
        click.secho(f"Not told until watch starts anew, and kept: {problem}", fg="red", err=True)
    Watch(session, every, ready).run(metrics_host, metrics_port)


COMMAND = watch_command
