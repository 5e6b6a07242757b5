from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from tidegauge.filters import parse_condition
from tidegauge.reports._suggestions import suggestions
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

END = datetime(2026, 11, 20, 12)


def test_most_frequent_first_and_every_chip_can_be_asked(tmp_path: Path) -> None:
    geo = ["BR"] * 5 + ["US"] * 3 + ['odd, "one"'] * 2
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(10)],
            "span_id": [f"s{number}" for number in range(10)],
            "kind": "model",
            "start_time": pl.Series(
                [END - timedelta(hours=number) for number in range(10)], dtype=pl.Datetime("us")
            ),
            "geo": geo,
            "device": [None] * 9 + ["ios"],
        }
    )
    write_frames(tmp_path, {"spans": spans}, ImportRecord("b", "test", END))
    found = suggestions(open_store(str(tmp_path)), ("geo", "device", "not_there"))
    assert found == ("geo = BR", "geo = US", 'geo = "odd, ""one"""', "device = ios")
    assert parse_condition(found[2]).values == ('odd, "one"',)


def test_an_empty_store_offers_nothing(tmp_path: Path) -> None:
    assert suggestions(open_store(str(tmp_path)), ("geo",)) == ()
