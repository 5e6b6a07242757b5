"""Which version is shown: the next one, or a frozen one. It stands in the link."""

import streamlit as st

from tidegauge.workbench.golden_listing import ListedSet
from tidegauge.workbench.golden_sets import GoldenSet


def version_choice(one: ListedSet) -> GoldenSet | None:
    """Return the frozen version that is shown, None for the next one."""
    words = {f"v{version.version}": version for version in one.versions}
    chosen = st.selectbox(
        "Version",
        ["next version", *words],
        key="golden_version",
        bind="query-params",
        width=180,
    )
    return words.get(str(chosen))
