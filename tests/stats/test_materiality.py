"""The rule of a whole table, decided case by case, and the smallest detectable effects against power tables and draws."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.drift import kolmogorov_smirnov
from tidegauge.stats.drift._contingency import contingency
from tidegauge.stats.drift._contingency import smallest_detectable as detectable_variation
from tidegauge.stats.drift._pair import category_pair
from tidegauge.stats.drift._rule import column_tests
from tidegauge.stats.drift._steps import of_values
from tidegauge.stats.materiality import DISTRIBUTION, NULL_SHARE, VALUE_RATE, ColumnTest, Floor, judge
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import CANNOT_TELL, CHANGED, NOT_MATERIAL


def one(p_value=0.5, effect=0.0, detectable=0.01, n=1_000, floor=DISTRIBUTION, share=np.nan):
    return ColumnTest("column", "method", p_value, effect, floor, lambda _alpha: detectable, n, n, share)


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        (one(p_value=1e-6, effect=0.03), CHANGED),
        (one(p_value=1e-6, effect=-0.03, floor=NULL_SHARE), CHANGED),
        (one(p_value=0.05, effect=0.03), CHANGED),
        (one(p_value=0.0, effect=0.03), CHANGED),
        # Certain, and too small to matter.
        (one(p_value=1e-6, effect=0.019), NOT_MATERIAL),
        (one(p_value=0.9, effect=0.001), NOT_MATERIAL),
        # Not certain, though large; and small, where a large one would not have shown.
        (one(p_value=0.06, effect=0.03), CANNOT_TELL),
        (one(p_value=0.9, effect=0.001, detectable=0.03), CANNOT_TELL),
        (one(p_value=1e-6, effect=0.3, n=29), CANNOT_TELL),
        (one(p_value=np.nan, effect=np.nan, detectable=np.nan), CANNOT_TELL),
        (one(p_value=1e-6, effect=np.nan), CANNOT_TELL),
    ],
)
def test_verdict_of_a_single_test(test, verdict):
    assert judge([test])[0].verdict == verdict


def test_p_values_are_adjusted_over_the_whole_table_and_what_was_not_tested_does_not_count():
    p_values = [0.01, np.nan, 0.02, 0.9, 0.03]
    judged = judge([one(p_value=p, effect=0.1) for p in p_values])
    assert [found.adjusted for found in judged] == pytest.approx(benjamini_hochberg(p_values), nan_ok=True)
    assert [found.verdict == CHANGED for found in judged] == [True, False, True, False, True]
    # Alone 0.03 is certain; among twenty it is what chance gives.
    many = judge([one(p_value=0.03, effect=0.1), *[one(p_value=0.9)] * 19])
    assert many[0].verdict == CANNOT_TELL


def test_what_could_be_seen_is_told_at_the_level_that_the_adjustment_left():
    asked = []
    seen = ColumnTest("a", "m", 0.01, 0.1, DISTRIBUTION, lambda alpha: asked.append(alpha) or 0.0, 99, 99)
    judge([seen, *[one(p_value=0.9)] * 9])
    assert asked == [pytest.approx(0.05 / 10)]


def test_no_tests_no_verdicts():
    assert judge([]) == ()


@pytest.mark.parametrize(
    ("before", "now", "reached"),
    [
        (0.010, 0.016, True),
        (0.010, 0.0115, False),
        (0.010, 0.012, False),
        (0.010, 0.0126, True),
        (0.016, 0.010, True),
        (0.300, 0.306, False),
        (0.300, 0.321, True),
        (0.000, 0.003, True),
        (0.000, 0.001, False),
        (0.003, 0.000, True),
        (0.000, 0.000, False),
    ],
)
def test_floor_of_a_single_values_rate(before, now, reached):
    assert VALUE_RATE.reached(now - before, before) is reached
    assert VALUE_RATE.reached(now - before, before) is (
        abs(now - before) >= 0.02
        or (abs(now - before) >= 0.002 and max(before, now) >= 1.25 * min(before, now))
    )


@pytest.mark.parametrize("share", [0.0, 0.004, 0.02, 0.1, 0.5, 0.99])
def test_no_change_below_the_least_reaches_a_floor(share):
    least = VALUE_RATE.least(share)
    for change in np.linspace(-share, 1 - share, 2001):
        assert not (abs(change) < least * (1 - 1e-9) and VALUE_RATE.reached(change, share))


def test_a_floor_without_a_relative_part_needs_no_share():
    assert DISTRIBUTION.least() == 0.02
    assert DISTRIBUTION.reached(0.02)
    assert not DISTRIBUTION.reached(0.0199)
    assert Floor(0.05).least(0.5) == 0.05


# Cohen (1988), table 9.3.x and 7.4: noncentrality for a power of 0.80 at 0.05 (G*Power 3.1: 7.849, 9.635, 10.903).
@pytest.mark.parametrize(("freedom", "noncentrality"), [(1, 7.849), (2, 9.635), (3, 10.903), (9, 15.65)])
def test_total_variation_that_chi_squared_can_see(freedom, noncentrality):
    size = detectable_variation(2_000, 3_000, freedom, 0.05)
    assert 4 * size**2 / (1 / 2_000 + 1 / 3_000) == pytest.approx(noncentrality, rel=1e-3)


def test_chi_squared_finds_the_smallest_detectable_four_times_out_of_five():
    random, n = np.random.default_rng(2), 4_000
    size = detectable_variation(n, n, 3, 0.01)
    # The least favourable spread: in proportion to the cells.
    before = np.array([0.3, 0.2, 0.3, 0.2])
    now = before + 2 * size * before * [1, 1, -1, -1]
    draws = zip(random.multinomial(n, before, 2_000), random.multinomial(n, now, 2_000), strict=True)
    power = np.mean([contingency(*(side.astype(float) for side in pair)).p_value < 0.01 for pair in draws])
    assert 0.77 < power < 0.83


@pytest.mark.parametrize("alpha", [0.05, 0.001])
@pytest.mark.parametrize("where", [0.5, 0.1])
def test_kolmogorov_smirnov_finds_the_smallest_detectable_at_least_four_times_out_of_five(alpha, where):
    random, n, m = np.random.default_rng(3), 1_500, 1_000
    size = kolmogorov_smirnov.smallest_detectable(n, m, alpha)
    found = 0
    for _ in range(400):
        # A share of `size` moves from just above to just below one place.
        before = random.random(n)
        now = random.random(m)
        moved = (now > where) & (random.random(m) < size / (1 - where))
        now = np.where(moved, random.random(m) * where, now)
        found += kolmogorov_smirnov.distance(of_values(before, now)).p_value < alpha
    assert found / 400 > 0.77


def test_critical_value_of_kolmogorov_smirnov_is_the_printed_one():
    # Smirnov (1948): 1.358 sqrt((n + m) / nm) at 0.05 and 1.628 at 0.01; half a power in 50 % of cases.
    scale = np.sqrt(1 / 4_000 + 1 / 6_000)
    half = [
        kolmogorov_smirnov.smallest_detectable(4_000, 6_000, alpha, 0.5) / scale for alpha in (0.05, 0.01)
    ]
    assert half == pytest.approx([1.358, 1.628], abs=5e-4)


def test_a_rate_is_found_four_times_out_of_five_at_its_smallest_detectable():
    random, n = np.random.default_rng(4), 5_000
    pair = category_pair({"stop": 4_500, "length": 500}, {"stop": 4_500, "length": 500})
    single = column_tests("finish_reason", pair)[2]
    # Two values are looked at, so that the level is halved.
    size = single.detectable(0.05)
    before, now = random.binomial(n, 0.1, 4_000), random.binomial(n, 0.1 + size, 4_000)
    spread = np.sqrt(before / n * (1 - before / n) / n + now / n * (1 - now / n) / n)
    power = np.mean(2 * stats.norm.sf(np.abs(now - before) / n / spread) < 0.025)
    assert 0.75 < power < 0.83


def test_tests_of_a_column_name_what_they_are_about():
    category = column_tests(
        "finish", category_pair({"stop": 99, "length": 1}, {"stop": 90, "length": 9, None: 1})
    )
    assert [test.method for test in category] == ["chi_squared", "null_share", "single_category"]
    assert category[2].at == "length"
    assert (category[1].n_reference, category[1].n_current, category[0].n_current) == (100, 100, 99)
    number = column_tests("latency", of_values(np.arange(50.0), np.arange(50.0) + 9))
    assert [test.method for test in number] == ["kolmogorov_smirnov", "null_share"]
    assert 8 <= number[0].at < 50


def test_floors_are_parameters():
    finish = category_pair({"stop": 98_000, "length": 2_000}, {"stop": 97_000, "length": 3_000})
    by_default = {one.tested.method: one.verdict for one in judge(column_tests("finish", finish))}
    assert by_default == {
        "chi_squared": NOT_MATERIAL,
        "null_share": NOT_MATERIAL,
        "single_category": CHANGED,
    }
    loose = column_tests("finish", finish, distribution=Floor(0.005), value_rate=Floor(0.02))
    assert [one.verdict for one in judge(loose)] == [CHANGED, NOT_MATERIAL, NOT_MATERIAL]


def test_columns_without_values_cannot_be_told():
    nothing = column_tests("gone", category_pair({"a": 100}, {None: 100}))
    verdicts = {one.tested.method: one.verdict for one in judge(nothing)}
    assert verdicts == {"chi_squared": CANNOT_TELL, "null_share": CHANGED, "single_category": CANNOT_TELL}
    empty = column_tests("gone", of_values(np.full(5_000, np.nan), np.full(5_000, np.nan)))
    assert [one.verdict for one in judge(empty)] == [CANNOT_TELL, NOT_MATERIAL]
