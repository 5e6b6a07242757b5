"""A server for a module with a store of its own: its fixture `folder` has the store as `lake`, and gets the workbench."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def server(serving: Callable[..., Any], folder: Path) -> Iterator[Any]:
    with serving(folder, folder / "lake") as running:
        yield running


@pytest.fixture
def workbench_url(folder: Path) -> str:
    """The workbench that the server writes to."""
    return f"sqlite:///{folder / 'workbench.sqlite'}"
