"""Whole imports. Authorities: the truth files beside the shared data."""

import gzip
import json
import os
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tidegauge.errors import ImportFileError
from tidegauge.imports.map_file import read_map
from tidegauge.imports.mapping import ColumnMap, Origin
from tidegauge.imports.pipeline import check_map, first_chunk, import_file, rehearse
from tidegauge.sources.files import open_source
from tidegauge.stores.lake.manifest import load

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", _ROOT / ".." / "shared"))
_MAPS = _ROOT / "data" / "maps"
_EXPORTS = ("400.jsonl", "500.jsonl", "500.jsonl.gz")
_NOW = datetime(2026, 11, 21)


def shared(name: str) -> Path:
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not here")
    return path


def bring_in(path: Path, folder: Path, column_map: ColumnMap | None = None):
    return import_file(open_source(path), folder, column_map or ColumnMap(), _NOW, lambda _rows, _done: None)


def rows(folder: Path, query: str, table: str = "spans") -> list[tuple[object, ...]]:
    files = [str(folder / file.path) for file in load(folder).files(table)]
    source = f"read_parquet({files}, union_by_name=true, hive_partitioning=false)"
    return duckdb.sql(query.replace("TABLE", source)).fetchall()


def test_azure_totals_are_exact_and_a_second_import_changes_nothing(tmp_path):
    path = shared("data/azure_llm_2023.parquet")
    services = json.loads(shared("data/azure_llm_2023.truth.json").read_text())["services"]
    column_map = read_map(_MAPS / "azure_llm.toml")
    result = bring_in(path, tmp_path, column_map)
    assert (result.record.read, result.record.kept, result.record.duplicates) == (28_185, 28_185, 0)
    query = "SELECT feature, count(*), sum(input_tokens), sum(output_tokens) FROM TABLE GROUP BY 1 ORDER BY 1"
    expected = [
        (name, fact["n"], fact["context_total"], fact["generated_total"])
        for name, fact in sorted(services.items())
    ]
    assert rows(tmp_path, query) == expected
    before = load(tmp_path)
    assert bring_in(path, tmp_path, column_map).already
    assert load(tmp_path) == before
    assert before.aliases["service"] == "feature"


def test_the_same_rows_under_another_map_are_duplicates(tmp_path):
    path = shared("data/azure_llm_2023.parquet")
    bring_in(path, tmp_path, read_map(_MAPS / "azure_llm.toml"))
    again = bring_in(path, tmp_path, ColumnMap(fields={"start_time": Origin("ts")}))
    assert (again.record.kept, again.record.duplicates) == (0, 28_185)


def test_a_longer_export_adds_only_what_is_new(tmp_path):
    lines = [json.dumps({"start_time": f"2026-11-{1 + n % 9:02}", "n": n // 2}) for n in range(500)]
    (tmp_path / "400.jsonl").write_text("\n".join(lines[:400]))
    (tmp_path / "500.jsonl").write_text("\n".join(lines))
    with gzip.open(tmp_path / "500.jsonl.gz", "wt") as file:
        file.write("\n".join(lines))
    found = [bring_in(tmp_path / name, tmp_path / "lake").record for name in _EXPORTS]
    assert [(record.kept, record.duplicates) for record in found] == [(400, 0), (100, 400), (0, 500)]


def test_a_csv_file_and_its_zipped_copy_are_the_same_rows(tmp_path):
    text = "start_time,n,note\n" + "".join(f"2026-11-01,{n % 7}.50,“a”\n" for n in range(90))
    (tmp_path / "a.csv").write_text(text)
    with gzip.open(tmp_path / "a.csv.gz", "wt") as file:
        file.write(text)
    first, second = (bring_in(tmp_path / name, tmp_path / "lake").record for name in ("a.csv", "a.csv.gz"))
    assert (first.kept, second.kept, second.duplicates) == (90, 0, 90)


def test_a_csv_with_ten_broken_rows_keeps_the_rest_and_names_the_ten(tmp_path):
    frame = pl.read_parquet(shared("data/azure_llm_2023.parquet"))
    lines = frame.write_csv().splitlines()
    broken = {
        100: "code,2023-11-16 18:00:00,many,3",
        200: "code,2023-11-16 18:00:00,5,-3",
        300: "code,not a time,5,3",
        400: "code,,5,3",
        500: "code,2023-11-16 18:00:00,5",
        600: "code,2023-11-16 18:00:00,5,3,9",
        700: "code,2023-11-16 18:00:00,5,3.5",
        800: "code,1023-11-16 18:00:00,5,3",
        900: "code,2023-11-16 18:00:00,1e999,3",
        28_185: "code,2023-02-30 18:00:00,5,3",
    }
    for row, line in broken.items():
        lines[row] = line
    path = tmp_path / "azure.csv"
    path.write_text("\n".join(lines))
    result = bring_in(path, tmp_path / "lake", read_map(_MAPS / "azure_llm.toml"))
    assert (result.record.kept, result.record.quarantined, result.record.read) == (28_175, 10, 28_185)
    quarantine = pl.read_parquet(tmp_path / "lake" / str(result.record.quarantine_path)).sort("row")
    assert quarantine.select("row", "column", "value", "rule").rows() == [
        (100, "context_tokens", "many", "not a number"),
        (200, "generated_tokens", "-3", "negative count"),
        (300, "ts", "not a time", "not a time"),
        (400, "ts", "", "required"),
        (500, "", "code,2023-11-16 18:00:00,5", "3 fields, expected 4"),
        (600, "", "code,2023-11-16 18:00:00,5,3,9", "5 fields, expected 4"),
        (700, "generated_tokens", "3.5", "not a whole number"),
        (800, "ts", "1023-11-16 18:00:00", "a time outside the years 1970 to 2199"),
        (900, "context_tokens", "1e999", "not a finite number"),
        (28_185, "ts", "2023-02-30 18:00:00", "not a time"),
    ]
    assert set(quarantine["file"]) == {"azure.csv"}
    assert {bad.row for bad in result.first_bad} == set(broken)
    good = frame.with_row_index("row", 1).filter(~pl.col("row").is_in(list(broken)))
    expected = (good["context_tokens"].sum(), good["generated_tokens"].sum())
    assert rows(tmp_path / "lake", "SELECT sum(input_tokens), sum(output_tokens) FROM TABLE") == [expected]


def test_generations_are_all_kept_with_their_repeated_ids(tmp_path):
    result = bring_in(shared("data/llmdrift_dev.parquet"), tmp_path, read_map(_MAPS / "llmdrift.toml"))
    assert (result.record.kept, result.record.duplicates) == (10_224, 0)
    cells = json.loads(shared("data/llmdrift_dev.truth.json").read_text())["cells"]
    for cell in cells:
        query = (
            "SELECT count(*), avg(score), avg(duration_ms) / 1000 FROM TABLE "  # noqa: S608  names of the truth file
            f"WHERE task = '{cell['task']}' AND model_version = '{cell['model_snapshot']}'"
        )
        if cell["subset"] != "all":
            query += f" AND subset = '{cell['subset']}'"
        ((count, mean, latency),) = rows(tmp_path, query)
        assert count == cell["n"]
        assert mean == pytest.approx(cell["score_mean"], abs=1e-6)
        if "latency_mean" in cell:
            assert latency == pytest.approx(cell["latency_mean"], abs=1e-3)


def test_an_otlp_file_fills_spans_and_scores(tmp_path):
    result = bring_in(shared("fixtures/otlp_traces.jsonl"), tmp_path)
    assert result.record.rows == {"spans": 323, "scores": 53}
    assert load(tmp_path).scores == ("relevance",)
    query = "SELECT count(*), count(DISTINCT trace_id), sum(input_tokens), sum(output_tokens) FROM TABLE"
    assert rows(tmp_path, query) == [(323, 100, 93_984, 13_244)]


def test_formats_agree(tmp_path):
    frame = pl.DataFrame(
        {
            "start_time": [datetime(2026, 11, 1, 1, 2, 3, 4), datetime(2026, 11, 2)],
            "span_id": ["a", "b"],
            "input_tokens": [1, None],
            "output_text": ["line\nline, “quoted”", None],
            "stars": [4.5, 5.0],
            "paid": [True, None],
        }
    )
    frame.write_csv(tmp_path / "a.csv")
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_ipc(tmp_path / "a.arrow")
    frame.with_columns(pl.col("start_time").dt.to_string("iso")).write_ndjson(tmp_path / "a.jsonl")
    query = "SELECT start_time, span_id, trace_id, kind, input_tokens, output_text, stars, paid FROM TABLE ORDER BY 1"
    found = []
    for kind in ("csv", "parquet", "arrow", "jsonl"):
        bring_in(tmp_path / f"a.{kind}", tmp_path / kind)
        found.append(rows(tmp_path / kind, query))
        assert dict(load(tmp_path / kind).columns["spans"])["stars"] == "number"
    assert found == [found[0]] * 4
    assert found[0][0][:6] == (
        datetime(2026, 11, 1, 1, 2, 3, 4),
        "a",
        "a",
        "model",
        1,
        "line\nline, “quoted”",
    )


def test_fields_that_come_later_in_json_lines_are_kept(tmp_path):
    lines = [
        '{"start_time": "2026-11-01", "n": 1}',
        '{"start_time": "2026-11-01", "geo": "DE", "n": "many"}',
        "{}",
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    result = bring_in(tmp_path / "a.jsonl", tmp_path / "lake")
    assert (result.record.kept, result.record.quarantined) == (2, 1)
    assert rows(tmp_path / "lake", "SELECT geo, n FROM TABLE ORDER BY geo NULLS FIRST") == [
        (None, "1"),
        ("DE", "many"),
    ]


def test_a_rehearsal_counts_and_writes_nothing(tmp_path):
    (tmp_path / "a.csv").write_text("start_time\n2026-11-01\nsoon\n")
    tally = rehearse(open_source(tmp_path / "a.csv"), ColumnMap(), lambda _rows, _done: None)
    assert (tally.read, tally.quarantined) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("column_map", "message"),
    [
        (
            ColumnMap(fields={"start_time": Origin("tss")}),
            "“tss” is not a known column of the file. Did you mean ts",
        ),
        (ColumnMap(), r"no column for spans.start_time \(when it began, UTC\), which is required"),
    ],
)
def test_maps_that_do_not_fit_the_file(tmp_path, column_map, message):
    (tmp_path / "a.csv").write_text("ts,x\n2026-11-01,1\n")
    with pytest.raises(ImportFileError, match=message):
        check_map(column_map, first_chunk(open_source(tmp_path / "a.csv")), tmp_path / "a.csv")


def test_a_header_without_rows_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("ts,x\n")
    with pytest.raises(ImportFileError, match="columns and no rows"):
        first_chunk(open_source(tmp_path / "a.csv"))


def test_a_file_that_breaks_half_way_leaves_nothing(tmp_path):
    frame = pl.DataFrame({"start_time": [datetime(2026, 11, 1)] * 5000, "x": range(5000)})
    frame.write_parquet(tmp_path / "a.parquet", row_group_size=1000)
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = b"\xff" * 400
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(ImportFileError, match=r"a\.parquet cannot be read"):
        bring_in(tmp_path / "a.parquet", tmp_path / "lake")
    assert load(tmp_path / "lake").imports == ()
