"""JSON lines: fields that come and go, nested values, lines that are not JSON."""

import orjson
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.sources.json_lines import JsonLinesSource
from tidegauge.sources.records import frame_of


def read(tmp_path, *lines: bytes):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    (chunk,) = JsonLinesSource(path).chunks()
    return chunk


def test_fields_become_columns(tmp_path):
    chunk = read(tmp_path, b'{"a": 1, "b": {"c": [1, 2], "d": {}}}', b"", b'{"a": 2.5, "e": true}')
    assert chunk.frame.to_dicts() == [
        {"a": 1.0, "b.c": "[1,2]", "b.d": "{}", "e": None},
        {"a": 2.5, "b.c": None, "b.d": None, "e": True},
    ]
    assert (chunk.rows.to_list(), chunk.lines.to_list()) == ([1, 2], [1, 3])


def test_lines_that_are_no_objects_are_named(tmp_path):
    chunk = read(tmp_path, b'{"a": 1}', b'{"a":', b"[1]", b"\xff", b'{"a": NaN}')
    assert [(bad.row, bad.line, bad.rule) for bad in chunk.bad] == [
        (2, 2, "not valid JSON"),
        (3, 3, "not a JSON object"),
        (4, 4, "not valid UTF-8"),
        (5, 5, "not valid JSON"),
    ]
    assert chunk.frame.height == 1


def test_an_empty_object_is_a_row(tmp_path):
    assert read(tmp_path, b"{}", b"{}").frame.height == 2


def test_numbers_too_large_for_a_column_stay_exact_as_text():
    assert frame_of([{"a": 2**64}, {"a": 1}])["a"].to_list() == [str(2**64), "1"]


def test_ids_as_field_names_do_not_become_columns_without_end():
    names: set[str] = set()
    frames = [
        frame_of([{"a": lot, f"id{lot}-{number}": number} for number in range(400)], names)
        for lot in range(3)
    ]
    assert sum(frame.width for frame in frames[1:]) < 600
    assert frames[2]["other_fields"].to_list()[0] == '{"id2-0":0}'
    assert frames[2]["a"].to_list() == [2] * 400


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), _VALUES), min_size=1))
def test_values_of_any_types_are_kept(records):
    frame = frame_of(records)
    assert frame.height == len(records)
    for name in set().union(*records):
        for value, record in zip(frame[name], records, strict=True):
            expected = record.get(name)
            if frame[name].dtype == pl.String and expected is not None and not isinstance(expected, str):
                expected = orjson.dumps(expected).decode()
            assert value == expected
