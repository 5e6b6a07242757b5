"""The manifest: what is written comes back, what is not a manifest is refused."""

from datetime import date, datetime

import pytest

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores.lake.manifest import NAME, DataFile, ImportRecord, Manifest, load, save

_FILE = DataFile(
    "spans/day=2026-11-01/a.parquet",
    3,
    date(2026, 11, 1),
    datetime(2026, 11, 1),
    datetime(2026, 11, 1, 5, 0, 0, 7),
)


def test_a_saved_manifest_comes_back(tmp_path):
    record = ImportRecord(
        "b", "a.csv", datetime(2026, 11, 2), read=4, kept=3, quarantined=1, rows={"spans": 3}
    )
    manifest = Manifest(
        version=7,
        tables={"spans": (_FILE,)},
        columns={"spans": {**TABLES["spans"].kinds, "météo": Kind.NUMBER}},
        aliases={"ts": "start_time"},
        imports=(record,),
        scores=("relevance",),
    )
    save(manifest, tmp_path)
    assert load(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_folder_without_a_manifest_is_an_empty_lake(tmp_path):
    assert load(tmp_path) == Manifest()
    assert load(tmp_path).columns["spans"]["start_time"] == Kind.TIME


def test_rows_are_counted_by_table():
    manifest = Manifest(tables={"spans": (_FILE, _FILE)})
    assert (manifest.rows("spans"), manifest.rows("scores")) == (6, 0)


def test_quarantined_rows_lie_beside_the_tables():
    record = ImportRecord("b1", "a.csv", datetime(2026, 11, 2), quarantined=1)
    assert record.quarantine_path == "quarantine/b1.parquet"
    assert ImportRecord("b1", "a.csv", datetime(2026, 11, 2)).quarantine_path is None


@pytest.mark.parametrize("content", ["", "{", '{"version": "seven"}', "[]"])
def test_what_is_not_a_manifest_is_refused(tmp_path, content):
    (tmp_path / NAME).write_text(content)
    with pytest.raises(StoreError, match="is not a lake's manifest"):
        load(tmp_path)


def test_a_newer_layout_is_refused(tmp_path):
    (tmp_path / NAME).write_text('{"format": 99}')
    with pytest.raises(StoreError, match=r"layout 99.*Upgrade"):
        load(tmp_path)
