"""The row of the kind schema: columns, and values of categories, that are new or gone."""

from collections.abc import Sequence

from tidegauge.findings import Direction, Verdict
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.records import DriftKind, DriftRow
from tidegauge.reports._drift.sample import Sample
from tidegauge.reports._sentences import brief
from tidegauge.stats.drift._pair import CategoryPair

SURE = 20
"""Rows that a side should have shown of a value, had its share been the same, before the value is called new or gone."""
NAMED = 3


def schema_row(looked: Sequence[Looked], sample: Sample) -> DriftRow:
    """Return the row: not comparable where a column came or went, changed where only a value did."""
    columns = [one for one in looked if one.pair is not None]
    new = [one.subject.column for one in columns if _lacks(one, 0)]
    gone = [one.subject.column for one in columns if _lacks(one, 1)]
    values = [text for one in columns for text in _values(one)]
    before = len(columns) - len(new)
    now = len(columns) - len(gone)
    verdict = Verdict.NOT_COMPARABLE if new or gone else Verdict.CHANGED if values else Verdict.NOT_MATERIAL
    return DriftRow(
        key="schema.columns",
        kind=DriftKind.SCHEMA,
        column="",
        what="columns and values",
        unit="count",
        verdict=verdict,
        direction=Direction.NEUTRAL,
        rising=None if before == now else now > before,
        before=f"{before} columns",
        now=f"{now} columns",
        size=_size(new, gone, values),
        effect=float(len(new) + len(gone)) or float(len(values)) / 10,
        onset=None,
        coverage=1.0,
        n_reference=sample.n_reference,
        n_current=sample.n_current,
        p_value=None,
        tests=(),
        sentence=_sentence(new, gone, values, now),
        aspect="schema",
    )


def _lacks(one: Looked, side: int) -> bool:
    """Whether a side records nothing of a column although it has the rows to have shown it."""
    rows = [known + missing for known, missing in zip(one.recorded, one.missing, strict=True)]
    other = 1 - side
    return not one.recorded[side] and one.recorded[other] / max(rows[other], 1) * rows[side] >= SURE


def _values(one: Looked) -> list[str]:
    if not isinstance(one.pair, CategoryPair) or not all(one.recorded):
        return []
    before, now = one.recorded
    found = []
    for place, value in enumerate(one.pair.values[: len(one.pair.values) - one.pair.rest]):
        n, m = float(one.pair.reference[place]), float(one.pair.current[place])
        if not n and m * before / now >= SURE:
            found.append(f"new {one.subject.column} {value}")
        if not m and n * now / before >= SURE:
            found.append(f"gone {one.subject.column} {value}")
    return found


def _size(new: Sequence[str], gone: Sequence[str], values: Sequence[str]) -> str:
    parts = [f"{len(new)} new" if new else "", f"{len(gone)} gone" if gone else ""]
    columns = ", ".join(filter(None, parts))
    return columns or (f"{len(values)} values" if values else "none new")


def _sentence(new: Sequence[str], gone: Sequence[str], values: Sequence[str], now: int) -> str:
    parts = [
        f"new: {_listed(new)}" if new else "",
        f"gone: {_listed(gone)}" if gone else "",
        f"values: {_listed(values)}" if values else "",
    ]
    said = "; ".join(filter(None, parts))
    return (
        f"What is recorded changed ({said})."
        if said
        else f"The same {now} columns, and no value new or gone."
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(brief(name) for name in names[:NAMED]) + more
