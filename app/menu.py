"""The menu: sections by role, pages in reading order, and how one page leads to another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app.arrival import Query, arrive, leave_with, split
from app.badges import titled
from tidegauge.workbench.members import Member
from tidegauge.workbench.permission import Act, may

VIEWS = Path(__file__).parent / "views"


@dataclass(frozen=True)
class Entry:
    """One page: `path` is its file below views/, `url` its address, `filtered` whether the filter bar stands above.

    A page that `reads` has nothing to show without calls; the others are drawn whether the store answers or not.
    `act` is what a member's role must include for it.
    """

    section: str
    path: str
    title: str
    url: str | None = None
    filtered: bool = True
    hidden: bool = False
    reads: bool = True
    act: Act = Act.READ

    @property
    def name(self) -> str:
        """The report's name: the file's."""
        return self.path.rpartition("/")[2].removesuffix(".py")


MENU = (
    Entry("Watch", "watch/overview.py", "Overview"),
    Entry("Watch", "watch/segments.py", "Segments", "segments"),
    Entry("Watch", "watch/drift.py", "Drift", "drift"),
    Entry("Watch", "watch/control.py", "Control charts", "control"),
    Entry("Watch", "watch/feedback.py", "Feedback", "feedback"),
    Entry("Watch", "watch/judge.py", "Judge", "judge"),
    Entry("Watch", "watch/cost.py", "Cost", "cost"),
    Entry("Watch", "watch/business.py", "Business", "business"),
    Entry("Respond", "respond/scope.py", "Scope", "scope"),
    Entry("Respond", "respond/incidents.py", "Incidents", "incidents", filtered=False, reads=False),
    Entry("Respond", "respond/traces.py", "Traces", "traces"),
    Entry("Respond", "respond/alerts.py", "Alert rules", "alerts", filtered=False, reads=False),
    Entry(
        "Respond",
        "respond/incident.py",
        "Incident",
        "incident",
        filtered=False,
        hidden=True,
        reads=False,
    ),
    Entry("Respond", "respond/trace.py", "Trace", "trace", filtered=False, hidden=True),
    Entry("Review", "review/review.py", "Review", "review", filtered=False, reads=False, act=Act.LABEL),
    Entry("Review", "review/agreement.py", "Agreement", "agreement"),
    Entry("Review", "review/golden.py", "Golden sets", "golden", filtered=False, reads=False),
    Entry("Release", "release/compare.py", "Compare", "compare"),
    Entry("Release", "release/gate.py", "Gate", "gate"),
    Entry("Release", "release/versions.py", "Versions", "versions"),
    Entry("Setup", "setup/health.py", "Data health", "health", act=Act.LEAD),
    Entry(
        "Setup",
        "setup/connections.py",
        "Connections",
        "connections",
        filtered=False,
        reads=False,
        act=Act.ADMIN,
    ),
)
"""Order and titles are decisions, so they stand here; which pages there are is what lies in views/."""

START = MENU[0]
_RULES = "respond/alerts.py"
_FIRST_OF_REVIEWERS = "review/review.py"
_pages: dict[str, Any] = {}


def entries() -> tuple[Entry, ...]:
    """Return the pages whose files are there."""
    return tuple(entry for entry in MENU if (VIEWS / entry.path).is_file())


def included(entry: Entry, member: Member) -> bool:
    """Return whether a member's role includes a page."""
    return may(member, entry.act)


def navigate(member: Member) -> tuple[Entry, Any]:
    """Show the menu of a member's role and return the page that the address names: its entry, and what runs it."""
    arrive()
    sections: dict[str, list[Any]] = {}
    for entry in entries():
        _pages[entry.path] = _page(entry, absent=not included(entry, member))
        sections.setdefault(entry.section, []).append(_pages[entry.path])
    chosen = st.navigation(sections, expanded=True)
    found = next(entry for entry in entries() if _pages[entry.path].url_path == chosen.url_path)
    st.session_state.tg_page = found
    return found, chosen


def elsewhere(entry: Entry, member: Member) -> None:
    """Leave the start page for Review where a role includes only that: no link led to it."""
    if entry is START and may(member, Act.LABEL):
        st.switch_page(_pages[_FIRST_OF_REVIEWERS])


def current() -> Entry:
    """Return the entry of the page that is shown."""
    entry: Entry = st.session_state.tg_page
    return entry


def go(path: str, query: Query | None = None, *, only: bool = False) -> None:
    """Leave for another page with this query; chips and times that it does not name stay, unless `only`.

    The filter bar's keys take effect everywhere. A key of the page's own must not be bound to a widget of the
    page that is left: Streamlit refuses to set it.
    """
    ours, own = split(query or {})
    # What a row is stays in the link alone: the pages after the next one are not about spans as well.
    grain = {name: ours.pop(name) for name in ("grain",) if name in ours}
    if path == _RULES and "where" in ours:
        # A rule's chips are its own: that page has no filter bar.
        own["chip"] = ours.pop("where")
    leave_with(ours, only=only)
    if _filtered(path) and not current().filtered:
        # No widget of the page that is left holds them, so that nothing would write them into the address.
        own = {**ours, **own}
    st.switch_page(page(path), query_params={**own, **grain})


def _filtered(path: str) -> bool:
    return any(entry.filtered for entry in MENU if entry.path == path)


def page(path: str) -> Any:
    """Return the page of a file below views/, for `st.page_link` and `st.switch_page`."""
    return _pages[path]


def _page(entry: Entry, *, absent: bool) -> Any:
    return st.Page(
        VIEWS / entry.path,
        title=titled(entry.name, entry.title),
        url_path=entry.url,
        default=entry.url is None,
        visibility="hidden" if entry.hidden or absent else "visible",
    )
