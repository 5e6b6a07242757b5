"""Labels of answers that were chosen, beside labels of a random draw: the corrected quality is that of the draw alone.

Authority: PPI++ (Angelopoulos, Duchi and Zrnic 2023, arXiv 2311.01453), worked out in tests/planted_review.py.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from tests.agreement_lake import END
from tests.planted_review import CALLS, corrected, good, mark, planted
from tidegauge.comparisons import Request, resolve
from tidegauge.reports._judge.records import Corrected
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def people(spans: list[str], chance: float | None, name: str) -> pl.DataFrame:
    rows = {
        "span_id": spans,
        "trace_id": [f"t{one[1:]}" for one in spans],
        "value": [float(good(one)) for one in spans],
    }
    schema = {"inclusion_probability": pl.Float64, "created_at": pl.Datetime("us")}
    told = {"inclusion_probability": [chance] * len(spans), "created_at": [END] * len(spans)}
    return pl.DataFrame(rows | told, schema_overrides=schema).with_columns(
        name=pl.lit("correctness"), source=pl.lit("human"), evaluator=pl.lit(name)
    )


@pytest.mark.parametrize("seed", range(4))
def test_chosen_answers_stay_among_those_that_the_judge_alone_scored(
    source_of: Callable[..., Source], seed: int
) -> None:
    every = [f"s{one}" for one in range(CALLS)]
    drawn = [str(one) for one in np.random.default_rng(seed).choice(every, CALLS // 2, replace=False)]
    flagged = [one for one in every if mark(one) <= 2]
    frames = planted()
    scores = [frames["scores"], people(flagged, None, "ben"), people(drawn, 0.5, "zoe")]
    source = source_of(spans=frames["spans"], scores=pl.concat(scores, how="diagonal"))
    catalog = source.store.catalog()
    asked = resolve(Request(window="all data", compare="none"), END, catalog.first, catalog.newest)
    found = judge(source, asked, judge_question(Settings(), catalog))
    assert isinstance(found.quality, Corrected)
    assert (found.quality.method, found.quality.n_judged, found.quality.n_human) == ("ppi++", 30, 30)
    assert found.quality.quality.value == pytest.approx(corrected(set(drawn)), abs=0.005)
    assert (found.coverage.human, found.coverage.drawn) == (len({*drawn, *flagged}), len(drawn))
