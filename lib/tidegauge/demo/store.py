"""The demo as a store: written day by day, and recognised again so that a second start is instant."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.demo.days import generate
from tidegauge.errors import StoreError
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import shown_address
from tidegauge.stores.creation import create_store, empty_store
from tidegauge.stores.lake.manifest import ImportRecord

FEWEST = 16_800
"""Model calls that what is planted needs: a smaller demo has as many, and shows nothing else."""
FILE = "demo"
"""The name that the demo's import goes by. A store with any other import is somebody's own."""
_OWN = re.compile(r"demo-\d{10}-\d+-\d+-\d+")


@dataclass(frozen=True)
class DemoPlan:
    """What makes one demo the same as another."""

    end: datetime
    days: int = 60
    calls: int = 300_000
    seed: int = 7

    @property
    def batch(self) -> str:
        """The batch that this plan is written as."""
        return f"demo-{self.end:%Y%m%d%H}-{self.days}-{self.calls}-{self.seed}"

    def stands_for(self, wanted: "DemoPlan", age: timedelta) -> bool:
        """Return whether a demo of this plan will do: the same, ended no more than `age` before the wanted end."""
        same = (self.days, self.calls, self.seed) == (wanted.days, wanted.calls, wanted.seed)
        return same and timedelta(0) <= wanted.end - self.end <= age


def is_there(store: str, plan: DemoPlan, age: timedelta) -> bool:
    """Return whether `store` holds this demo, ended no more than `age` before the plan's end.

    Raises:
        StoreError: as `plan_of`.
    """
    kept = plan_of(store)
    return kept is not None and kept.stands_for(plan, age)


def plan_of(store: str) -> DemoPlan | None:
    """Return what the demo in `store` was made with; None where nothing is in it.

    Raises:
        StoreError: the store holds rows that are not the demo's, or cannot be written to.
    """
    imports = _imports(store)
    own = next((record for record in imports if _is_own(record)), None)
    if own is None and imports:
        raise StoreError(
            f"“{shown_address(store)}” holds imported data. Give the demo a store of its own with --store."
        )
    if own is None:
        return None
    days, calls, seed = (int(part) for part in own.batch.split("-")[2:])
    return DemoPlan(ended([own]), days, calls, seed)


def ended(imports: Sequence[ImportRecord]) -> datetime:
    """Return when the data of a demo end, UTC; `imports` are those of its store."""
    own = next(record for record in imports if _is_own(record))
    return datetime.strptime(own.batch.split("-")[1], "%Y%m%d%H")  # noqa: DTZ007  UTC throughout


def _is_own(record: ImportRecord) -> bool:
    return record.file == FILE and _OWN.fullmatch(record.batch) is not None


def _check_nothing_added(store: str, ours: Collection[str]) -> None:
    """Refuse to write anew over labels, scores or rows that somebody has added to the demo."""
    imports = _imports(store)
    added = [record.file for record in imports if not _is_own(record) and record.batch not in ours]
    if added:
        raise StoreError(
            f"The demo in “{shown_address(store)}” would be generated anew, and “{added[-1]}”, which was added to it, "
            f"would be lost. To open it as it is: --end '{ended(imports)}'. Or give the demo another --store."
        )


def calls_of(store: str) -> int:
    """Return the number of model calls in a demo.

    Raises:
        StoreError: the store does not answer.
    """
    spans = sa.table("spans", sa.column("kind", sa.Text))
    query: sa.Select[Any] = sa.select(sa.func.count().label("calls")).select_from(spans)
    return int(open_store(store).read(query.where(spans.c.kind == "model"))["calls"][0])


def write_demo(
    store: str, plan: DemoPlan, step: Callable[[], None] = lambda: None, ours: Collection[str] = ()
) -> int:
    """Write the demo, in place of an older one, and return the number of rows. `step` is called after each day.

    A folder that holds other things than a lake is refused before anything is touched.

    `ours` are the imports of labels that the demo made itself: they go with it, and nobody else's are lost.

    Raises:
        StoreError: as `plan_of`, or somebody has added to the demo.
    """
    plan_of(store)
    _check_nothing_added(store, ours)
    if _imports(store) or "://" not in store:
        empty_store(store)
    rows = 0
    with open_writer(store) as writer:
        for day in generate(plan.end, days=plan.days, calls=plan.calls, seed=plan.seed):
            for table in ("spans", "scores", "signals", "outcomes", "changes"):
                frame = getattr(day, table)
                writer.append(table, frame)
                rows += frame.height
            step()
        writer.commit(ImportRecord(batch=plan.batch, file=FILE, at=plan.end, read=rows, kept=rows))
    return rows


def _imports(store: str) -> tuple[ImportRecord, ...]:
    if "://" in store:
        create_store(store)  # a database of somebody else's is refused here
    return open_store(store).imports
