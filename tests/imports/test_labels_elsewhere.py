"""Labels of other tools. Authority: files in the form that each tool documents, PandaLM's published kappas, and counts.

The Argilla records are what `argilla.Record.to_dict()` of argilla 2.8 prints; the Label Studio tasks follow
https://labelstud.io/guide/task_format.
"""

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.agreement_lake import END, PEOPLE, spans
from tidegauge.errors import ImportFileError
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.imports.elsewhere import Where, reader_of
from tidegauge.imports.labels_elsewhere import LabelsImported, Words, import_elsewhere
from tidegauge.queries.review_units import labels_of
from tidegauge.reports.agreement import agreement
from tidegauge.reports.source import Source
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

AT = END + timedelta(hours=2)
MONTH = TraceFilter(Population(Window(END - timedelta(days=28), END)))
Bring = Callable[..., LabelsImported]


@pytest.fixture
def lake(tmp_path: Path) -> str:
    write_frames(tmp_path / "lake", {"spans": spans(1_000)}, ImportRecord("a", "a", END))
    return str(tmp_path / "lake")


@pytest.fixture
def bring(lake: str, tmp_path: Path) -> Bring:
    """Return bring(tool, content, where, ...): the import of a file with this content."""

    def imported(
        tool: str,
        content: object,
        where: Where | None = None,
        words: Words | None = None,
        reviewer: str | None = None,
        at: datetime = AT,
    ) -> LabelsImported:
        path = tmp_path / f"labels.{'csv' if tool == 'csv' else 'json'}"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return import_elsewhere(path, reader_of(tool), lake, at, where or Where(), words or Words(), reviewer)

    return imported


def rows(lake: str, name: str) -> list[dict[str, Any]]:
    store = open_store(lake)
    every = [f"s{number}" for number in range(1_000)]
    found = store.read(labels_of(store.catalog(), name, every)).sort("span_id", "evaluator", "created_at")
    return list(found.iter_rows(named=True))


def test_every_label_of_a_file_is_counted_once(bring: Bring) -> None:
    """Authority: the rows that the test wrote."""
    head = "span_id,label,reviewer"
    first = bring("csv", f"{head}\ns1,pass,ana\ns2,,ana\nzz,pass,ana\ns3,fail,\n", Where(score="usable"))
    assert vars(first.counts) == {"read": 4, "taken": 1, "repeated": 0, "empty": 1, "refused": 2}
    later = AT + timedelta(hours=1)
    second = bring("csv", f"{head}\ns1,pass,ana\ns1,pass,ana\ns4,fail,ben\n", Where(score="usable"), at=later)
    assert vars(second.counts) == {"read": 3, "taken": 1, "repeated": 2, "empty": 0, "refused": 0}
    assert (
        vars(
            bring(
                "csv", f"{head}\ns1,pass,ana\ns1,pass,ana\ns4,fail,ben\n", Where(score="usable"), at=later
            ).counts
        )["read"]
        == 0
    )


# PandaLM (Wang et al. 2023, arXiv 2306.05087) prints .85, .88 and .86; the truth file has more digits.
def test_pandalms_annotators_agree_as_published(shared: Path, lake: str, bring: Bring) -> None:
    panda = pl.read_parquet(shared / "data" / "judge_pandalm.parquet")
    table = pl.DataFrame(
        {"span_id": [f"s{n}" for n in range(panda.height)], **{one: panda[one] for one in PEOPLE}}
    )
    result = bring("csv", table.write_csv(), Where(score="better", reviewers=PEOPLE))
    assert result.record.read == 3 * panda.height
    truth = json.loads((shared / "data" / "judge_pandalm.truth.json").read_text(encoding="utf-8"))
    asked = TraceFilter(Population(Window(END - timedelta(days=60), END + timedelta(days=1))))
    report = agreement(Source(open_store(lake)), asked)
    found = {f"{one.first}|{one.second}": one.coefficients.kappa.value for one in report.pairs}
    assert found == pytest.approx(truth["cohen_kappa"], abs=5e-5)
    assert sorted(found.values()) == pytest.approx([0.852, 0.862, 0.879], abs=5e-4)
    (score,) = report.scores
    assert score.coefficients is not None
    assert score.coefficients.alpha.value == pytest.approx(truth["krippendorff_nominal"], abs=5e-5)


def task(number: int, *annotations: dict[str, Any], **data: object) -> dict[str, Any]:
    return {
        "id": number,
        "data": {"text": "hi", "span_id": f"s{number}", **data},
        "annotations": list(annotations),
        "predictions": [{"result": [choice("verdict", "fail")], "model_version": "m"}],
        "project": 1,
    }


def annotation(who: object, *result: dict[str, Any], **told: object) -> dict[str, Any]:
    return {
        "id": 1001,
        "completed_by": who,
        "result": list(result),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-11-20T09:00:00.000000Z",
        "updated_at": "2026-11-20T10:00:00.500000Z",
        "lead_time": 4.288,
        **told,
    }


def choice(name: str, *words: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": "txt", "type": "choices", "value": {"choices": list(words)}}


def test_label_studio(lake: str, bring: Bring) -> None:
    note = {"from_name": "why", "to_name": "txt", "type": "textarea", "value": {"text": ["too long"]}}
    rating = {"from_name": "stars", "to_name": "txt", "type": "rating", "value": {"rating": 4}}
    place = {"start": 3, "end": 9, "text": "refund", "labels": ["fact"]}
    marked = {"from_name": "wrong", "to_name": "txt", "type": "labels", "value": place}
    box = {"from_name": "img", "to_name": "img", "type": "rectanglelabels", "value": {"x": 1}}
    result = bring(
        "label-studio",
        [
            task(1, annotation(10, choice("verdict", "pass"), rating, note)),
            task(1, annotation({"id": 11, "email": "jon@example.org"}, choice("verdict", "Fail"))),
            task(
                2,
                annotation("ana", choice("topics", "price", "tone"), marked),
                annotation("bo", was_cancelled=True),
            ),
            task(3, annotation("lead", choice("verdict", "fail"), ground_truth=True)),
            task(4, annotation("ana", box)),
            task(5, annotation("ana", choice("verdict", "pass")), span_id="elsewhere"),
        ],
    )
    verdicts = {(one["span_id"], one["evaluator"]): one for one in rows(lake, "verdict")}
    assert {key: one["value"] for key, one in verdicts.items()} == {
        ("s1", "10"): 1.0,
        ("s1", "jon@example.org"): 0.0,
        ("s3", "lead"): 0.0,
    }
    assert verdicts[("s1", "10")]["explanation"] == "too long"
    assert verdicts[("s1", "10")]["created_at"] == datetime(2026, 11, 20, 10, 0, 0, 500_000)
    assert verdicts[("s1", "10")]["trace_id"] == "t1"
    assert verdicts[("s3", "lead")]["label"] == ADJUDICATED
    assert [one["value"] for one in rows(lake, "stars")] == [4.0]
    assert [one["value"] for one in (*rows(lake, "topics.price"), *rows(lake, "topics.tone"))] == [1.0, 1.0]
    (span,) = rows(lake, "wrong.fact")
    assert (span["label"], span["explanation"]) == ("3:9", "refund")
    assert {one.rule for one in result.first_bad} == {
        "a result of the type “rectanglelabels” is not read",
        "not a span of the store",
    }


def record(number: int, **responses: list[dict[str, object]]) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "fields": {"input": "hi"},
        "metadata": {"span_id": f"s{number}", "trace_id": f"t{number}"},
        "suggestions": {"verdict": {"value": "fail", "score": 0.9, "agent": "judge"}},
        "responses": responses,
        "vectors": {},
        "status": "completed",
        "_server_id": None,
    }


def said(
    value: object, who: str = "00000000-0000-0000-0000-000000000007", **told: object
) -> dict[str, object]:
    return {"value": value, "user_id": who, **told}


def test_argilla(lake: str, bring: Bring) -> None:
    content = [
        record(1, verdict=[said("pass"), said("fail", "ana")], marks=[said(4)], why=[said("clear")]),
        record(2, wrong=[said(["format", "other"], "ana")], verdict=[said("pass", "ana", status="draft")]),
        record(3, ranked=[said([{"value": "a", "rank": 1}], "ana")]),
    ]
    first = bring("argilla", content)
    verdicts = rows(lake, "verdict")
    assert [(one["span_id"], one["value"], one["created_at"]) for one in verdicts] == [
        ("s1", 1.0, AT),
        ("s1", 0.0, AT),
    ]
    assert verdicts[0]["explanation"] == "clear"
    assert [one["value"] for one in rows(lake, "marks")] == [4.0]
    assert [one["value"] for one in rows(lake, "wrong.format")] == [1.0]
    assert [one.rule for one in first.first_bad] == ["rankings and spans of Argilla are not read"]
    # Argilla's records have no times: one more response brings nothing else a second time.
    content[1]["responses"]["verdict"] = [said("pass", "ana")]
    bring("argilla", content, at=AT + timedelta(days=1))
    assert len(rows(lake, "verdict")) == 3
    assert len(rows(lake, "marks")) == 1


def test_a_table_with_a_row_a_label_and_own_words(lake: str, bring: Bring) -> None:
    text = "id,label,reviewer,note,at\ns1,good,ana,fine,2026-11-20 10:00\ns2,bad,,late,\ns3,?,bo,,\ns4,,bo,,\n,good,bo,,\n"
    where = Where(span="id", score="usable")
    words = Words(("good",), ("bad",))
    result = bring("csv", text, where, words, "cleo")
    found = {one["span_id"]: one for one in rows(lake, "usable")}
    assert {span: (one["value"], one["label"], one["evaluator"]) for span, one in found.items()} == {
        "s1": (1.0, None, "ana"),
        "s2": (0.0, None, "cleo"),
        "s3": (None, "cannot judge", "bo"),
    }
    assert found["s1"]["created_at"] == datetime(2026, 11, 20, 10)
    assert found["s2"]["created_at"] == AT
    assert [(one.column, one.row) for one in result.first_bad] == [("span_id", 5)]
    assert bring("csv", text, where, words, "cleo").already
    # Other words make it another import: nothing is “already there” by mistake.
    assert not bring("csv", text, where, Words(("good", "bad")), "cleo").already


def test_what_cannot_be_read_is_said(bring: Bring) -> None:
    with pytest.raises(ImportFileError, match="no JSON"):
        bring("label-studio", "{")
    with pytest.raises(ImportFileError, match="no column that holds labels"):
        bring("csv", "span_id,x\ns1,1\n")
    with pytest.raises(ImportFileError, match="span_id"):
        bring("csv", "span,label\ns1,1\n")
    with pytest.raises(ImportFileError, match="has none of the spans"):
        bring("csv", "span_id,label,name,reviewer\nz9,1,ok,ana\n")
    with pytest.raises(ImportFileError, match="label-studio"):
        reader_of("label studio")


def test_our_own_export_comes_back_in(lake: str, bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["span_id", "trace_id", "score", "value", "label", "reviewer", "comment", "at"])
        writer.writerow(
            ["s7", "t7", "usable", "1.0", "adjudicated", "lena", "it says so", "2026-11-20T10:00:00"]
        )
        writer.writerow(["s8", "t8", "usable", "", "cannot judge", "jon", "", "2026-11-20T10:00:00"])
    bring("csv", path.read_text(encoding="utf-8"))
    first, second = rows(lake, "usable")
    assert (first["value"], first["label"], first["evaluator"]) == (1.0, ADJUDICATED, "lena")
    assert (second["value"], second["label"]) == (None, "cannot judge")
