"""The app as one ASGI process: the pages, /api/health, security headers, warm imports and a frozen heap."""

import asyncio
import gc
import logging
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any

import click
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

from tidegauge import __version__
from tidegauge.bundle import bundle_folder
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.reports.ahead import pays
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.addresses import shown_address
from tidegauge.stores.lake.reader import Lake
from tidegauge.web.app_package import load_app_package
from tidegauge.web.configuration import options
from tidegauge.web.counting_ahead import count_ahead
from tidegauge.web.members_only import MembersOnly
from tidegauge.web.ports import free_port, is_loopback
from tidegauge.web.security_headers import SecurityHeaders
from tidegauge.web.session_cookie import cookie_name
from tidegauge.web.sign_in import sign_in_route
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.members import list_members

# What the pages import sooner or later: the first visitor must not wait for it.
WARM = ("pandas", "pyarrow", "polars", "duckdb", "scipy.stats", "sqlalchemy", "app.warm")
_LOG = logging.getLogger("tidegauge")


def build(
    settings: Settings,
    url: str | None = None,
    *,
    open_browser: bool = False,
    again: Callable[[], Settings] | None = None,
    ahead: Sequence[str] = (),
) -> st.App:
    """Return the app for these settings. `url` is what it says, and opens, once it listens; `again` reads them anew.

    With the words `ahead` of `tidegauge ahead` days of a large lake are counted meanwhile.
    """
    load_app_package()
    import_module("app.state").use(settings, again)
    _warm()
    workbench, cookie = import_module("app.state").workbench, cookie_name(settings.workbench)

    @asynccontextmanager
    async def announced(_app: st.App) -> AsyncIterator[None]:
        if url:
            click.echo(f"Tidegauge is at {url} (store {shown_address(settings.store)}). Stop it with Ctrl+C.")
        if url and open_browser:
            webbrowser.open(url)
        counting = asyncio.create_task(count_ahead(_is_large_lake, ahead)) if ahead else None
        yield
        if counting is not None:
            counting.cancel()
            with suppress(asyncio.CancelledError):
                await counting

    return st.App(
        bundle_folder() / "app" / "main.py",
        routes=[
            Route("/api/health", _health),
            Route("/api/history.js", _history),
            Route("/overview", _start),
            sign_in_route(workbench, cookie),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(MembersOnly, workbench=workbench, cookie=cookie),
        ],
        lifespan=announced,
        on_script_error=_report,
    )


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 8501,
    *,
    open_browser: bool = True,
    allow_remote: bool = False,
    again: Callable[[], Settings] | None = None,
    ahead: Sequence[str] = (),
) -> None:
    """Serve the app until it is stopped; take the next free port when this one is taken.

    `again` reads the settings anew: the page Alert rules shows the rules that the file has by then. `ahead` are words
    of `tidegauge ahead`, which is run beside it for a large lake.

    Raises:
        SettingsError: other machines could reach `host` and nobody allowed that, or no port is free.
    """
    _check_host(host, settings.workbench, allow_remote=allow_remote)
    free = free_port(host, port)
    if free != port:
        click.echo(f"Port {port} is taken, so this is port {free}.")
    url = f"http://{'[' + host + ']' if ':' in host else host}:{free}"
    app = build(settings, url, open_browser=open_browser, again=again, ahead=ahead)
    # The script's own folder is where Streamlit looks for files; the console command's would be the interpreter's.
    sys.argv = [str(bundle_folder() / "app" / "main.py")]
    # Ctrl+C is how it is stopped, and no mishap.
    with suppress(KeyboardInterrupt):
        app.run(config={**options(), **_options_of(host, free)})
    _thaw()


def _options_of(host: str, port: int) -> dict[str, Any]:
    allowed = ["localhost", "127.0.0.1", "[::1]", "::1"] if is_loopback(host) else []
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": allowed,
        "logger.hideWelcomeMessage": True,
    }


def _check_host(host: str, workbench: str, *, allow_remote: bool) -> None:
    if is_loopback(host):
        return
    if list_members(open_workbench(workbench)):
        click.echo(
            "Members sign in here. Put HTTPS in front: keys and sessions cross the network as text.", err=True
        )
        return
    if not allow_remote:
        raise SettingsError(
            f"“{host}” can be reached from other machines, and nobody signs in here yet. "
            "Add the first member (tidegauge member add NAME --role admin), use --host 127.0.0.1, or add "
            "--allow-remote if everyone who reaches it may read every trace."
        )
    click.echo("Nobody signs in: everyone who can reach this address can read every trace.", err=True)


def _warm() -> None:
    for name in WARM:
        import_module(name)
    # Streamlit collects all generations after every script run: what is frozen here is never walked again.
    gc.collect()
    gc.freeze()


def _thaw() -> None:
    # What stays frozen outlives DuckDB's own module at exit, and its binding prints a page of leaked instances.
    gc.unfreeze()
    gc.collect()


def _is_large_lake() -> bool:
    """Whether the store is one that another process may count in, and so large that it pays."""
    try:
        state = import_module("app.state")
        store = state.store()
        return isinstance(store, Lake) and pays(Source(store, state.settings().dimensions))
    except TidegaugeError:
        return False  # a store that is away has nothing to be counted


async def _health(_request: Request) -> JSONResponse:
    try:
        rows = await run_in_threadpool(import_module("app.state").rows)
    except TidegaugeError as error:
        return JSONResponse(
            {"status": "store down", "version": __version__, "reason": str(error)}, status_code=503
        )
    return JSONResponse({"status": "ok", "version": __version__, "rows": rows})


async def _history(_request: Request) -> FileResponse:
    # A file of ours and not a line of the page: the content security policy lets no inline script run.
    return FileResponse(bundle_folder() / "app" / "static" / "history.js", media_type="text/javascript")


async def _start(request: Request) -> RedirectResponse:
    # Every other page is at its name; Streamlit knows the first one at the root alone, and says that this is no page.
    return RedirectResponse(f"/?{request.url.query}")


def _report(error: Exception) -> None:
    _LOG.error("Uncaught app execution", exc_info=error)
