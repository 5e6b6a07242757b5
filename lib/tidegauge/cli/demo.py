"""`tidegauge demo`: a believable product over 60 days, with facts planted in it, in the browser."""

import shlex
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tidegauge.cli._planted import planted
from tidegauge.cli._store import chosen_address
from tidegauge.cli._warm_days import AHEAD, warm_days
from tidegauge.clock import now
from tidegauge.comparisons import LIVE
from tidegauge.demo.store import FEWEST, DemoPlan, calls_of, plan_of, write_demo
from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.hours import floor_hour
from tidegauge.settings import Settings, load_settings
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
@AHEAD
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
    ahead: bool,
    facts: bool,
) -> None:
    """Generate a demo store and open it in the browser."""
    store = chosen_address(store)
    kept = plan_of(store)
    plan, workbench = _plan(kept, calls, seed, end), _workbench(store)
    if fresh or kept is None or not (facts or kept.stands_for(plan, timedelta(0) if end else LIVE / 2)):
        _generate(store, plan, workbench)
        if ahead:
            warm_days(store)
    if facts:
        click.echo("\n\n".join(planted(store)))
        return
    shown = shown_address(store)
    own = "" if store == str(FOLDER) else f" --store {shlex.quote(shown)}"
    click.echo(f"The demo is in {shown}. What was planted in it: tidegauge demo --facts{own}", err=True)
    settings = load_settings(store=store, workbench=workbench)
    # What is recorded on its pages lies apart from one's own: a command finds it there.
    click.echo(f"For commands on it: --store {shown}, with TIDEGAUGE_WORKBENCH={workbench}", err=True)
    _fill(settings, store)
    if serve:
        # Imported here: Streamlit takes a second, and writing the data does not need it.
        from tidegauge.server import serve as serve_app

        serve_app(settings, host, port, open_browser=browser)


def _workbench(store: str) -> str:
    folder = FOLDER.parent if "://" in store else Path(store).parent
    return f"sqlite:///{folder / 'demo-workbench.sqlite'}"


def _fill(settings: Settings, store: str) -> None:
    # Imported here: `--help` does without.
    from tidegauge.cli._demo_fill import fill_workbench

    try:
        fill_workbench(settings, store, now())
    except TidegaugeError as error:
        click.echo(f"The demo has no reviews and alert rules of its own: {error}", err=True)


def _ours(workbench: str) -> frozenset[str]:
    """Return the imports of labels in the demo's store that are the demo's own."""
    from tidegauge.cli._demo_fill import imports_of_fill

    return imports_of_fill(workbench) if Path(workbench.removeprefix("sqlite:///")).is_file() else frozenset()


def _plan(kept: DemoPlan | None, calls: int | None, seed: int | None, end: datetime | None) -> DemoPlan:
    """Return what is asked for; what is left open is as in the demo that is there."""
    last = floor_hour(end or now())
    usual = kept or DemoPlan(last)
    return DemoPlan(last, calls=calls or usual.calls, seed=usual.seed if seed is None else seed)


def _generate(store: str, plan: DemoPlan, workbench: str) -> None:
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
            rows = write_demo(store, plan, lambda: bar.update(1), _ours(workbench))
        except OSError as error:
            raise StoreError(
                f"The demo cannot be written to “{shown_address(store)}”: {error.strerror or error}."
            ) from error
    click.echo(f"{rows:,} rows, of which {calls_of(store):,} are model calls.", err=True)
