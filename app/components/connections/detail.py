"""How the chosen store is read: the count check, where each field comes from, sample rows, judges."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from app.components.head import head
from tidegauge import formats
from tidegauge.reports._connections.records import ConnectionDetail, FieldMapping, TableMapping
from tidegauge.reports._connections.sentence import counted, left_out_note
from tidegauge.reports.connections import recorded_fields

ROW, HEADER = 34, 32
"""Pixels of a row of a table, and of its header."""
MOST = 60
"""Rows of a table that are seen without scrolling inside of it."""
MOST_PROJECTS = 12
"""Tenants that are named."""
LONGEST = 60
"""Characters of a tenant's name."""


def connection_counts(detail: ConnectionDetail) -> None:
    """Show the rows of the source against those on our pages, and why some are missing."""
    head("Rows of the source and on our pages", "nothing may be missing without a reason")
    rows = []
    for check in detail.counts:
        reasons = [f"{formats.count(one.rows)}: {one.reason}" for one in check.left if one.rows]
        if check.unexplained:
            reasons.append(f"{formats.count(abs(check.unexplained))}: no known reason")
        rows.append((check.table, check.source, check.shown, "; ".join(reasons) or "all are shown"))
    _table(rows, {"Table": pl.String, "Source": pl.Int64, "Shown": pl.Int64, "Left out": pl.String}, "counts")


def connection_notes(detail: ConnectionDetail) -> None:
    """Show what a person should know about the source, and its tenants."""
    notes = [escape(note) for note in (left_out_note(detail), *detail.notes) if note]
    told = [_projects(detail.projects), *notes] if detail.projects else notes
    if told:
        head("To know about it")
        items = "".join(f"<li>{note}</li>" for note in told)
        st.html(f'<ul class="tg-notes">{items}</ul>')


def _projects(names: Sequence[str]) -> str:
    """Return the tenants in HTML; each stands apart, so that one written from right to left turns no other around."""
    cut = (name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names[:MOST_PROJECTS])
    more = len(names) - MOST_PROJECTS
    listed = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in cut)
    return (
        f"{'Project' if len(names) == 1 else 'Projects'}: {listed}{f' and {more} more' if more > 0 else ''}."
    )


def connection_fields(detail: ConnectionDetail) -> None:
    """Show each of our fields with its place in the source, and the source's own attributes."""
    for one in detail.tables:
        head(f"{one.table.capitalize()}: where each field is read from", _looked_at(one))
        _fields(one.fields, f"{one.table}_fields")
        if recorded_fields(one.attributes):
            head("Attributes beyond our fields", "they filter and divide like any field")
            _attributes(one)
        nowhere = [field for field in (*one.fields, *one.attributes) if not field.recorded]
        if nowhere:
            with st.expander(_nowhere(len(nowhere), one.table)):
                _unrecorded(nowhere, f"{one.table}_nowhere")


def connection_samples(detail: ConnectionDetail) -> None:
    """Show the newest rows as text."""
    head("The newest rows", "as text, long ones cut")
    names = list(dict.fromkeys(name for row in detail.samples for name in row))
    rows = [tuple(row.get(name) for name in names) for row in detail.samples]
    _table(rows, dict.fromkeys(names, pl.String), "samples")


def connection_judges(detail: ConnectionDetail, zone: str) -> None:
    """Show who scored, the most used first."""
    head("Who scores", "judge model and rubric version, person or code")
    rows = [
        (
            one.name,
            one.source,
            one.evaluator,
            one.n,
            formats.moment(one.first, zone),
            formats.moment(one.last, zone),
        )
        for one in detail.judges
    ]
    names = ("Score", "By", "Judge or reviewer", "Scores", "First", "Last")
    _table(rows, {name: pl.Int64 if name == "Scores" else pl.String for name in names}, "judges")


def connection_lookups(detail: ConnectionDetail) -> None:
    """Show the dimensions that are looked up in several places."""
    head("Declared dimensions", "of the settings; the first that is recorded counts, an empty text does not")
    rows = [
        (name, ", ".join(listed), ", ".join(detail.absent.get(name, ())) or None)
        for name, listed in detail.lookups.items()
    ]
    _table(rows, dict.fromkeys(("Dimension", "Looked up in", "Not in this store"), pl.String), "lookups")


def _looked_at(one: TableMapping) -> str:
    if one.of < one.rows:
        return f"shares of the newest {formats.count(one.of)} of {counted(one.rows, one.table)}"
    return f"shares of all {counted(one.rows, one.table)}"


def _fields(fields: Sequence[FieldMapping], key: str) -> None:
    rows = [
        (one.field, one.read_from, (one.recorded or 0) * 100, one.example, one.kind, one.meaning)
        for one in recorded_fields(fields)
    ]
    names = ("Our field", "Read from", "Recorded", "Example", "Type", "Meaning")
    _table(rows, {name: pl.Float64 if name == "Recorded" else pl.String for name in names}, key)


def _attributes(one: TableMapping) -> None:
    rows = [
        (field.field, (field.recorded or 0) * 100, field.example, field.kind)
        for field in recorded_fields(one.attributes)
    ]
    names = ("Attribute", "Recorded", "Example", "Type")
    schema = {name: pl.Float64 if name == "Recorded" else pl.String for name in names}
    _table(rows, schema, f"{one.table}_attributes")


def _nowhere(fields: int, table: str) -> str:
    return f"{fields} {'field' if fields == 1 else 'fields'} of {table} without a value in these rows"


def _unrecorded(fields: Sequence[FieldMapping], key: str) -> None:
    rows = [(one.field, one.read_from or None, one.meaning) for one in fields]
    _table(rows, dict.fromkeys(("Our field", "Would be read from", "Meaning"), pl.String), key)


def _table(rows: Sequence[tuple[object, ...]], schema: Mapping[str, type[pl.DataType]], key: str) -> None:
    st.dataframe(
        pl.DataFrame(rows, schema=dict(schema), orient="row"),
        hide_index=True,
        placeholder=formats.MISSING,
        height=HEADER + ROW * min(len(rows), MOST) + 2,
        row_height=ROW,
        key=f"connection_{key}",
        column_config=_config(schema),
    )


def _config(schema: Mapping[str, type[pl.DataType]]) -> dict[str, Any]:
    config, widths = (
        st.column_config,
        {"Our field": 150, "Attribute": 260, "Read from": 210, "Example": 170, "Type": 70, "Left out": 520},
    )
    found: dict[str, Any] = {}
    for name, kind in schema.items():
        if name == "Recorded":
            found[name] = config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100, width=100)
        elif kind is pl.Int64:
            found[name] = config.NumberColumn(format="localized", width=90)
        else:
            found[name] = config.TextColumn(width=widths.get(name))
    return found
