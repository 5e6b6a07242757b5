"""`tidegauge demo`: a believable product over 60 days, with facts planted in it, in the browser."""

import shlex
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tidegauge.cli._planted import planted
from tidegauge.cli._store import chosen_address
from tidegauge.comparisons import LIVE
from tidegauge.demo.store import FEWEST, DemoPlan, calls_of, plan_of, write_demo
from tidegauge.errors import StoreError
from tidegauge.stores.addresses import shown_address

FOLDER = Path("tidegauge-data") / "demo"


@click.command("demo")
@click.option(
    "--store",
    metavar="URL",
    default=str(FOLDER),
    show_default=True,
    help="Where the demo is kept: a folder, PostgreSQL or ClickHouse.",
)
@click.option(
    "--calls",
    type=click.IntRange(1_000, 20_000_000),
    help="Model calls, about: what is planted needs 16,800. Default: as in the demo that is there, else 300,000.",
)
@click.option(
    "--seed",
    type=int,
    help="The same seed and end give the same data. Default: as in the demo that is there, else 7.",
)
@click.option("--end", type=click.DateTime(), help="When the data end, UTC. Default: the present hour.")
@click.option("--fresh", is_flag=True, help="Generate anew even if the demo is there.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8501,
    show_default=True,
    type=click.IntRange(1, 65_535),
    help="The next free one is taken.",
)
@click.option("--browser/--no-browser", default=True, help="Open the browser once it listens.")
@click.option("--serve/--no-serve", default=True, help="Serve the pages, or only write the data.")
@click.option(
    "--facts",
    is_flag=True,
    help="List what was planted in the demo that is there, each with the command that shows it.",
)
def COMMAND(  # noqa: N802  listed
    store: str,
    calls: int | None,
    seed: int | None,
    end: datetime | None,
    fresh: bool,
    host: str,
    port: int,
    browser: bool,
    serve: bool,
    facts: bool,
) -> None:
    """Generate a demo store and open it in the browser."""
    store = chosen_address(store)
    kept = plan_of(store)
    plan = _plan(kept, calls, seed, end)
    if fresh or kept is None or not (facts or kept.stands_for(plan, timedelta(0) if end else LIVE / 2)):
        _generate(store, plan)
    if facts:
        click.echo("\n\n".join(planted(store)))
        return
    shown = shown_address(store)
    own = "" if store == str(FOLDER) else f" --store {shlex.quote(shown)}"
    click.echo(f"The demo is in {shown}. What was planted in it: tidegauge demo --facts{own}", err=True)
    if serve:
        # Imported here: Streamlit takes a second, and writing the data does not need it.
        from tidegauge.server import serve as serve_app
        from tidegauge.settings import load_settings

        folder = FOLDER.parent if "://" in store else Path(store).parent
        folder.mkdir(parents=True, exist_ok=True)
        workbench = f"sqlite:///{folder / 'demo-workbench.sqlite'}"
        settings = load_settings(store=store, workbench=workbench)
        # What is recorded on its pages lies apart from one's own: a command finds it there.
        click.echo(f"For commands on it: --store {shown}, with TIDEGAUGE_WORKBENCH={workbench}", err=True)
        serve_app(settings, host, port, open_browser=browser)


def _plan(kept: DemoPlan | None, calls: int | None, seed: int | None, end: datetime | None) -> DemoPlan:
    """Return what is asked for; what is left open is as in the demo that is there."""
    last = (end or datetime.now(UTC)).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    usual = kept or DemoPlan(last)
    return DemoPlan(last, calls=calls or usual.calls, seed=usual.seed if seed is None else seed)


def _generate(store: str, plan: DemoPlan) -> None:
    if plan.calls < FEWEST:
        click.echo(
            f"About {FEWEST:,} calls are needed for what is planted: as many are made, not {plan.calls:,}.",
            err=True,
        )
    click.echo(f"Generating {max(plan.calls, FEWEST):,} calls over {plan.days} days.", err=True)
    # Where nobody watches, click would leave the bar's label as a line of its own.
    bar: Any = click.progressbar(
        length=plan.days, label="Days", file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        try:
            rows = write_demo(store, plan, lambda: bar.update(1))
        except OSError as error:
            raise StoreError(
                f"The demo cannot be written to “{shown_address(store)}”: {error.strerror or error}."
            ) from error
    click.echo(f"{rows:,} rows, of which {calls_of(store):,} are model calls.", err=True)
