"""A filled-in review sheet into the store: its answers become human scores. The same answers twice change nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from tidegauge.errors import ImportFileError
from tidegauge.imports.label_rows import COLUMNS, TWICE, KnownBatch, Label, labels_in
from tidegauge.imports.label_scores import chance_of, score_row
from tidegauge.imports.label_store import check_spans, said_before
from tidegauge.imports.label_weighing import weighed
from tidegauge.imports.pipeline import file_digest
from tidegauge.imports.quarantine import quarantine_rows
from tidegauge.reports.source import Source
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.schema.tables import SCORES
from tidegauge.sources.chunk import BadRow, Chunk
from tidegauge.sources.files import open_source
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.workbench.answers import AnswerScore
from tidegauge.workbench.review_batches import ReviewError, batch_of
from tidegauge.workbench.review_items import items_of


@dataclass(frozen=True)
class LabelsResult:
    """What came of a sheet: labels that are new, changed (appended, the older ones stay) and there already.

    `empty` counts the rows without an answer, `reweighed` the older labels whose chance to be asked
    for is another now: more was answered, or another batch of the same sessions was. `already` is set if this very file was imported before.
    """

    record: ImportRecord
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    empty: int = 0
    bad: tuple[BadRow, ...] = ()
    already: bool = False
    reweighed: int = 0


@dataclass
class _Read:
    """A sheet's rows, sorted out."""

    labels: dict[tuple[str, str, str], Label] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    empty: int = 0


def import_labels(
    path: Path,
    store: str,
    workbench: sa.Engine,
    now: datetime,
    reviewer: str | None = None,
    dimensions: Dimensions | None = None,
) -> LabelsResult:
    """Write the answers of a sheet that `tidegauge review export` made into the store at the address `store`.

    The chance with which an item was asked for comes from its batches and how far they are answered, never from the file;
    that of older labels is set anew where it is another now (`label_weighing`). `dimensions` are those that batches may have
    been drawn by. Rows that cannot be used are quarantined with the reason. `reviewer` signs the rows that name nobody. `now` is UTC without a zone.

    Raises:
        ImportFileError: the file cannot be read, is no review sheet, or the store has none of what was reviewed.
        StoreError: the store cannot be written to.
    """
    digest = hashlib.sha256(f"labels {file_digest(path)} {reviewer or ''}".encode()).hexdigest()
    read = _read(path, workbench, reviewer)
    with open_writer(store) as writer:
        for record in writer.imports:
            if record.batch == digest:
                return LabelsResult(record, already=True)
        reader = open_store(store)
        check_spans(path, reader, list(read.labels.values()))
        said = said_before(reader, read.labels.values())
        fresh = [label for key, label in read.labels.items() if key not in said or said[key] != label.said]
        changed = sum(label.key in said for label in fresh)
        source, moved = Source(reader, dimensions or {}), 0
        for rows, again in _weighed(source, workbench, list(read.labels.values()), fresh, now):
            writer.replace("scores", pl.concat([rows, again]))
            moved += again.height
        writer.quarantine.append(quarantine_rows(path, read.bad))
        aside = len(read.bad)
        told = ImportRecord(digest, path.name, now, read=len(fresh) + moved + aside, quarantined=aside)
        record = writer.commit(told)
    unchanged = len(read.labels) - len(fresh)
    counts = (len(fresh) - changed, changed, unchanged, read.empty)
    return LabelsResult(record, *counts, tuple(read.bad), reweighed=moved)


def _read(path: Path, workbench: sa.Engine, reviewer: str | None) -> _Read:
    known = _Batches(workbench)
    read = _Read()
    for chunk in _chunks(path, reviewer):
        read.bad += chunk.bad
        for number, found in zip(chunk.rows, labels_in(chunk, known, reviewer), strict=True):
            if found is None:
                read.empty += 1
            elif isinstance(found, BadRow):
                read.bad.append(found)
            elif read.labels.setdefault(found.key, found).said != found.said:
                read.bad.append(BadRow(int(number), "value", _spelled(found), TWICE))
    return read


def _spelled(label: Label) -> str:
    return label.said.label or f"{label.said.value:g}"


def _chunks(path: Path, reviewer: str | None) -> Iterator[Chunk]:
    needed = (*COLUMNS, *(() if reviewer else ("reviewer",)))
    for chunk in open_source(path).chunks():
        missing = [name for name in needed if name not in chunk.frame.columns]
        if missing and chunk.frame.height:
            raise ImportFileError(
                f"{path} is no review sheet: it has no column {', '.join(missing)}. Fill in what "
                f"“tidegauge review export BATCH” writes{'' if reviewer else ', or say who reviewed with --reviewer'}."
            )
        yield chunk


class _Batches:
    """The batches that a sheet names, each read once."""

    def __init__(self, workbench: sa.Engine) -> None:
        self._workbench = workbench
        self._known: dict[str, KnownBatch | None] = {}

    def __call__(self, number: str) -> KnownBatch | None:
        if number not in self._known:
            self._known[number] = self._found(number)
        return self._known[number]

    def _found(self, number: str) -> KnownBatch | None:
        try:
            batch = batch_of(self._workbench, number.removesuffix(".0"))
        except ReviewError:
            return None
        return KnownBatch(batch, {item.span_id: item for item in items_of(self._workbench, batch.id)})


def _weighed(
    source: Source, workbench: sa.Engine, read: Sequence[Label], fresh: Sequence[Label], now: datetime
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield (new scores, old scores with a new chance) for each score and store that the labels are of."""
    groups: dict[tuple[str, ...], list[Label]] = {}
    for label in read:
        of = label.batch.of
        groups.setdefault((label.batch.asked.label, of.store, of.unit), []).append(label)
    for labels in groups.values():
        told: dict[int, set[str]] = {}
        for label in labels:
            told.setdefault(label.batch.id, set()).add(label.item.span_id)
        found = weighed(source, workbench, labels[0].batch, told)
        keys = {label.key for label in labels}
        yield _scores([one for one in fresh if one.key in keys], found.chances, now), found.moved


def _scores(labels: Sequence[Label], chances: Mapping[str, float], now: datetime) -> pl.DataFrame:
    rows = []
    for label in labels:
        score = AnswerScore(label.batch.asked.label, label.said.value, label.said.label, label.comment)
        rows.append(score_row(label.item, label.reviewer, now, score, chance_of(label.item, chances)))
    return pl.DataFrame(rows, schema=SCORES.polars)
