"""Golden sets: what is frozen never changes. Authority: SHA-256 of JSON that the test writes by hand."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.golden_candidates import (
    GoldenError,
    add_candidates,
    candidates,
    remove_candidates,
    set_name,
)
from tidegauge.workbench.golden_composition import advice, composition
from tidegauge.workbench.golden_item import GoldenItem, Group, canonical, item_of
from tidegauge.workbench.golden_listing import listing
from tidegauge.workbench.golden_sets import changes_of, freeze, items_of_set, list_sets, set_of
from tidegauge.workbench.tables import GOLDEN_ITEMS

AT = datetime(2026, 11, 21, 12)


def item(number: int, group: Group = Group.TYPICAL, **told: object) -> GoldenItem:
    """Item s1, s2, .. of a made-up store."""
    base = GoldenItem(
        store="demo",
        trace_id=f"t{number}",
        span_id=f"s{number}",
        name="correct",
        scale="yes or no",
        value=1.0,
        input=f"question {number}",
        output="answer é 🙂",
        group=group,
        decided_by="lena",
        decided_at="2026-11-20T10:00:00",
        reason="it says so",
        facts={"model_version": "aster-1"},
    )
    return replace(base, **told)  # type: ignore[arg-type]


def add(engine: sa.Engine, *items: GoldenItem, to: str = "support") -> int:
    return add_candidates(engine, to, items, by="lena", at=AT)


def test_the_hash_is_that_of_canonical_json() -> None:
    one = item(1)
    told = {
        **{name: getattr(one, name) for name in ("store", "trace_id", "span_id", "name", "scale", "input")},
        **{name: getattr(one, name) for name in ("output", "decided_by", "decided_at", "reason", "expected")},
        "value": 1.0,
        "group": "typical",
        "facts": {"model_version": "aster-1"},
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    assert canonical(one) == text
    assert one.hash == hashlib.sha256(text.encode()).hexdigest()
    assert item_of(text) == one
    assert replace(one, value=1).hash == one.hash


def test_a_version_holds_what_was_added_and_says_so(engine: sa.Engine) -> None:
    assert add(engine, item(1), item(2)) == 2
    assert add(engine, item(1), item(2)) == 0
    first = freeze(engine, "support", note="start", by="lena", at=AT)
    assert (first.title, first.items, first.note, first.by) == ("support@1", 2, "start", "lena")
    whole = hashlib.sha256("\n".join(sorted([item(1).hash, item(2).hash])).encode()).hexdigest()
    assert first.hash == whole
    assert items_of_set(engine, first) == (item(1), item(2))
    assert [one.action for one in list_actions(engine)] == ["add to golden set", "freeze golden set"]


def test_the_same_content_has_the_same_hash_in_any_order(engine: sa.Engine) -> None:
    add(engine, item(1), item(2), to="one")
    add(engine, item(2), to="other")
    add(engine, item(1), to="other")
    hashes = {freeze(engine, name, by="lena", at=AT).hash for name in ("one", "other")}
    assert len(hashes) == 1


def test_the_next_version_says_what_enters_and_leaves_and_the_last_one_stays(engine: sa.Engine) -> None:
    add(engine, item(1), item(2), item(3))
    freeze(engine, "support", by="lena", at=AT)
    with pytest.raises(GoldenError, match="same content"):
        freeze(engine, "support", by="lena", at=AT)
    add(engine, item(4), item(2, Group.EDGE))
    assert remove_candidates(engine, "support", ["s1", "unknown"], by="lena", at=AT) == 1
    changes = changes_of(engine, "support")
    assert [one.span_id for one in changes.enter] == ["s4"]
    assert [one.span_id for one in changes.leave] == ["s1"]
    assert [one.span_id for one in changes.change] == ["s2"]
    second = freeze(engine, "support", by="ana", at=AT + timedelta(days=1))
    assert (second.version, second.items) == (2, 3)
    assert [one.span_id for one in items_of_set(engine, set_of(engine, "support@1"))] == ["s1", "s2", "s3"]
    assert set_of(engine, "support") == second
    assert not changes_of(engine, "support")
    # What was taken out may come back.
    add(engine, item(1))
    assert len(candidates(engine, "support")) == 4


def test_what_was_changed_in_the_database_is_refused(engine: sa.Engine) -> None:
    add(engine, item(1))
    frozen = freeze(engine, "support", by="lena", at=AT)
    with engine.begin() as connection:
        connection.execute(sa.update(GOLDEN_ITEMS).values(item=canonical(item(1, value=0.0))))
    with pytest.raises(GoldenError, match="was changed in the database"):
        items_of_set(engine, frozen)


@pytest.mark.parametrize("name", ["", " ", "a/b", "a@2", "..", "x" * 61, 'a"b'])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(GoldenError, match="cannot name a golden set"):
        set_name(name)


def test_nothing_nobody_and_no_set(engine: sa.Engine) -> None:
    with pytest.raises(GoldenError, match="nothing to freeze"):
        freeze(engine, "support", by="lena", at=AT)
    with pytest.raises(GoldenError, match="signed"):
        add_candidates(engine, "support", [item(1)], by=" ", at=AT)
    with pytest.raises(GoldenError, match="No golden set is frozen"):
        set_of(engine, "support")
    add(engine, item(1))
    freeze(engine, "support", by="lena", at=AT)
    with pytest.raises(GoldenError, match="support"):
        set_of(engine, "suport")


def test_the_composition_is_held_to_what_is_recommended(engine: sa.Engine) -> None:
    right = [
        *(item(number) for number in range(60)),
        *(item(number, Group.EDGE) for number in range(60, 80)),
        *(item(number, Group.FAILURE) for number in range(80, 90)),
        *(item(number, Group.ADVERSARIAL) for number in range(90, 100)),
    ]
    assert [(part.n, part.share) for part in composition(right)] == [
        (60, 0.6),
        (20, 0.2),
        (10, 0.1),
        (10, 0.1),
    ]
    assert advice(right) == ()
    assert advice(right[:60]) == (
        "40 more items reach the 100 that a golden set needs at least.",
        "Too many typical: 100%, recommended are 60%.",
        "Too few edge cases: 0%, recommended are 20%.",
    )
    add(engine, *right)
    (listed,) = listing(engine)
    assert (listed.items, listed.next_version, listed.newest, len(listed.changes.enter)) == (
        100,
        1,
        None,
        100,
    )
    assert list_sets(engine) == ()
