"""What every control chart must do, asked of each file of the family."""

import json

import numpy as np
import pytest

from tidegauge.stats.spc._records import BaselineError, Kind, Subgroups, values
from tidegauge.stats.spc.baseline_json import from_json, to_json
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import DEFAULT, Rule

CASES = [pytest.param(name, kind, id=f"{name}-{kind}") for name, one in METHODS.items() for kind in one.kinds]
ROWS = 400


def subgroups(kind: Kind, points: int, seed: int = 1) -> Subgroups:
    """Return points in control: 10 % hits, 40 events, means and values around 100."""
    generator = np.random.default_rng(seed)
    n = np.full(points, float(ROWS))
    match kind:
        case Kind.RATE | Kind.COUNT:
            s = (
                generator.binomial(ROWS, 0.1, points)
                if kind is Kind.RATE
                else generator.poisson(40.0, points)
            )
            return Subgroups(kind, n, s.astype(float), s.astype(float))
        case Kind.MEAN:
            rows = generator.normal(100.0, 10.0, (points, ROWS))
            return Subgroups(kind, n, rows.sum(axis=1), (rows**2).sum(axis=1))
        case Kind.VALUE:
            x = generator.normal(100.0, 10.0, points)
            return Subgroups(kind, np.ones(points), x, x**2)


def joined(first: Subgroups, second: Subgroups) -> Subgroups:
    parts = [np.concatenate([getattr(first, name), getattr(second, name)]) for name in ("n", "s", "ss")]
    return Subgroups(first.kind, *parts)


def all_alike(kind: Kind, points: int, value: float) -> Subgroups:
    n = np.full(points, 1.0 if kind is Kind.VALUE else ROWS)
    squares = n * value if kind in {Kind.RATE, Kind.COUNT} else n * value**2
    return Subgroups(kind, n, n * value, squares)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_points_in_control_rarely_signal(name, kind):
    method = METHODS[name]
    groups = subgroups(kind, 700)
    baseline = method.fit(groups[:400])
    chart = method.chart(groups[400:], baseline, DEFAULT)
    first = {one.index for one in chart.signals} - {one.index + 1 for one in chart.signals}
    assert len(first) <= 3 * 300 / method.run_length(baseline, DEFAULT) + 3


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_lasting_change_is_seen_and_seen_to_last(name, kind):
    method = METHODS[name]
    before, after = subgroups(kind, 400), subgroups(kind, 40, seed=2)
    higher = Subgroups(
        kind, after.n, after.s * 1.6, after.ss * (1.6 if kind in {Kind.RATE, Kind.COUNT} else 2.56)
    )
    baseline = method.fit(before)
    chart = method.chart(joined(before, higher), baseline, DEFAULT)
    late = [one.index for one in chart.signals if one.index >= 400]
    assert late[0] <= 408
    assert late[-1] >= 435


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_shapes_and_limits(name, kind):
    method = METHODS[name]
    groups = subgroups(kind, 60)
    chart = method.chart(groups, method.fit(groups), DEFAULT)
    for array in (chart.statistic, chart.centre, chart.lower, chart.upper, chart.z):
        assert array.shape == (60,)
        assert np.isfinite(array).all()
    assert (chart.lower <= chart.centre).all()
    assert (chart.centre <= chart.upper).all()
    if kind in {Kind.RATE, Kind.COUNT} and name not in {"cusum", "individuals"}:
        assert chart.lower.min() >= 0


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_gaps_stay_gaps_and_change_nothing_else(name, kind):
    method = METHODS[name]
    groups = subgroups(kind, 60)
    baseline = method.fit(groups)
    kept = np.sort(np.random.default_rng(3).permutation(60)[:40])
    n, s, ss = np.zeros(60), np.zeros(60), np.zeros(60)
    n[kept], s[kept], ss[kept] = groups.n[kept], groups.s[kept], groups.ss[kept]
    sparse = method.chart(Subgroups(kind, n, s, ss), baseline, DEFAULT)
    dense = method.chart(Subgroups(kind, n[kept], s[kept], ss[kept]), baseline, DEFAULT)
    gaps = np.setdiff1d(np.arange(60), kept)
    assert np.isnan(sparse.statistic[gaps]).all()
    assert np.isnan(sparse.z[gaps]).all()
    assert sparse.statistic[kept] == pytest.approx(dense.statistic)
    assert [one.index for one in sparse.signals] == [int(kept[one.index]) for one in dense.signals]


@pytest.mark.parametrize(("name", "kind"), CASES)
@pytest.mark.parametrize("value", [0.0, 0.25])
def test_points_that_never_vary_do_not_signal(name, kind, value):
    method = METHODS[name]
    groups = all_alike(kind, 30, value)
    if name == "log_individuals" and value == 0:
        with pytest.raises(BaselineError, match="0 baseline points"):
            method.fit(groups)
        return
    chart = method.chart(groups, method.fit(groups), list(method.rules[:3]))
    assert chart.signals == ()


@pytest.mark.parametrize(("name", "kind"), CASES)
@pytest.mark.parametrize("points", [0, 1])
def test_too_few_points_are_refused_in_words(name, kind, points):
    with pytest.raises(BaselineError, match=f"{points} baseline points have a value"):
        METHODS[name].fit(subgroups(kind, points))


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_one_point_and_none_can_be_charted(name, kind):
    method = METHODS[name]
    baseline = method.fit(subgroups(kind, 30))
    for points in (0, 1):
        assert METHODS[name].chart(subgroups(kind, points), baseline, list(Rule)).z.shape == (points,)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_baseline_comes_back_from_json_as_it_was(name, kind):
    baseline = METHODS[name].fit(subgroups(kind, 30))
    assert baseline.method == name
    assert from_json(json.loads(json.dumps(to_json(baseline), allow_nan=False))) == baseline


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_rules_that_are_off_do_not_signal(name, kind):
    method = METHODS[name]
    baseline = method.fit(subgroups(kind, 30))
    wild = all_alike(kind, 30, 0.9)
    assert method.chart(wild, baseline, []).signals == ()
    assert {one.rule for one in method.chart(wild, baseline, [Rule.BEYOND]).signals} == {Rule.BEYOND}
    assert {one.rule for one in method.chart(wild, baseline, list(Rule)).signals} <= set(method.rules)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_stated_run_length_falls_with_every_rule(name, kind):
    method = METHODS[name]
    baseline = method.fit(subgroups(kind, 30))
    lengths = [method.run_length(baseline, method.rules[:count]) for count in range(len(method.rules) + 1)]
    assert lengths[0] == np.inf
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[1] < np.inf


@pytest.mark.parametrize("name", ["ewma", "cusum"])
def test_means_of_single_rows_are_values(name):
    x = np.random.default_rng(4).normal(100, 10, 60)
    single = Subgroups(Kind.MEAN, np.ones(60), x, x**2)
    baseline = METHODS[name].fit(single)
    assert baseline == METHODS[name].fit(values(x))
    assert METHODS[name].chart(single, baseline, DEFAULT).z.std() == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(("name", "kind"), [one for one in CASES if one.values[1] in {Kind.MEAN, Kind.VALUE}])
@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_the_unit_does_not_matter(name, kind, scale):
    """Milliseconds or hours: what is measured in another unit signals at the same points."""
    groups = subgroups(kind, 80)
    other = Subgroups(kind, groups.n, groups.s * scale, groups.ss * scale**2)
    charts = [METHODS[name].chart(one, METHODS[name].fit(one[:40]), DEFAULT) for one in (groups, other)]
    assert charts[0].signals == charts[1].signals
    assert charts[1].z == pytest.approx(charts[0].z, rel=1e-6, abs=1e-6)
