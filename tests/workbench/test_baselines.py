"""Frozen baselines: every act stays on record, signed and with a reason."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from tidegauge.workbench.baselines import (
    BaselineOf,
    RebaseError,
    baselines_of,
    list_baselines,
    record_baseline,
)

FIRST, LAST, NOW = datetime(2026, 9, 1), datetime(2026, 9, 22), datetime(2026, 10, 1, 9)
ERRORS = BaselineOf("error_rate")


def record(engine: sa.Engine, of: BaselineOf = ERRORS, **more: str) -> int:
    return record_baseline(engine, of, FIRST, LAST, **{"by": "ana", "reason": "normal days", **more}, at=NOW)  # type: ignore[arg-type]


def test_every_act_stays_in_order(engine: sa.Engine) -> None:
    record(engine)
    record(engine, by="jo", reason="the provider was moved")
    first, second = list_baselines(engine)
    assert (first.by, second.by, second.reason) == ("ana", "jo", "the provider was moved")
    assert (first.start, first.end, first.at) == (FIRST, LAST, NOW)


def test_a_record_holds_for_one_metric_and_exactly_its_filters(engine: sa.Engine) -> None:
    narrow = BaselineOf("error_rate", where=("geo = BR", "device = ios"))
    record(engine, narrow)
    record(engine, BaselineOf("error_rate", grain="trace"))
    records = list_baselines(engine)
    assert baselines_of(records, ERRORS) == ()
    turned = BaselineOf("error_rate", where=("device = ios", "geo = BR"))
    assert [one.of.where for one in baselines_of(records, turned)] == [("device = ios", "geo = BR")]


@pytest.mark.parametrize(
    "text", ["'); DROP TABLE baselines;--", "<b>x</b>", "![x](http://evil.test)", "基準 🌊"]
)
def test_texts_are_text(engine: sa.Engine, text: str) -> None:
    record(engine, BaselineOf(text, where=(text,)), by=text, reason=text)
    (kept,) = list_baselines(engine)
    assert (kept.by, kept.reason, kept.of.metric, kept.of.where) == (text, text, text, (text,))


@pytest.mark.parametrize(
    ("more", "words"),
    [({"by": " "}, "Who"), ({"reason": "\x00"}, "reason"), ({"reason": "x" * 501}, "501 characters")],
)
def test_nobody_re_bases_unsigned_or_without_a_reason(
    engine: sa.Engine, more: dict[str, str], words: str
) -> None:
    with pytest.raises(RebaseError, match=words):
        record(engine, **more)
    assert list_baselines(engine) == ()


def test_days_in_the_wrong_order_are_refused(engine: sa.Engine) -> None:
    with pytest.raises(RebaseError, match="ends before"):
        record_baseline(engine, ERRORS, LAST, FIRST, by="ana", at=NOW, reason="no")
