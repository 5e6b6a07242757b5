"""Drawing a batch from a store. Authority: polars over the same rows, and the draw itself over its ids."""

from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl
import pytest
import sqlalchemy as sa

from tests.conftest import END, MIDDLE
from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.batches import choose, going_on, record_chosen
from tidegauge.review.draw import draw
from tidegauge.review.kinds import Wanted
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.review_batches import Asked, ReviewBatch, ReviewError, list_batches
from tidegauge.workbench.review_items import items_of

ASKED = Asked("one", "Was the person satisfied?", "satisfied")
AT = datetime(2026, 11, 21, 12)
Drawer = Callable[..., ReviewBatch]


@pytest.fixture
def drawn(engine: sa.Engine, source: Source) -> Drawer:
    """Return drawn(filter, n, seed): a recorded batch of the small lake."""

    def made(asked: TraceFilter, n: int = 40, seed: str = "spring", of: Source | None = None) -> ReviewBatch:
        return recorded(engine, of or source, asked, Wanted(n, seed))

    return made


def recorded(engine: sa.Engine, source: Source, asked: TraceFilter, wanted: Wanted) -> ReviewBatch:
    chosen = choose(source, asked, RANDOM, wanted)
    return record_chosen(engine, source, asked, ASKED, RANDOM, chosen, by="ana", at=AT, link="feedback?x=1")


def current(calls: pl.DataFrame, *conditions: pl.Expr) -> pl.DataFrame:
    week = pl.col("start_time").is_between(MIDDLE, END, closed="left")
    return calls.filter(week, pl.col("session_id").is_not_null(), *conditions)


@pytest.mark.parametrize(("chips", "conditions"), [((), ()), (("geo = BR",), (pl.col("geo") == "BR",))])
def test_sessions_of_the_filter_are_drawn_by_their_hashes(
    engine: sa.Engine,
    drawn: Drawer,
    ask: Callable[..., TraceFilter],
    calls: pl.DataFrame,
    chips: tuple[str, ...],
    conditions: tuple[pl.Expr, ...],
) -> None:
    batch, rows = drawn(ask(*chips)), current(calls, *conditions)
    sessions = rows["session_id"].unique().to_list()
    items = items_of(engine, batch.id)
    assert [item.session_id for item in items] == draw(sessions, 40, "spring")
    assert (batch.of.population, batch.of.drawn, batch.of.unit) == (len(sessions), 40, "session")
    assert {item.inclusion_probability for item in items} == {40 / len(sessions)}
    assert (batch.of.where, batch.of.window.end, batch.of.link) == (chips, END, "feedback?x=1")


def test_a_session_is_reviewed_on_its_last_call_that_was_answered(
    engine: sa.Engine, drawn: Drawer, ask: Callable[..., TraceFilter], calls: pl.DataFrame
) -> None:
    ordered = current(calls).sort(pl.col("status") != "error", "start_time")
    last = ordered.unique("session_id", keep="last", maintain_order=True)
    expected = dict(last.select("session_id", "span_id").iter_rows())
    batch = drawn(ask(), n=10_000)
    items = items_of(engine, batch.id)
    assert {item.session_id: item.span_id for item in items} == expected
    assert {item.inclusion_probability for item in items} == {1.0}
    assert batch.of.drawn == batch.of.population == len(expected)


def test_the_same_seed_draws_the_same_and_another_others(
    engine: sa.Engine, drawn: Drawer, ask: Callable[..., TraceFilter]
) -> None:
    one, again, more, other, new = (
        items_of(engine, drawn(ask(), n, seed).id)
        for n, seed in ((40, "a"), (40, "a"), (60, "a"), (40, "b"), (40, ""))
    )
    assert one == again
    assert [item.span_id for item in more][:40] == [item.span_id for item in one]
    assert {item.span_id for item in other} != {item.span_id for item in one}
    assert {item.span_id for item in new} != {item.span_id for item in one}
    assert len({batch.of.seed for batch in list_batches(engine)}) == 3


def test_a_draw_goes_on_where_the_last_batch_of_the_same_sessions_ended(
    engine: sa.Engine, source: Source, ask: Callable[..., TraceFilter], calls: pl.DataFrame
) -> None:
    def more(asked: TraceFilter, n: int) -> ReviewBatch:
        return recorded(engine, source, asked, going_on(engine, source, asked, ASKED, Wanted(n)))

    batches = [more(ask(), 40), more(ask("geo = BR"), 5), more(ask(), 60)]
    first, _, second = (items_of(engine, batch.id) for batch in batches)
    sessions = current(calls)["session_id"].unique().to_list()
    # Authority: the draw itself. Both together are the first 100 of one random order of all.
    assert [one.session_id for one in (*first, *second)] == draw(sessions, 100, batches[0].of.seed)
    assert {one.inclusion_probability for one in second} == {100 / len(sessions)}
    assert batches[1].of.seed != batches[0].of.seed == batches[2].of.seed
    more(ask(), len(sessions))
    with pytest.raises(ReviewError, match="drawn already"):
        more(ask(), 1)


def test_what_is_compared_with_is_not_drawn_from(drawn: Drawer, ask: Callable[..., TraceFilter]) -> None:
    assert drawn(ask(compare=True)).of == drawn(ask(compare=False)).of


def test_without_sessions_traces_are_drawn(
    engine: sa.Engine,
    drawn: Drawer,
    ask: Callable[..., TraceFilter],
    frames: Mapping[str, pl.DataFrame],
    written: Callable[..., Source],
) -> None:
    empty = pl.lit("").alias("session_id")
    batch = drawn(ask(), of=written(frames["spans"].with_columns(empty)))
    calls = current(frames["spans"].filter(pl.col("kind") == "model"))
    assert (batch.of.unit, batch.of.population) == ("trace", calls["trace_id"].n_unique())
    traces = [item.trace_id for item in items_of(engine, batch.id)]
    assert traces == draw(calls["trace_id"], 40, "spring")


@pytest.mark.parametrize(
    ("chip", "n", "says"), [("geo = nowhere", 5, "no session to draw"), ("geo = BR", 0, "Ask for 1")]
)
def test_what_cannot_be_drawn_is_said(
    drawn: Drawer, engine: sa.Engine, ask: Callable[..., TraceFilter], chip: str, n: int, says: str
) -> None:
    with pytest.raises(ReviewError, match=says):
        drawn(ask(chip), n)
    assert list_batches(engine) == ()
