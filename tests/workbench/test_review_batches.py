"""Review batches in a real SQLite file and a real PostgreSQL: what was drawn stays as it was drawn."""

from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tidegauge.filters import Window
from tidegauge.workbench.review_batches import (
    Asked,
    Drawn,
    ReviewError,
    Scale,
    batch_of,
    list_batches,
    record_batch,
)
from tidegauge.workbench.review_items import ReviewItem, items_of

AT = datetime(2026, 11, 21, 12)
WINDOW = Window(datetime(2026, 11, 14), datetime(2026, 11, 21))
ASKED = Asked("Onboarding, November", "Was the person satisfied?", "satisfied")
HOSTILE = "'; DROP TABLE review_batches; -- <script> \x00 \u202e 👩‍👩‍👧"
OF = Drawn("demo", "session", WINDOW, ('geo = "a, b"',), "feedback?where=x", "random", "spring", 87, 2)
ITEMS = (ReviewItem(1, "t1", "s1", "c1", 2 / 87), ReviewItem(2, "t2", "s2", None, 2 / 87))


@pytest.fixture
def workbench_url(either_url: str) -> str:
    """Both databases in turn."""
    return either_url


def test_a_batch_comes_back_as_it_was_drawn(engine: sa.Engine) -> None:
    made = record_batch(engine, ASKED, OF, ITEMS, by="ana", at=AT)
    assert (made.asked, made.of, made.by, made.at) == (ASKED, OF, "ana", AT)
    assert batch_of(engine, str(made.id)) == batch_of(engine, ASKED.name) == made
    assert items_of(engine, made.id) == ITEMS


def test_the_newest_of_a_name_counts_and_all_stay(engine: sa.Engine) -> None:
    first = record_batch(engine, ASKED, OF, ITEMS, by="ana", at=AT)
    second = record_batch(engine, replace(ASKED, scale=Scale.ONE_TO_FIVE), OF, ITEMS[:1], by="ben", at=AT)
    assert list_batches(engine) == (second, first)
    assert batch_of(engine, ASKED.name) == second
    assert (len(items_of(engine, first.id)), len(items_of(engine, second.id))) == (2, 1)


def test_a_batch_nobody_knows_gets_the_nearest(engine: sa.Engine) -> None:
    with pytest.raises(ReviewError, match="There is no review batch yet"):
        batch_of(engine, "1")
    record_batch(engine, ASKED, OF, ITEMS, by="ana", at=AT)
    with pytest.raises(ReviewError, match="Did you mean Onboarding, November"):
        batch_of(engine, "Onboarding, Novembr")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"asked": replace(ASKED, name=" \x00 ")}, "needs a name"),
        ({"asked": replace(ASKED, question="")}, "needs a question"),
        ({"asked": replace(ASKED, question="x" * 501)}, "at most 500 fit"),
        ({"items": ()}, "at least one item"),
        ({"by": ""}, "Who draws"),
    ],
)
def test_what_cannot_be_signed_is_refused(engine: sa.Engine, change: dict[str, object], says: str) -> None:
    given = {"asked": ASKED, "of": OF, "items": ITEMS, "by": "ana", "at": AT} | change
    with pytest.raises(ReviewError, match=says):
        record_batch(engine, **given)  # type: ignore[arg-type]
    assert list_batches(engine) == ()


def test_a_batch_is_there_with_all_of_its_items_or_not_at_all(engine: sa.Engine) -> None:
    with pytest.raises(IntegrityError):
        record_batch(engine, ASKED, OF, (ITEMS[0], replace(ITEMS[0], place=2)), by="ana", at=AT)
    assert list_batches(engine) == ()


def test_hostile_text_is_only_text(engine: sa.Engine) -> None:
    of = replace(OF, where=(HOSTILE,), link=HOSTILE, store=HOSTILE)
    made = record_batch(engine, replace(ASKED, name=HOSTILE), of, ITEMS, by=HOSTILE, at=AT)
    clean = HOSTILE.replace("\x00", "")
    assert made.of == replace(of, link=clean, store=clean)
    assert made.by == " ".join(clean.split())
