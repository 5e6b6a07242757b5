"""What back-tests of alert rules found, as the workbench keeps it: nobody saves a rule that was not tried."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import ALERT_BACKTESTS
from tidegauge.workbench.texts import one_line, storable
from tidegauge.workbench.within import Opened, rows_within

_ROWS = ALERT_BACKTESTS.c
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class RecordedBacktest:
    """What a rule would have done on a store from `start` to just before `end` (UTC).

    `digest` is of all that decides whether it pages. `pages` is how often somebody would have been told, `false_pages`
    how often for no known incident; `known` and `caught` name incidents. `delay` is the median time to detect, seconds.
    """

    store: str
    digest: str
    rule: str
    start: datetime
    end: datetime
    pages: int
    false_pages: int
    delay: float | None
    known: tuple[str, ...]
    caught: tuple[str, ...]
    sentence: str
    by: str
    at: datetime

    @property
    def pages_per_week(self) -> float:
        """How often it would have paged in a week."""
        return self.pages * (WEEK / (self.end - self.start))


def record_backtest(engine: sa.Engine, one: RecordedBacktest) -> None:
    """Append a back-test.

    Raises:
        NotAllowedError: the member's role does not include it.
    """
    lists = {
        name: json.dumps([storable(text) for text in getattr(one, name)]) for name in ("known", "caught")
    }
    texts = {
        "rule": one_line(one.rule),
        "sentence": storable(one.sentence),
        "by": one_line(one.by),
    }
    with engine.begin() as connection:
        allow(connection, one.by, Act.LEAD)
        connection.execute(sa.insert(ALERT_BACKTESTS).values({**vars(one), **lists, **texts}))


def backtests(of: Opened, store: str) -> Mapping[str, RecordedBacktest]:
    """Return the newest back-test of every rule that was tried on a store, by the rule's digest."""
    query = sa.select(ALERT_BACKTESTS).where(_ROWS.store == store).order_by(_ROWS.id)
    return {row.digest: _read(row) for row in rows_within(of, query)}


def _read(row: sa.Row[tuple[object, ...]]) -> RecordedBacktest:
    values = {name: value for name, value in row._asdict().items() if name != "id"}
    lists = {name: tuple(json.loads(values[name])) for name in ("known", "caught")}
    return RecordedBacktest(**{**values, **lists})
