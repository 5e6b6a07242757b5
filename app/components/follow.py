"""A link from a finding to the page that shows it, with this page's window, comparison and filters."""

from typing import Literal

import streamlit as st

from app import menu
from app.components.page_link import query, query_values
from tidegauge.findings import Link


def follow(
    link: Link,
    label: str | None = None,
    *,
    key: str,
    kind: Literal["primary", "secondary", "tertiary"] = "tertiary",
) -> None:
    """Show the link, if there is such a page.

    A button and not `st.page_link`: that one leaves the filters where they are and only adds them to the address.
    """
    entry = next((one for one in menu.entries() if one.name == link.page), None)
    if entry is None:
        return
    arrow = {"icon": ":material/arrow_forward:", "icon_position": "right"}
    if st.button(label or entry.title, key=key, type=kind, **arrow):  # type: ignore[arg-type]
        menu.go(entry.path, carried(link))


def carried(link: Link) -> dict[str, list[str]]:
    """Return the query of a link: what this page asks, with the link's own values; its filters are added to ours."""
    found = query_values(query())
    for name, value in link.params.items():
        values = [value] if isinstance(value, str) else list(value)
        found[name] = list(dict.fromkeys([*found.get(name, []), *values])) if name == "where" else values
    return {name: values for name, values in found.items() if values}
