"""The latest recorded releases: pairs of versions that somebody may want to compare."""

from dataclasses import dataclass
from datetime import timedelta

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.queries.changes import changes_in
from tidegauge.reports.source import Source

ATTRIBUTES = {
    "prompt": "prompt_version",
    "model": "model_version",
    "index": "index_version",
    "deploy": "app_version",
}
"""Which attribute holds what a kind of change releases."""

BEFORE = timedelta(days=28)
MOST = 4


@dataclass(frozen=True)
class Release:
    """What was released: the attribute, both versions, and whom it touched, as chips."""

    of: str
    a: str
    b: str
    component: str
    where: tuple[str, ...]

    @property
    def words(self) -> str:
        """The release in a few words: `order_status: v6 against v7`."""
        return (
            f"{self.component}: {self.a} against {self.b}" if self.component else f"{self.a} against {self.b}"
        )


def latest_releases(source: Source, asked: TraceFilter, most: int = MOST) -> tuple[Release, ...]:
    """Return the releases recorded until the window's end, the newest first."""
    catalog = source.store.catalog()
    frame = source.store.read(changes_in(catalog, asked.current.window.wider(BEFORE)))
    kinds = catalog.columns["spans"]
    found = []
    for row in frame.sort("at", descending=True).iter_rows(named=True):
        of = ATTRIBUTES.get(row["kind"])
        if of in kinds and row["from_version"] and row["to_version"]:
            where = _chips(row["scope"])
            found.append(
                Release(of or "", row["from_version"], row["to_version"], row["component"] or "", where)
            )
    return tuple(dict.fromkeys(found))[:most]


def _chips(scope: str | None) -> tuple[str, ...]:
    """Return a scope's filters; a scope that says something else narrows nothing."""
    try:
        return tuple(str(parse_condition(part)) for part in (scope or "").split(" and ") if part.strip())
    except FilterError:
        return ()
