"""`tidegauge serve`: the app in a browser."""

from pathlib import Path

import click


@click.command("serve")
@click.option("--store", metavar="URL", help="The trace store: a folder, a .duckdb file or a database URL.")
@click.option("--workbench", metavar="URL", help="The database for saved views, labels and incidents.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="The settings file instead of ./tidegauge.toml."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8501,
    show_default=True,
    type=click.IntRange(1, 65_535),
    help="The next free one is taken.",
)
@click.option("--browser/--no-browser", default=True, help="Open the browser once it listens.")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Let other machines in while nobody signs in (see: tidegauge member --help).",
)
def serve_command(
    store: str | None,
    workbench: str | None,
    config: Path | None,
    host: str,
    port: int,
    browser: bool,
    allow_remote: bool,
) -> None:
    """Serve the pages on this machine until stopped with Ctrl+C."""
    # Imported here: Streamlit takes a second, and `tidegauge --help` must not.
    from tidegauge.cli._store import address, check_named, named
    from tidegauge.settings import load_settings

    settings = named(load_settings(config, store=store, workbench=workbench))
    check_named(settings)
    from tidegauge.server import serve

    serve(
        settings,
        host,
        port,
        open_browser=browser,
        allow_remote=allow_remote,
        again=lambda: load_settings(config, store=store, workbench=workbench),
        ahead=("--store", address(settings), *(("--config", str(config)) if config else ())),
    )


COMMAND = serve_command
