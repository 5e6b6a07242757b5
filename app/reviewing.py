"""Reviews as the app runs them: samples read ahead, and labels on their way into the trace store."""

from functools import cache, lru_cache
from pathlib import Path

import sqlalchemy as sa

from app import state
from app.publisher import Publisher
from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.imports.label_publish import publish_labels, why_read_only
from tidegauge.reports.source import Source
from tidegauge.review.ahead import Ahead
from tidegauge.workbench.audit import record
from tidegauge.workbench.named_stores import NamedStore
from tidegauge.workbench.review_batches import ReviewBatch, batch_of
from tidegauge.workbench.rubric import Rubric
from tidegauge.workbench.rubrics import recorded_rubric, rubric_of


def ahead() -> Ahead:
    """Return the samples of this process."""
    return _ahead(state.workbench())


def publisher() -> Publisher:
    """Return what brings the labels of this process into the store."""
    return _publisher(state.workbench())


def rubric_of_batch(batch: ReviewBatch) -> tuple[Rubric, str]:
    """Return what reviewers of a batch are asked, and which version of which rubric that is: “usable r4”, or empty."""
    return _rubric(state.workbench(), batch)


def store_of(batch: ReviewBatch) -> NamedStore | None:
    """Return the store that a batch was drawn from, None when none of that address is known here."""
    return store_at(batch.of.store)


def store_at(address: str) -> NamedStore | None:
    """Return the store of an address, None when none of that address is known here."""
    return next((one for one in state.stores().named() if _same(_address(one), address)), None)


def source_of(batch: ReviewBatch) -> Source:
    """Return where the samples of a batch are read.

    Raises:
        StoreError: no store of that address is known here, or it cannot be opened.
    """
    found = store_of(batch)
    if found is None:
        raise StoreError(
            f"This batch was drawn from “{batch.of.store}”, which is none of the stores here. Add it under Connections."
        )
    return Source(state.stores().opened(found), state.settings().dimensions)


def read_only(batch: ReviewBatch) -> str | None:
    """Return why labels of a batch stay in the workbench, None when the store takes them."""
    found = store_of(batch)
    if found is None:
        return f"“{batch.of.store}” is none of the stores here."
    try:
        return why_read_only(found.url, state.stores().opened(found))
    except StoreError as error:
        return str(error)


@lru_cache(maxsize=500)
def _rubric(engine: sa.Engine, batch: ReviewBatch) -> tuple[Rubric, str]:
    # Neither a batch nor a version of a rubric ever changes.
    found = recorded_rubric(engine, batch)
    return rubric_of(engine, batch), f"{found.name} r{found.version}" if found else ""


@cache
def _ahead(engine: sa.Engine) -> Ahead:
    return Ahead(engine)


@cache
def _publisher(engine: sa.Engine) -> Publisher:
    return Publisher(lambda number: _publish(engine, number))


def _publish(engine: sa.Engine, number: int) -> None:
    batch = batch_of(engine, str(number))
    found = store_of(batch)
    # Labels of a store that is only read wait in the workbench; the page says so.
    if found is not None and read_only(batch) is None:
        done = publish_labels(engine, batch, found.url, state.now(), state.settings().dimensions)
        if done.new or done.gone:
            record(engine, "app", "publish", batch.id, said=vars(done), at=state.now())
        state.stores().refresh(found)


def _address(one: NamedStore) -> str:
    try:
        return state.stores().opened(one).url
    except TidegaugeError:
        return ""


def _same(one: str, other: str) -> bool:
    if "://" in one or "://" in other or not one:
        return one == other
    return Path(one).expanduser().absolute() == Path(other).expanduser().absolute()
