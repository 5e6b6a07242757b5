"""Every golden set at a glance: its versions, what waits to be frozen, and what it is made of."""

from dataclasses import dataclass

import sqlalchemy as sa

from tidegauge.workbench.golden_candidates import candidate_sets, candidates
from tidegauge.workbench.golden_composition import Part, advice, composition
from tidegauge.workbench.golden_sets import Changes, GoldenSet, changes_of, list_sets


@dataclass(frozen=True)
class ListedSet:
    """One set: frozen versions, newest first; how many items its next version has, made of what, and what would change."""

    name: str
    versions: tuple[GoldenSet, ...]
    items: int
    parts: tuple[Part, ...]
    advice: tuple[str, ...]
    changes: Changes

    @property
    def newest(self) -> GoldenSet | None:
        """The version that was frozen last."""
        return self.versions[0] if self.versions else None

    @property
    def next_version(self) -> int:
        """The number of the next version."""
        return self.versions[0].version + 1 if self.versions else 1


def listing(engine: sa.Engine) -> tuple[ListedSet, ...]:
    """Return every set that has a frozen version, or that anything was added to.

    Raises:
        GoldenError: the database holds something else than what was frozen.
    """
    every = list_sets(engine)
    names = sorted({one.name for one in every} | set(candidate_sets(engine)))
    return tuple(_listed(engine, name, tuple(one for one in every if one.name == name)) for name in names)


def _listed(engine: sa.Engine, name: str, versions: tuple[GoldenSet, ...]) -> ListedSet:
    items = candidates(engine, name)
    return ListedSet(name, versions, len(items), composition(items), advice(items), changes_of(engine, name))
