"""CSV as it is met: quoted line ends, wrong field counts, bytes that are no text, repeated names."""

import csv
import gzip
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.errors import ImportFileError
from tidegauge.sources import delimited
from tidegauge.sources.delimited import DelimitedSource

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: text not in delimited._NULLS
)


def read(tmp_path, content: bytes, name: str = "a.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    source = DelimitedSource(path)
    chunks = list(source.chunks())
    frame = pl.concat([chunk.frame for chunk in chunks])
    rows = [row for chunk in chunks for row in chunk.rows]
    bad = sorted((bad.row, bad.column, bad.rule) for chunk in chunks for bad in chunk.bad)
    return frame, rows, bad, source.notes


def test_bad_rows_are_named_and_the_others_keep_their_numbers(tmp_path):
    frame, rows, bad, _ = read(tmp_path, b'a,b\n1,"x\ny"\n2\n3,4\n\n5,6,7\n8,\xff\n9,0\n')
    assert frame.rows() == [("1", "x\ny"), ("3", "4"), ("9", "0")]
    assert rows == [1, 3, 6]
    assert bad == [
        (2, "", "1 fields, expected 2"),
        (4, "", "3 fields, expected 2"),
        (5, "b", "not valid UTF-8"),
    ]


def test_numbers_hold_over_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "_BLOCK", 1000)
    lines = [b"%d,x" % number if number % 7 else b"%d" % number for number in range(1, 3001)]
    frame, rows, bad, _ = read(tmp_path, b"a,b\n" + b"\n".join(lines))
    assert [int(value) for value in frame["a"]] == rows == [number for number in range(1, 3001) if number % 7]
    assert [row for row, _, _ in bad] == [number for number in range(1, 3001) if not number % 7]


def test_missing_is_null_and_quoted_is_text(tmp_path):
    frame, *_ = read(tmp_path, b'a,b,c,d\n,NULL,"",\\N\n')
    assert frame.rows() == [(None, None, "", None)]


def test_a_quote_that_nobody_closes_costs_the_rows_behind_it_and_says_so(tmp_path):
    frame, rows, bad, _ = read(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert (frame.rows(), rows) == ([("1", "2")], [1])
    assert bad == [(2, "b", "a quote is opened and never closed")]


def test_repeated_names_get_a_number_and_a_note(tmp_path):
    frame, _, _, notes = read(tmp_path, b"a,b,a\n1,2,3\n")
    assert frame.columns == ["a", "b", "a_2"]
    assert notes == ["Two columns are called “a”: the later one is now “a_2”."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_marks_and_compression(tmp_path, delimiter):
    text = f"a{delimiter}b\r\n1{delimiter}ü\r\n"
    content = gzip.compress(b"\xef\xbb\xbf" + text.encode())
    frame, *_ = read(tmp_path, content, "a.csv.gz")
    assert frame.to_dicts() == [{"a": "1", "b": "ü"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b".encode("utf-16"), "UTF-16"),
        (b"\n", "must name the columns"),
        (gzip.compress(b"a,b\n1,2\n" * 10_000, mtime=0)[:-20], "is damaged"),
    ],
)
def test_files_that_cannot_be_read_say_what_to_do(tmp_path, content, message):
    with pytest.raises(ImportFileError, match=message):
        read(tmp_path, content)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=20))
def test_any_text_written_by_pythons_csv_comes_back(tmp_path_factory, rows):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    frame, _, bad, _ = read(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    assert (frame.rows(), bad) == (rows, [])
