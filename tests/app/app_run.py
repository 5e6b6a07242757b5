"""The app without a browser: a page by its file, run with a query, and what it shows."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from app import state
from tidegauge.settings import Settings

MAIN = Path(__file__).resolve().parents[2] / "app" / "main.py"
HOME = "watch/overview.py"


def open_page(page: str = HOME, **query: Any) -> AppTest:
    """Run a page with a query."""
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if page != HOME:
        app.switch_page(f"views/{page}")
    return app.run()


def use_lake(folder: Path) -> None:
    """Have the app read the lake of a folder, with a workbench beside it."""
    state.use(Settings(store=str(folder / "lake"), workbench=f"sqlite:///{folder / 'workbench.sqlite'}"))


def html(app: AppTest) -> str:
    """Return the markup of a page, as it was written."""
    return "\n".join(block.proto.body for block in app.get("html"))
