"""`tidegauge collect`: the receiver of OpenTelemetry traces over HTTP."""

from importlib.util import find_spec
from pathlib import Path

import click

from tidegauge.errors import SettingsError, StoreError

_NEEDED = ("uvicorn", "opentelemetry.proto", "google.rpc")


@click.command("collect")
@click.option(
    "--store", metavar="URL", help="The store that gets the spans: a folder, a database URL or its name."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=4318, show_default=True, type=click.IntRange(1, 65_535))
@click.option(
    "--every",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0.1, 3_600),
    help="Seconds after which what came is written into the store.",
)
@click.option(
    "--batch",
    default=50_000,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="Spans with which it is written before that.",
)
@click.option(
    "--limit",
    default=1_024,
    show_default=True,
    type=click.IntRange(1),
    metavar="MB",
    help="What may wait for the store on disk; beyond it senders are told to wait.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="The folder for what waits.  [default: beside a folder, STORE.journal; of a database, in ./tidegauge-data]",
)
@click.option("--allow-remote", is_flag=True, help="Let other machines send. There is no sign-in yet.")
def collect_command(
    store: str | None,
    host: str,
    port: int,
    every: float,
    batch: int,
    limit: int,
    journal: Path | None,
    allow_remote: bool,
) -> None:
    """Receive OTLP over HTTP at /v1/traces and /v1/logs until stopped with Ctrl+C.

    Protobuf and JSON, gzip or not. Every span that is acknowledged is on the disk. Of the logs, evaluation results
    become scores.
    """
    _check_extra()
    # Imported here: without the extra there would be no sentence, and `tidegauge --help` must stay fast.
    from tidegauge.cli._store import chosen_address
    from tidegauge.collect.options import CollectOptions, journal_of
    from tidegauge.collect.server import collect, listener
    from tidegauge.stores import open_writer

    _check_host(host, allow_remote)
    address = chosen_address(store)
    open_writer(address)
    options = CollectOptions(address, journal or journal_of(address), every, batch, limit << 20)
    with listener(host, port) as listening:
        place = f"http://{f'[{host}]' if ':' in host else host}:{port}/v1/traces"
        receiving = f"Receiving at {place} into {_shown(address)}. Stop it with Ctrl+C."
        collect(options, listening, _say, receiving)


def _check_extra() -> None:
    try:
        missing = [name for name in _NEEDED if find_spec(name) is None]
    except ModuleNotFoundError as error:
        missing = [str(error.name)]
    if missing:
        raise StoreError("tidegauge collect needs an extra: pip install 'tidegauge[collect]'.")


def _check_host(host: str, allow_remote: bool) -> None:
    from tidegauge.web.ports import is_loopback

    if is_loopback(host):
        return
    if not allow_remote:
        raise SettingsError(
            f"“{host}” can be reached from other machines, and there is no sign-in yet. "
            "Use --host 127.0.0.1, or add --allow-remote if everyone who reaches it may add traces."
        )
    _say("There is no sign-in yet: everyone who can reach this address can add traces.")


def _shown(address: str) -> str:
    from tidegauge.stores.addresses import address_of

    return address_of(address).shown if "://" in address else address


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


COMMAND = collect_command
