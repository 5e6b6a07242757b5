"""What people said of answers already, by the judge's mark."""

from tidegauge.filters import TraceFilter
from tidegauge.queries.review_frame import frame
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports.review_frame import mark_of
from tidegauge.reports.source import Source
from tidegauge.review.kinds._kind import Wanted
from tidegauge.review.kinds._verdicts import passing
from tidegauge.workbench.review_designs import Design


def labelled_by_mark(
    source: Source, asked: TraceFilter, wanted: Wanted, design: Design
) -> dict[str, tuple[int, float]]:
    """Return {mark: (answers that people labelled under the score's name, those that they passed)}."""
    if wanted.score not in source.store.catalog().scores:
        return {}
    rows = source.rows(asked)
    columns = [rows.column(f"{prefix}.{wanted.score}") for prefix in ("score", "human")]
    both = [column.is_not(None) for column in columns]
    values = source.store.read(frame(rows, asked, ANSWER, columns, where=both)).select("c0", "c1").rows()
    bar = passing([human for _, human in values], None if wanted.lower else wanted.passes)
    found: dict[str, tuple[int, float]] = {}
    for judge, human in values:
        mark = mark_of(judge, design)
        n, passed = found.get(mark, (0, 0.0))
        found[mark] = (n + 1, passed + float(human >= bar))
    return found
