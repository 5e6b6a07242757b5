"""What a page showed when an incident was opened: enough to show the same again."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition


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
