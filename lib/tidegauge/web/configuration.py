"""Streamlit's options, read from the `.streamlit/config.toml` that ships with the app."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from tidegauge.bundle import bundle_folder


def options(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return {dotted option: value} without those that the environment sets.

    Passed to the server itself: a console script would look for the file beside the interpreter, and not find it.
    """
    text = (bundle_folder() / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    found = dict(_flat(tomllib.loads(text)))
    return {name: value for name, value in found.items() if environment_name(name) not in environ}


def environment_name(option: str) -> str:
    """Return the variable that sets an option.

    >>> environment_name("browser.gatherUsageStats")
    'STREAMLIT_BROWSER_GATHER_USAGE_STATS'
    """
    return "STREAMLIT_" + re.sub(r"(?<=[a-z])(?=[A-Z])|\.", "_", option).upper()


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
