"""What a batch's labels will tell, in words. Authority: Cochran (1977), section 2.6: of a whole nothing is estimated."""

import pytest

from tidegauge.review.kinds import Chosen
from tidegauge.review.size import about, precision
from tidegauge.workbench.review_items import ReviewItem


def chosen(population: int, *parts: tuple[int, float]) -> Chosen:
    chances = [chance for n, chance in parts for _ in range(n)]
    items = tuple(ReviewItem(n, f"t{n}", f"s{n}", None, chance) for n, chance in enumerate(chances, start=1))
    return Chosen(items, population, "", "session", "seed", "")


def test_of_all_of_them_nothing_is_estimated() -> None:
    said = precision("random", chosen(40, (40, 1.0)))
    assert "\u00b1" not in said
    assert said == "All sessions are in it: their labels give the share itself, and nothing is estimated."


def test_a_random_draw_gives_its_half_width() -> None:
    assert (
        precision("random", chosen(100_000, (196, 0.00196)))
        == "They give the share of all sessions within \u00b17 pt."
    )


# Kish (1965), 11.7: weights of 1 (19 times) and 10,000 (once) count as one label.
def test_chances_that_differ_much_say_what_that_costs() -> None:
    said = precision("stratified", chosen(10_019, (19, 1.0), (1, 0.0001)))
    assert "what 1 at random would give" in said
    assert "in proportion" in said


@pytest.mark.parametrize(("points", "shown"), [(6.93, "\u00b17"), (0.42, "\u00b10.4"), (120.0, "\u00b150")])
def test_nobody_reads_more_digits(points: float, shown: str) -> None:
    assert about(points) == shown
