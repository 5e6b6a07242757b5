"""What a page showed when an incident was opened: enough to show the same again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition

LOOK_BACK = timedelta(days=1)
"""How long before the moment such a page begins, at least,"""
BEFORE_ONSET = timedelta(hours=6)
"""and how long before the onset."""


@dataclass(frozen=True)
class PageState:
    """The exact question of the page: its windows (UTC), what the comparison is called, chips, grain, fewest calls, zone."""

    start: datetime
    end: datetime
    reference_start: datetime | None = None
    reference_end: datetime | None = None
    comparison: str = "nothing"
    where: tuple[str, ...] = ()
    grain: str = "call"
    minimum_n: int = 100
    time_zone: str = "UTC"

    @classmethod
    def of(cls, asked: TraceFilter) -> "PageState":
        """Return the state of a page that shows a filter."""
        now, before = asked.current.window, asked.reference.window if asked.reference else None
        return cls(
            now.start,
            now.end,
            before.start if before else None,
            before.end if before else None,
            asked.comparison,
            tuple(map(str, asked.where)),
            asked.grain.value,
            asked.minimum_n,
            asked.time_zone,
        )

    @classmethod
    def around(
        cls, onset: datetime | None, at: datetime, where: tuple[str, ...] = (), time_zone: str = "UTC"
    ) -> "PageState":
        """Return the state of a page from well before an onset until a moment, against as long just before that (UTC).

        >>> at = datetime(2026, 11, 17, 15)
        >>> PageState.around(datetime(2026, 11, 17, 14), at).start
        datetime.datetime(2026, 11, 16, 15, 0)
        """
        start = min(at - LOOK_BACK, (onset or at) - BEFORE_ONSET)
        before = start - (at - start)
        return cls(start, at, before, start, "the same time before", where, time_zone=time_zone)

    def asked(self, time_zone: str | None = None) -> TraceFilter:
        """Return the filter of the page, in its own zone or another one."""
        where = tuple(map(parse_condition, self.where))
        reference = None
        if self.reference_start is not None and self.reference_end is not None:
            reference = Population(Window(self.reference_start, self.reference_end), where)
        current = Population(Window(self.start, self.end), where)
        grain = Grain(self.grain)
        return TraceFilter(
            current, reference, self.comparison, grain, self.minimum_n, time_zone or self.time_zone
        )
