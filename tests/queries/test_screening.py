import pytest

from tidegauge.queries.relation import Rows
from tidegauge.queries.screening import screen
from tidegauge.schema.catalog import Catalog


def test_bad_chips_are_said_and_the_rest_is_kept() -> None:
    found = screen(
        Rows(Catalog(scores=("correctness",))),
        ["geo = BR", "gep = BR", "score.correctness > 3", "latency > x"],
    )
    assert found.kept == ("geo = BR", "score.correctness > 3")
    assert len(found.complaints) == 2
    assert all(sentence.endswith("It is ignored.") for sentence in found.complaints)


@pytest.mark.parametrize(
    "chip", ["", "=", "geo", '"', "a\x00b = 1", "x" * 100_000, "'; DROP TABLE spans; -- = 1"]
)
def test_no_text_raises(chip: str) -> None:
    assert screen(Rows(Catalog()), [chip]).kept == ()
