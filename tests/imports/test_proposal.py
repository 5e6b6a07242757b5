"""Proposed maps for the columns of real exports."""

import os
from pathlib import Path

import polars as pl
import pytest

from tidegauge.imports.mapping import ColumnMap, Origin
from tidegauge.imports.proposal import proposed, unmapped

_SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))


def texts(sample: pl.DataFrame, table: str = "spans") -> dict[str, str]:
    return {name: str(origin) for name, origin in proposed(sample, ColumnMap(table)).fields.items()}


def test_real_requests_are_recognised():
    path = _SHARED / "data" / "azure_llm_2023.parquet"
    if not path.exists():
        pytest.skip("the shared data folder is not here")
    assert texts(pl.read_parquet(path)) == {
        "start_time": "ts",
        "feature": "service",
        "input_tokens": "context_tokens",
        "output_tokens": "generated_tokens",
    }


def test_real_generations_are_recognised():
    path = _SHARED / "data" / "llmdrift_dev.parquet"
    if not path.exists():
        pytest.skip("the shared data folder is not here")
    found = texts(pl.read_parquet(path))
    assert found["start_time"] == "queried_at"
    assert found["duration_ms"] == "latency_s * 1000"
    assert found["model_version"] == "model_snapshot"
    assert (found["input_text"], found["output_text"]) == ("prompt", "response")
    assert "score" not in found.values()


def test_names_in_other_spellings():
    sample = pl.DataFrame(
        {"startTime": ["2026-11-01"], "promptTokens": [1], "Latency MS": [1.0], "userId": ["u"]}
    )
    assert texts(sample) == {
        "start_time": "startTime",
        "duration_ms": "Latency MS",
        "user_id": "userId",
        "input_tokens": "promptTokens",
    }


@pytest.mark.parametrize("prefix", ["usage.", "usage_", "response.usage.", "body_usage_"])
def test_tokens_nested_in_usage(prefix):
    sample = pl.DataFrame({f"{prefix}prompt_tokens": [1], f"{prefix}completion_tokens": [2]})
    expected = {"input_tokens": f"{prefix}prompt_tokens", "output_tokens": f"{prefix}completion_tokens"}
    assert texts(sample) == expected


@pytest.mark.parametrize("name", ["Time Stamp", "Created At", "created-at", "TimeStamp", "TIMESTAMP"])
def test_times_in_other_spellings(name):
    assert texts(pl.DataFrame({name: ["2026-11-01"]})) == {"start_time": name}


def test_columns_left_out_though_they_look_like_fields():
    columns = {"when": ["2026-11-01"], "latency": [1.0], "prompt_tokens": [1], "geo": ["DE"], "x": [1]}
    base = ColumnMap(fields={"start_time": Origin("when")})
    found = unmapped(pl.DataFrame(columns), base)
    assert found == {"prompt_tokens": "input_tokens", "latency": "duration_ms"}
    scaled = ColumnMap(fields={"duration_ms": Origin("latency", 1000.0)})
    assert "latency" not in unmapped(pl.DataFrame(columns), scaled)


def test_a_name_whose_values_do_not_fit_is_left_alone():
    assert texts(pl.DataFrame({"ts": ["soon", "later"], "created_at": ["2026-11-01", None]})) == {
        "start_time": "created_at"
    }


def test_duration_without_a_unit_is_left_alone():
    assert "duration_ms" not in texts(pl.DataFrame({"latency": [0.5]}))


def test_what_is_given_stays():
    base = ColumnMap(fields={"geo": Origin("market")}, constants={"device": "web"})
    found = proposed(pl.DataFrame({"market": ["x"], "country": ["DE"], "device": ["ios"]}), base)
    assert found.fields == {"geo": Origin("market")}


def test_other_tables():
    sample = pl.DataFrame({"span_id": ["s"], "metric": ["m"], "rating": [1.0], "created_at": ["2026-11-01"]})
    assert texts(sample, "scores") == {
        "span_id": "span_id",
        "name": "metric",
        "value": "rating",
        "created_at": "created_at",
    }
