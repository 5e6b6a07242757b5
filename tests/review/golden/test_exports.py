"""Golden sets as files. Authority: the libraries that read them, where they are installed, else their published shapes."""

import csv
import io
import json
import os
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tests.workbench.test_golden import item
from tidegauge.review.golden.export import archive, write_files
from tidegauge.review.golden.exports import export_of, exports
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import GoldenSet

SET = GoldenSet(1, "support", 2, "0" * 64, "", "lena", datetime(2026, 11, 21, 12), 3)
ITEMS: tuple[GoldenItem, ...] = (
    item(1),
    item(2, Group.FAILURE, value=0.0, expected="42"),
    item(3, Group.ADVERSARIAL, value=0.0, input='=HYPERLINK("x")\n<script>', output="مرحبا\x1b[31m"),
)


def files(shape: str) -> Mapping[str, bytes]:
    return export_of(shape).files(SET, ITEMS)


def lines(text: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.decode().splitlines()]


@pytest.mark.parametrize("shape", sorted(exports()))
def test_every_shape_is_the_same_twice_and_takes_an_empty_set(shape: str) -> None:
    assert files(shape) == files(shape)
    assert archive(files(shape)) == archive(files(shape))
    assert export_of(shape).files(SET, ())


def test_plain_shapes_hold_every_field() -> None:
    rows = lines(next(iter(files("jsonl").values())))
    assert [one["hash"] for one in rows] == [one.hash for one in ITEMS]
    assert rows[2]["input"] == ITEMS[2].input
    assert rows[0]["facts"] == {"model_version": "aster-1"}
    frame = pl.read_parquet(io.BytesIO(next(iter(files("parquet").values()))))
    assert frame["output"].to_list() == [one.output for one in ITEMS]
    assert frame.columns == list(rows[0])
    text = next(iter(files("csv").values())).decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(text)))
    assert cells[2]["input"] == "'" + ITEMS[2].input
    assert cells[1]["expected"] == "42"


# github.com/openai/evals, docs/build-eval.md: each line has `input`, chat messages, and for the basic evals `ideal`. The
# Evals API reads lines {"item": {...}} that all meet one schema (CreateEvalJsonlRunDataSource).
def test_openai_evals() -> None:
    found = files("openai-evals")
    samples, items = lines(found["samples.jsonl"]), lines(found["items.jsonl"])
    assert samples[0]["input"] == [{"role": "user", "content": "question 1"}]
    assert [one["ideal"] for one in samples] == [ITEMS[0].output, "42"]
    assert len(items) == 3
    shapes = {tuple((name, type(value)) for name, value in one["item"].items()) for one in items}  # type: ignore[attr-defined]
    assert len(shapes) == 1


def test_openai_evals_hold_no_item_that_nothing_is_known_of() -> None:
    """A passing answer without text would be an ideal of silence."""
    export, some = export_of("openai-evals"), (item(1), item(4, output=""), item(5, output="", expected="42"))
    found = export.files(SET, some)
    assert [one["ideal"] for one in lines(found["samples.jsonl"])] == [some[0].output, "42"]
    assert len(lines(found["items.jsonl"])) == 2
    assert export.left_out(some) == "1 item is in neither file: no answer was recorded, and none is expected."
    assert export.left_out(ITEMS).startswith("1 item is not in samples.jsonl: the answer fails")
    assert export.left_out(ITEMS[:2]) == ""


def test_every_other_shape_holds_every_item() -> None:
    others = [one for name, one in exports().items() if name != "openai-evals"]
    assert {one.left_out(ITEMS) for one in others} == {""}


# Langfuse's CreateDatasetItemRequest.
def test_langfuse() -> None:
    (text,) = files("langfuse").values()
    first, second, third = lines(text)
    assert set(first) == {
        *("datasetName", "id", "input", "expectedOutput", "metadata", "sourceTraceId", "sourceObservationId"),
    }
    assert (first["datasetName"], first["sourceTraceId"], first["sourceObservationId"]) == (
        "support",
        "t1",
        "s1",
    )
    assert [one["expectedOutput"] for one in (first, second, third)] == [ITEMS[0].output, "42", None]
    assert len({one["id"] for one in (first, second, third)}) == 3


# Phoenix reads it in tests/review/push/test_phoenix_live.py.
def test_phoenix() -> None:
    (text,) = files("phoenix").values()
    body = json.loads(text)
    assert len(body["inputs"]) == len(body["outputs"]) == len(body["metadata"]) == 3
    assert (body["action"], body["name"]) == ("create", "support v2")


def test_hugging_face_reads_the_folder(tmp_path: Path) -> None:
    python = os.environ.get("TIDEGAUGE_DATASETS")
    if not python or not Path(python).exists():
        pytest.skip("no Hugging Face datasets: set TIDEGAUGE_DATASETS to a Python in which it is installed")
    write_files(files("huggingface"), tmp_path / "support")
    code = (
        "import json, sys, datasets; datasets.disable_progress_bars();"
        "d = datasets.load_dataset(sys.argv[1], split='test', cache_dir=sys.argv[2]);"
        "print(json.dumps([d.num_rows, d.column_names, d['input'][:], d['value'][:]]))"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    command = [python, "-W", "ignore", "-c", code, str(tmp_path / "support"), str(tmp_path / "cache")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    n, columns, texts, values = json.loads(done.stdout.strip().splitlines()[-1])
    assert (n, values) == (3, [1.0, 0.0, 0.0])
    assert texts == [one.input for one in ITEMS]
    assert {"input", "output", "expected", "group", "hash"} <= set(columns)


def test_one_file_is_a_file_and_several_are_a_folder(tmp_path: Path) -> None:
    (alone,) = write_files(files("jsonl"), tmp_path / "a.jsonl")
    assert alone == tmp_path / "a.jsonl"
    (within,) = write_files(files("jsonl"), tmp_path)
    assert within == tmp_path / "support-v2.jsonl"
    several = write_files(files("huggingface"), tmp_path / "folder")
    assert {one.relative_to(tmp_path / "folder").as_posix() for one in several} == {
        "README.md",
        "data/test.parquet",
    }
    with pytest.raises(GoldenError, match="cannot be written"):
        write_files(files("jsonl"), tmp_path / "a.jsonl" / "below")


def test_an_unknown_shape_gets_the_nearest_name() -> None:
    with pytest.raises(GoldenError, match="parquet"):
        export_of("parket")
