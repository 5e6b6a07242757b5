"""Texts read like real ones: no slot is left open, and answers are JSON exactly where the flag says so."""

import json

import polars as pl
import pytest

from tidegauge.demo.plan import load_plan
from tidegauge.demo.texts import load_texts


@pytest.mark.parametrize("column", ["input_text", "output_text"])
def test_no_slot_is_left_open(demo: dict[str, pl.DataFrame], column: str) -> None:
    spans = demo["spans"]
    assert spans.filter(pl.col(column).str.contains(r"\{[a-z_]+\}")).is_empty()


def test_texts_are_null_only_where_a_call_failed(demo: dict[str, pl.DataFrame]) -> None:
    models = demo["spans"].filter(pl.col("kind") == "model")
    assert models["input_text"].null_count() == 0
    assert (models["output_text"].is_null() == (models["status"] == "error")).all()


def test_the_json_flag_is_true(demo: dict[str, pl.DataFrame]) -> None:
    checked = demo["spans"].filter(pl.col("format_valid").is_not_null())
    some = pl.concat(
        [checked.filter("format_valid").sample(2_000, seed=1), checked.filter(~pl.col("format_valid"))]
    )
    for valid, text in some.select("format_valid", "output_text").iter_rows():
        assert _parses(text) == valid


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


def test_prompt_v7_writes_decimal_commas_in_brazil(demo: dict[str, pl.DataFrame]) -> None:
    faults = demo["spans"].filter(
        pl.col("kind") == "check",
        pl.col("status") == "error",
        pl.col("geo") == "BR",
        pl.col("device") == "ios",
    )
    late = faults.filter(
        pl.col("start_time").dt.strftime("%Y-%m-%d") >= "2026-11-18", pl.col("language") == "pt"
    )
    assert (late["output_text"] == "a number cannot contain a comma").mean() > 0.9  # type: ignore[operator]


def test_every_feature_is_asked_about_in_every_language() -> None:
    languages = {country.language for country in load_plan().countries}
    for feature in load_plan().features:
        asked = set(load_texts().questions[feature.name])
        assert asked == ({"en"} if feature.name == "batch_enrich" else languages)


def test_every_prompt_version_has_its_text() -> None:
    for feature in load_plan().features:
        assert {release.version for release in feature.prompts} == set(load_texts().systems[feature.name])
