"""What every method on numbers and categories promises: a new file in stats/drift/ is asked all of this."""

import dataclasses

import numpy as np
import pytest

from tidegauge.stats.drift._exact import distances, exact_distances, methods
from tidegauge.stats.drift._method import On
from tidegauge.stats.drift._pair import CategoryPair, number_pair
from tidegauge.stats.drift._summary import of_values

NAMES = [name for name, method in methods().items() if {On.NUMBERS, On.CATEGORIES} & set(method.on)]
BINNED = [name for name in NAMES if methods()[name].binned]
N, M = 3_000, 2_500


def _spoilt(values, share, random):
    return np.where(random.random(values.size) < share, np.nan, values)


def _number_shapes():
    random = np.random.default_rng(3)

    def both(draw, change):
        return draw(N), change(draw(M))

    def far(values):
        return 1e9 + 1e-3 * values

    def inflated(size):
        return np.where(random.random(size) < 0.6, 0, random.poisson(3, size)).astype(float)

    return {
        "undrifted": both(lambda size: random.normal(size=size), lambda x: x),
        "moved": both(lambda size: random.normal(size=size), lambda x: 2 * x + 1),
        "skewed": both(lambda size: random.lognormal(7, 0.8, size), lambda x: 1.15 * x),
        # Without a mean: one row can be half of the sum.
        "heavy tail": both(lambda size: random.pareto(0.9, size), lambda x: 1.3 * x),
        "heavy tail, undrifted": both(lambda size: random.pareto(0.9, size), lambda x: x),
        "integers": both(lambda size: random.negative_binomial(3, 0.2, size).astype(float), lambda x: x + 1),
        "scores": both(
            lambda size: random.integers(1, 6, size).astype(float), lambda x: np.where(x > 4, x - 1, x)
        ),
        "zero inflated": both(inflated, lambda x: np.where(x == 3, 0, x)),
        "far from zero": both(lambda size: far(random.normal(size=size)), lambda x: x + 2e-4),
        "two humps": both(lambda size: random.choice([-50, 50], size) + random.normal(size=size), np.abs),
        "negative": both(lambda size: -random.lognormal(3, 1, size), lambda x: x / 2),
        "with nulls": (
            _spoilt(random.normal(5, 1, N), 0.03, random),
            _spoilt(random.normal(5, 1, M), 0.3, random),
        ),
        "few rows": (random.normal(size=9), random.normal(size=5)),
    }


def _category_shapes():
    random = np.random.default_rng(4)
    many = 1 / np.arange(1, 201) ** 1.1
    return {
        "undrifted": (random.choice(list("abcd"), N), random.choice(list("abcd"), M)),
        "moved": (
            random.choice(list("abc"), N, p=[0.5, 0.3, 0.2]),
            random.choice(list("abc"), M, p=[0.2, 0.3, 0.5]),
        ),
        "new and gone": (random.choice(list("abc"), N), random.choice(list("bcd"), M)),
        "many": tuple(random.choice(200, size, p=many / many.sum()).astype(str) for size in (N, M)),
        "with nulls": (
            np.array(["a", "b", None] * 500, dtype=object),
            np.array(["a", None, None] * 500, dtype=object),
        ),
    }


SHAPES = {On.NUMBERS: _number_shapes(), On.CATEGORIES: _category_shapes()}
CASES = [
    pytest.param(name, *shape, id=f"{name}-{on}-{label}")
    for name in NAMES
    for on in methods()[name].on
    if on in SHAPES
    for label, shape in SHAPES[on].items()
]
NUMBER_CASES = [
    pytest.param(name, *shape, id=f"{name}-{label}")
    for name in BINNED
    if On.NUMBERS in methods()[name].on
    for label, shape in SHAPES[On.NUMBERS].items()
]


def near(found, expected):
    return found.value == pytest.approx(expected.value, rel=1e-9, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("name", "reference", "current"), CASES)
def test_the_same_sample_twice_is_no_drift(name, reference, current):
    method = methods()[name]
    found = method.exact(reference, reference)
    if not np.isnan(method.same):
        assert found.value == pytest.approx(method.same, abs=1e-12)
    assert found.p_value is None or found.p_value >= 0.05
    assert found.error == 0


@pytest.mark.parametrize(("name", "reference", "current"), CASES)
def test_the_order_of_rows_does_not_matter(name, reference, current):
    method, random = methods()[name], np.random.default_rng(1)
    assert near(method.exact(random.permutation(reference), current[::-1]), method.exact(reference, current))


@pytest.mark.parametrize(("name", "reference", "current"), CASES)
def test_windows_can_be_swapped_where_it_says_so(name, reference, current):
    method = methods()[name]
    on = On.NUMBERS if reference.dtype.kind == "f" else On.CATEGORIES
    there, back = method.exact(reference, current), method.exact(current, reference)
    if on in method.symmetric:
        assert abs(there.value) == pytest.approx(abs(back.value), rel=1e-9, abs=1e-15)
        assert there.p_value is None or there.p_value == pytest.approx(back.p_value, rel=1e-9)
    else:
        assert np.isfinite([there.value, back.value]).all()


@pytest.mark.parametrize(("name", "reference", "current"), CASES)
def test_a_distance_is_a_float_with_a_p_value_between_0_and_1(name, reference, current):
    found = methods()[name].exact(reference, current)
    for number in (found.value, found.p_value, found.no_drift, found.error):
        assert number is None or type(number) is float
    assert found.p_value is None or 0 <= found.p_value <= 1
    assert found.no_drift is None or found.no_drift > 0 or len(set(reference)) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on", [On.NUMBERS, On.CATEGORIES])
def test_empty_and_constant_samples_give_nan_or_what_the_same_sample_gives(name, on):
    method = methods()[name]
    if on not in method.on:
        return
    values = np.array([5.0, 5.0, 5.0]) if on is On.NUMBERS else np.array(["a", "a", "a"])
    for reference, current in ((values[:0], values[:0]), (values[:0], values), (values, values[:0])):
        found = method.exact(reference, current)
        assert np.isnan(found.value)
        assert found.p_value is None or np.isnan(found.p_value)
    found = method.exact(values, values[:2])
    assert np.isnan(found.value) or np.isnan(method.same) or found.value == method.same
    assert found.p_value is None or found.p_value == 1 or np.isnan(found.p_value)
    missing = np.full(3, np.nan) if on is On.NUMBERS else np.array([None] * 3, dtype=object)
    assert np.isnan(method.exact(missing, values).value) or name == "null_share"


@pytest.mark.parametrize("bins", [16, 128, 1024])
@pytest.mark.parametrize(("name", "reference", "current"), NUMBER_CASES)
def test_buckets_are_as_close_as_they_say(name, reference, current, bins):
    method = methods()[name]
    exact, binned = method.exact(reference, current), method.binned(number_pair(reference, current, bins))
    # Beyond the stated error: rounding alone.
    room = binned.error + 1e-9 * max(abs(exact.value), 1e-3)
    assert abs(binned.value - exact.value) <= room or (np.isnan(binned.value) and np.isnan(exact.value))


@pytest.mark.parametrize("name", BINNED)
def test_one_bucket_a_value_is_exact(name):
    if On.NUMBERS not in methods()[name].on:
        return
    reference, current = SHAPES[On.NUMBERS]["scores"]
    found = methods()[name].binned(number_pair(reference, current))
    assert near(found, methods()[name].exact(reference, current))
    assert found.error <= 1e-9 * abs(found.value)


@pytest.mark.parametrize("name", BINNED)
def test_summaries_without_rows_give_nan(name):
    values, none = np.array([1.0, 2.0, 2.0]), np.zeros(0)
    numbers = [number_pair(values, none), number_pair(none, values), number_pair(none, none)]
    some, nothing = np.array([2.0, 1.0]), np.zeros(2)
    categories = [CategoryPair(("a", "b"), some, nothing), CategoryPair(("a", "b"), nothing, some)]
    categories.append(CategoryPair((), none, none))
    for pair in (numbers if On.NUMBERS in methods()[name].on else []) + (
        categories if On.CATEGORIES in methods()[name].on else []
    ):
        found = methods()[name].binned(pair)
        assert np.isnan(found.value)
        assert found.p_value is None or np.isnan(found.p_value)


@pytest.mark.parametrize("name", BINNED)
def test_values_that_are_lumped_together_are_within_the_error(name):
    if On.CATEGORIES not in methods()[name].on:
        return
    whole = of_values(*SHAPES[On.CATEGORIES]["many"])
    kept = 20
    lumped = CategoryPair(
        (*whole.values[:kept], "other"),
        np.append(whole.reference[:kept], whole.reference[kept:].sum()),
        np.append(whole.current[:kept], whole.current[kept:].sum()),
        rest=True,
    )
    exact, found = methods()[name].binned(whole), methods()[name].binned(lumped)
    assert abs(found.value - exact.value) <= found.error + 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_planted_drift_is_further_than_chance(name):
    random, method = np.random.default_rng(8), methods()[name]
    numbers = random.normal(10, 1, N), _spoilt(random.normal(11, 2, M), 0.3, random), random.normal(10, 1, M)
    letters = [
        random.choice(list("abc"), size, p=p) for size, p in ((N, [0.5, 0.3, 0.2]), (M, [0.2, 0.3, 0.5]))
    ]
    letters[1] = np.where(random.random(M) < 0.3, None, letters[1].astype(object))
    categories = *letters, random.choice(list("abc"), M, p=[0.5, 0.3, 0.2])
    reference, drifted, level = numbers if On.NUMBERS in method.on else categories
    found, chance = method.exact(reference, drifted), method.exact(reference, level)
    zero = 0 if np.isnan(method.same) else method.same
    assert abs(found.value - zero) > 2 * abs(chance.value - zero)
    assert found.p_value is None or found.p_value < 1e-6


def test_all_distances_of_a_column_come_from_one_summary():
    for on, shape in ((On.NUMBERS, "skewed"), (On.CATEGORIES, "many")):
        reference, current = SHAPES[on][shape]
        found = exact_distances(reference, current)
        assert set(found) == {name for name in BINNED if on in methods()[name].on}
        for name, distance in found.items():
            assert distance == methods()[name].exact(reference, current)
        assert distances(of_values(reference, current)) == found


def test_what_binning_may_have_cost_shrinks_with_the_buckets():
    reference, current = SHAPES[On.NUMBERS]["skewed"]
    few, many = (distances(number_pair(reference, current, bins)) for bins in (32, 2048))
    for name in few:
        assert many[name].error <= few[name].error
    assert many["kolmogorov_smirnov"].error < 0.005
    assert many["wasserstein"].error < 0.01 * many["wasserstein"].value


def test_published_thresholds():
    fired = {
        name: (method.threshold, method.exceeded(dataclasses.replace(distance, value=method.threshold)))
        for name, method in methods().items()
        if method.threshold is not None and name in NAMES
        for distance in [method.exact(*SHAPES[method.on[0]]["moved"])]
    }
    assert fired == {
        "jensen_shannon": (0.1, True),
        "jensen_shannon_distance": (0.1, True),
        "mean_shift": (2.0, True),
        "psi": (0.1, True),
        "wasserstein_per_std": (0.1, True),
    }
    smirnov = methods()["kolmogorov_smirnov"]
    assert smirnov.exceeded(smirnov.exact(*SHAPES[On.NUMBERS]["moved"])) is True
    assert smirnov.exceeded(smirnov.exact(*SHAPES[On.NUMBERS]["undrifted"])) is False
    assert methods()["wasserstein"].exceeded(smirnov.exact(*SHAPES[On.NUMBERS]["moved"])) is None
