"""How like traffic a golden set is. Authority: inputs that the test planted, and the share that chance makes stale."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from tests.agreement_lake import END, spans
from tests.workbench.test_golden import item
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._golden.freshness import freshness
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import GoldenSet

MONTH = TraceFilter(Population(Window(END - timedelta(days=28), END)))
SET = GoldenSet(1, "support", 1, "ab" * 32, "", "lena", END - timedelta(days=40), 100)
WORDS = (
    "order",
    "parcel",
    "refund",
    "late",
    "broken",
    "colour",
    "size",
    "voucher",
    "address",
    "invoice",
    "card",
    "gift",
)
Written = Callable[..., Source]


def asked(n: int, seed: int) -> list[str]:
    """Questions of eight words, each any of twelve."""
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, 8)) for _ in range(n)]


def traffic(feature: str = "returns") -> pl.DataFrame:
    return spans(200, output_text=["so"] * 200).with_columns(
        input_text=pl.Series(asked(200, 1)), feature=pl.lit(feature), status=pl.lit("ok")
    )


def items(texts: list[str], **facts: str) -> list[GoldenItem]:
    return [
        item(place, input=text, facts=facts or {"feature": "returns"}) for place, text in enumerate(texts)
    ]


def test_inputs_like_those_of_today_are_stale_by_chance_alone(written: Written) -> None:
    found = freshness(written(traffic()), MONTH, SET, items(asked(200, 2)), END)
    assert found is not None
    assert (found.n, found.traffic, found.days) == (200, 200, 40)
    assert 0 <= found.stale <= 22  # R: qbinom(0.9999, 200, 0.05) is 23
    assert found.finding.verdict is Verdict.NOT_MATERIAL


def test_what_nobody_asks_any_more_is_stale(written: Written) -> None:
    old = [f"fax number of shop {place} in the high street please" for place in range(40)]
    found = freshness(written(traffic()), MONTH, SET, items([*asked(60, 3), *old]), END)
    assert found is not None
    assert set(range(61, 101)) <= set(found.places)
    assert (found.finding.verdict, found.finding.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert "renew them" in found.finding.sentence


def test_a_feature_that_nobody_uses_is_stale_and_one_of_few_calls_says_nothing(written: Written) -> None:
    rows = traffic().with_columns(
        feature=pl.when(pl.int_range(pl.len()) < 10).then(pl.lit("rare")).otherwise(pl.lit("returns"))
    )
    made = [*items(asked(20, 4), feature="rare"), *items(asked(20, 5), feature="gone")]
    made = [replace(one, span_id=f"s{place}") for place, one in enumerate(made)]
    found = freshness(written(rows), MONTH, SET, made, END)
    assert found is not None
    assert (found.n, found.stale, found.places) == (20, 20, tuple(range(21, 41)))


def test_adversarial_items_and_too_little_traffic_say_nothing(written: Written) -> None:
    source = written(traffic().head(10))
    assert freshness(source, MONTH, SET, items(asked(20, 6)), END) is None
    odd = [replace(one, group=Group.ADVERSARIAL) for one in items(asked(20, 6))]
    assert freshness(source, MONTH, SET, odd, END) is None
