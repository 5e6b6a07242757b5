"""Labels made in other tools into the store, as scores by people. The same labels twice change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from tidegauge.errors import ImportFileError
from tidegauge.imports.elsewhere import ForeignLabel, Reader, Where
from tidegauge.imports.label_values import label_value
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.pipeline import ImportResult, import_file
from tidegauge.reports.named_spans import labels_of_spans, named_spans
from tidegauge.schema.rules import REQUIRED
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.sources.chunk import BadRow, Chunk
from tidegauge.stores import Store, open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.workbench.labels import CANNOT
from tidegauge.workbench.review_batches import Scale

_NO_SPAN = "not a span of the store"
_COLUMNS = ("span_id", "trace_id", "name", "value", "label", "evaluator", "explanation", "created_at")


@dataclass(frozen=True)
class Words:
    """Which words mean pass (1) and fail (0), beside the usual ones; any other word stays a word."""

    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    def value(self, said: float | str) -> tuple[float | None, str | None]:
        """Return (value, label) of what somebody said.

        >>> Words(("good",)).value("Good"), Words().value("3.5"), Words().value("format"), Words().value("?")
        ((1.0, None), (3.5, None), (None, 'format'), (None, 'cannot judge'))
        """
        if isinstance(said, float | int):
            return float(said), None
        word = " ".join(said.split())
        folded = word.lower()
        if folded in {one.lower() for one in self.passes}:
            return 1.0, None
        if folded in {one.lower() for one in self.fails}:
            return 0.0, None
        try:
            return float(folded), None
        except ValueError:
            found = label_value(folded, Scale.YES_NO)
        return (None, word) if found is None else (found.value, CANNOT if found.value is None else None)


@dataclass(frozen=True)
class LabelCounts:
    """What became of the labels of a file: `read` = `taken` + `repeated` + `empty` + `refused`.

    Repeated are those that the store has already, or that stand twice in the file; empty those that say nothing.
    """

    read: int = 0
    taken: int = 0
    repeated: int = 0
    empty: int = 0
    refused: int = 0


@dataclass(frozen=True)
class LabelsImported(ImportResult):
    """What an import of labels did, and what became of each label of the file."""

    counts: LabelCounts = LabelCounts()


def import_elsewhere(
    path: Path,
    reader: Reader,
    store: str,
    now: datetime,
    where: Where,
    words: Words,
    reviewer: str | None = None,
) -> LabelsImported:
    """Write the labels of a file into the store at the address `store`.

    A label without a time gets `now` (UTC), and is left out where its reviewer said the same last. Rows that cannot be
    used are quarantined with the reason. `reviewer` signs those that name nobody.

    Raises:
        ImportFileError: the file cannot be read, or the store has none of the spans that it names.
        StoreError: the store cannot be written to.
    """
    if not path.is_file():
        raise ImportFileError(f"{path} is not there." if not path.exists() else f"{path} is not a file.")
    labels = [replace(one, reviewer=one.reviewer or reviewer) for one in reader.read(path, where)]
    source = _LabelSource(path, open_store(store), labels, words, now)
    column_map = ColumnMap("scores", constants={"source": "human"})
    also = f" {reader.name} {where} {words} {reviewer or ''}"
    result = import_file(source, store, column_map, now, lambda *_: None, also)
    counts = LabelCounts() if result.already else _counts(result.record, len(labels), source.empty)
    return LabelsImported(**vars(result), counts=counts)


def _counts(record: ImportRecord, read: int, empty: int) -> LabelCounts:
    taken = record.kept + sum(record.replaced.values())
    return LabelCounts(read, taken, read - taken - empty - record.quarantined, empty, record.quarantined)


@dataclass
class _LabelSource:
    """The labels as a file of scores (`FileSource`)."""

    path: Path
    store: Store
    labels: Sequence[ForeignLabel]
    words: Words
    now: datetime
    format: str = "labels"
    typed: bool = True
    canonical: bool = True
    notes: list[str] = field(default_factory=list)
    empty: int = 0

    def chunks(self) -> Iterator[Chunk]:
        """Yield the labels as one chunk; those that cannot be used are bad rows of it."""
        traces = self._traces()
        if self.labels and not traces:
            raise ImportFileError(
                f"{self.path}: the store {self.store.url} has none of the spans that the file names. Name the field of "
                "their ids with --span, or the store with --store."
            )
        bad: list[BadRow] = []
        rows: list[dict[str, object]] = []
        for one in self.labels:
            column, rule = self._fault(one, traces)
            if rule:
                bad.append(
                    BadRow(one.row, column, str(getattr(one, column, "") or ""), rule, record=vars(one))
                )
            elif one.said is None:
                self.empty += 1
            else:
                rows.append(self._row(one, traces))
        kept = self._fresh(rows)
        schema = {name: pl.Float64 if name == "value" else pl.String for name in _COLUMNS}
        frame = pl.DataFrame(kept, schema=schema)
        yield Chunk(
            frame,
            pl.int_range(1, frame.height + 1, eager=True, dtype=pl.Int64),
            tuple(bad),
            table="scores",
            done=1.0,
        )

    def _fault(self, one: ForeignLabel, traces: Mapping[str, str | None]) -> tuple[str, str]:
        """Return (field, the rule that it breaks), empty for a label that can be used or says nothing."""
        if one.fault:
            return "said", one.fault
        for column in ("span_id", "name", "reviewer"):
            if not getattr(one, column):
                return column, REQUIRED
        return ("span_id", _NO_SPAN) if one.span_id not in traces else ("", "")

    def _row(self, one: ForeignLabel, traces: Mapping[str, str | None]) -> dict[str, object]:
        value, label = self.words.value(one.said if one.said is not None else "")
        return {
            "span_id": one.span_id,
            "trace_id": one.trace_id or traces.get(one.span_id or ""),
            "name": one.name,
            "value": value,
            "label": ADJUDICATED if one.decides else label,
            "evaluator": one.reviewer,
            "explanation": one.comment,
            "created_at": one.at or None,
        }

    def _fresh(self, rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
        """Return the rows with a time; of those that had none only what is not what the store has already."""
        timeless = [row for row in rows if row["created_at"] is None]
        said = self._said(timeless)
        now = self.now.isoformat()
        fresh = []
        for row in rows:
            key = (row["span_id"], row["name"], row["evaluator"])
            if row["created_at"] is None and said.get(key) == (row["value"], row["label"]):
                continue
            fresh.append({**row, "created_at": row["created_at"] or now})
        return fresh

    def _said(self, rows: Sequence[dict[str, object]]) -> dict[tuple[object, ...], tuple[object, object]]:
        found: dict[tuple[object, ...], tuple[object, object]] = {}
        for name in sorted({str(row["name"]) for row in rows}):
            spans = sorted({str(row["span_id"]) for row in rows if row["name"] == name})
            for row in labels_of_spans(self.store, name, spans).iter_rows(named=True):
                found[(row["span_id"], name, row["evaluator"])] = (row["value"], row["label"])
        return found

    def _traces(self) -> dict[str, str | None]:
        """Return {span: its trace} of the spans that the store has."""
        spans = sorted({one.span_id for one in self.labels if one.span_id})
        return {span: row["trace_id"] for span, row in named_spans(self.store, spans).items()}
