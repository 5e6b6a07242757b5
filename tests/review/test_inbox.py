"""The review inbox in a real SQLite file."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from tidegauge.review.inbox import add_to_review, in_review, list_inbox, remove_from_review

NOW = datetime(2026, 11, 21, 12)
HOSTILE = "'; DROP TABLE review_inbox; -- <script> \x00 \u202e 👩‍👩‍👧"


def test_added_listed_and_removed(engine):
    assert not in_review(engine, "t", "s")
    assert add_to_review(engine, "t", "s", "ana", "odd answer", NOW)
    assert in_review(engine, "t", "s")
    assert not in_review(engine, "t", "other")
    (item,) = list_inbox(engine)
    assert (item.trace_id, item.span_id, item.added_by, item.reason, item.added_at) == (
        "t",
        "s",
        "ana",
        "odd answer",
        NOW,
    )
    remove_from_review(engine, "t", "s")
    remove_from_review(engine, "t", "s")
    assert list_inbox(engine) == ()


def test_the_first_to_add_stays(engine):
    add_to_review(engine, "t", "s", "ana", "first", NOW)
    assert not add_to_review(engine, "t", "s", "ben", "second", NOW)
    assert [item.added_by for item in list_inbox(engine)] == ["ana"]


def test_many_at_once_leave_one_row(engine):
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda n: add_to_review(engine, "t", "s", f"p{n}", "", NOW), range(16)))
    assert sum(new) == len(list_inbox(engine)) == 1


def test_hostile_text_is_only_text(engine):
    add_to_review(engine, HOSTILE, HOSTILE, HOSTILE, HOSTILE * 100, NOW)
    (item,) = list_inbox(engine)
    assert (item.trace_id, item.added_by, len(item.reason)) == (HOSTILE, HOSTILE, 500)
    assert in_review(engine, HOSTILE, HOSTILE)
