"""Names and expressions find their metric; what a store lacks is said with the nearest name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.errors import MetricError
from tidegauge.metrics.declaration import all_metrics, builtin_metrics
from tidegauge.metrics.lookup import available, column_names, metric
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.settings import Settings

SPANS = TABLES["spans"].kinds | {
    "stalled": Kind.BOOLEAN,
    "viewers": Kind.INTEGER,
    "format_valid": Kind.TEXT,
    "recall@5": Kind.NUMBER,
    'odd "name"': Kind.NUMBER,
}
CATALOG = Catalog(
    columns={name: table.kinds for name, table in TABLES.items()} | {"spans": SPANS},
    scores=("correctness", "recall@5", "toxicity"),
    signals=("thumbs_up", "bookmark"),
    outcomes=("clicks",),
    aliases={"latency_s": "duration_ms", "model_snapshot": "model_version"},
)
BUILTIN = builtin_metrics()


def test_a_declared_name_is_itself() -> None:
    assert metric("latency_p95", BUILTIN, CATALOG) is BUILTIN["latency_p95"]


def test_a_score_is_a_metric_and_inherits_what_was_declared_over_it() -> None:
    found = metric("score.correctness", BUILTIN, CATALOG)
    assert (found.name, found.direction, found.floor) == ("score.correctness", "higher", 0.1)
    assert metric("score.toxicity", BUILTIN, CATALOG).unit == "score"


def test_columns_are_metrics() -> None:
    assert metric("viewers", BUILTIN, CATALOG).expression == 'mean("viewers")'
    assert metric("stalled", BUILTIN, CATALOG).kind == "rate"
    assert column_names(metric('odd "name"', BUILTIN, CATALOG)) == {'odd "name"'}
    assert column_names(metric("recall@5", BUILTIN, CATALOG)) == {"recall@5"}
    assert metric("latency_s", BUILTIN, CATALOG).kind == "mean"
    assert metric("pages", BUILTIN, CATALOG, {"pages": Kind.INTEGER}).kind == "mean"


def test_expressions_are_metrics() -> None:
    found = metric(" sum(stalled) / sum(viewers) ", BUILTIN, CATALOG)
    assert (found.name, found.label, found.kind) == ("sum(stalled) / sum(viewers)",) * 2 + ("ratio",)
    assert metric("p95(duration_ms)", BUILTIN, CATALOG).unit == "ms"
    assert metric("sum(cost_usd) / count(distinct session_id)", BUILTIN, CATALOG).per == "session_id"
    assert metric("rate(finish_reason = 'refusal')", BUILTIN, CATALOG).unit == "share"
    assert metric("mean(outcome.clicks)", BUILTIN, CATALOG).kind == "mean"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("latencyp95", "Did you mean latency_p95?"),
        ("viewer", "Did you mean viewers?"),
        ("geo", "“geo” is text, not a number"),
        ("mean(viewer)", "character 6: “viewer” is not a known column. Did you mean viewers?"),
        ("mean(score.correctnes)", "Did you mean score.correctness?"),
        ("mean(geo)", "mean(...) takes numbers; “geo” is text"),
        ("mean(start_time)", "“start_time” is a time"),
        ("rate(viewers)", "rate(...) takes conditions, such as status = 'error'; “viewers” is a number"),
        ("rate(geo = 5)", "“geo” is text and “5” is a number"),
        ("rate(start_time > '2026-01-01')", "“start_time” is a time and “2026-01-01” is text"),
        ("rate(stalled < true)", "not conditions"),
        ("rate(geo = null)", "“=” with null has no answer; write “is null”"),
        ("rate(geo in (1))", "“in” takes values of one kind"),
        ("rate(viewers like 'a')", "“like” takes text"),
        ("rate(viewers and stalled)", "“and” takes a condition"),
        ("sum(stalled + 1)", "“+” takes a number; “stalled” is a condition"),
        ("sum(case when viewers then 1 end)", "“case” takes a condition"),
        ("sum(case when stalled then 1 else 'a' end)", "“case” takes values of one kind"),
        ("sum(coalesce(viewers))", "coalesce(...) takes 2 or more arguments, not 1"),
        ("sum(coalesce(viewers, 'x'))", "“coalesce” takes values of one kind"),
        ("sum(abs(viewers, 2))", "abs(...) takes 1 argument, not 2"),
        ("mean(length(viewers))", "“length” takes text"),
        ("quantile(geo, 0.5)", "quantile(...) takes numbers"),
        ("count(distinct nothing)", "“nothing” is not a known column"),
    ],
)
def test_what_does_not_fit_is_said(asked: str, said: str) -> None:
    with pytest.raises(MetricError) as refused:
        metric(asked, BUILTIN, CATALOG)
    assert said in str(refused.value)


def test_a_metric_is_available_when_its_columns_are() -> None:
    assert available(BUILTIN["latency_p95"], CATALOG)
    assert available(BUILTIN["correctness"], CATALOG)
    assert not available(BUILTIN["helpfulness"], CATALOG)
    assert not available(BUILTIN["roas"], CATALOG)


def test_a_column_of_the_wrong_kind_counts_as_absent() -> None:
    assert not available(BUILTIN["format_failure_rate"], CATALOG)


def test_one_signal_of_a_metric_is_enough() -> None:
    assert available(BUILTIN["thumbs_up_rate"], CATALOG)
    assert not available(BUILTIN["correction_rate"], CATALOG)
    assert metric("sum(signal.bookmark)", BUILTIN, CATALOG).kind == "total"


def test_column_names_include_per() -> None:
    assert column_names(BUILTIN["cost_per_session"]) == {"cost_usd", "session_id"}


def test_ones_own_metrics_join_the_built_in_ones() -> None:
    declared = all_metrics(
        Settings.model_validate(
            {
                "metrics": {
                    "stall_rate": "sum(stalled) / sum(viewers)",
                    "error_rate": {"expression": "rate(status <> 'ok')", "label": "Failures", "floor": 0.02},
                    "wait": {"expression": "p90(wait_ms)", "floor": 0.2, "direction": "lower"},
                    "size": {"expression": "mean(viewers)", "floor": 3},
                }
            }
        )
    )
    assert set(BUILTIN) < set(declared)
    assert (declared["stall_rate"].label, declared["stall_rate"].unit) == ("Stall rate", "share")
    assert (declared["error_rate"].label, declared["error_rate"].floor_relative) == ("Failures", False)
    assert (declared["wait"].unit, declared["wait"].floor_relative) == ("ms", True)
    assert (declared["size"].floor, declared["size"].floor_relative) == (3, False)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("sum(", "metrics.broken: The expression “sum(”"),
        (
            {"expression": "p95(duration_ms)", "per": "session_id"},
            "metrics.broken: per = “session_id” fits a rate",
        ),
    ],
)
def test_a_broken_metric_is_named(table: object, said: str) -> None:
    with pytest.raises(MetricError) as refused:
        all_metrics(Settings.model_validate({"metrics": {"broken": table}}))
    assert said in str(refused.value)


def test_per_of_an_unknown_column_is_named() -> None:
    declared = all_metrics(
        Settings.model_validate({"metrics": {"m": {"expression": "count()", "per": "sesion_id"}}})
    )
    with pytest.raises(MetricError, match="The metric m, per: “sesion_id” is not a known column"):
        metric("m", declared, CATALOG)


@given(st.text(st.characters(), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_metric_or_an_error_of_ours(text: str) -> None:
    try:
        metric(text, BUILTIN, CATALOG)
    except MetricError as error:
        assert str(error)  # noqa: PT017  no other error may come
