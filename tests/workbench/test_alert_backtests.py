"""What back-tests found is kept as it was told, and who only reads keeps nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.workbench.alert_backtests import RecordedBacktest, backtests, record_backtest
from tidegauge.workbench.members import Role, add_member
from tidegauge.workbench.permission import NotAllowedError

AT = datetime(2026, 11, 20, 12)
ONE = RecordedBacktest(
    store="lake",
    digest="a1",
    rule="errors <b>x</b>",
    start=AT - timedelta(days=60),
    end=AT,
    pages=6,
    false_pages=1,
    delay=1920.0,
    known=("INC-1", "INC-2"),
    caught=("INC-2",),
    sentence="Would have fired 6 times — “so” 🌊",
    by="marta",
    at=AT,
)


def test_what_was_told_is_read_again(engine: sa.Engine) -> None:
    record_backtest(engine, ONE)
    assert backtests(engine, "lake") == {"a1": ONE}
    assert backtests(engine, "another") == {}


def test_the_newest_of_a_rule_counts(engine: sa.Engine) -> None:
    for pages in (6, 2):
        record_backtest(engine, replace(ONE, pages=pages, delay=None))
    record_backtest(engine, replace(ONE, digest="b2"))
    found = backtests(engine, "lake")
    assert {digest: one.pages for digest, one in found.items()} == {"a1": 2, "b2": 6}
    assert found["a1"].delay is None


def test_pages_a_week() -> None:
    # 6 pages in 60 days are 0.7 in 7.
    assert round(ONE.pages_per_week, 6) == 0.7


def test_who_only_reads_keeps_nothing(engine: sa.Engine) -> None:
    add_member(engine, "ana", Role.ADMIN, by="ana", at=AT)
    add_member(engine, "marta", Role.VIEWER, by="ana", at=AT)
    with pytest.raises(NotAllowedError):
        record_backtest(engine, ONE)
    assert backtests(engine, "lake") == {}
