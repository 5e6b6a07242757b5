"""A release where nothing changed, or one thing did: both sides of a gate, drawn day by day without a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.reading import Pairs, SegmentValues, Values
from tidegauge.metrics.bins import bucket_high, bucket_low, bucket_of
from tidegauge.stats import calibration, mean, proportion, quantile
from tidegauge.stats.drift._pair import CategoryPair, NumberPair, category_pair, number_pair
from tidegauge.stats.estimate import Difference, Estimate

GEOS = np.array([0.25, 0.2, 0.18, 0.15, 0.12, 0.1])
DEVICES = np.array([0.35, 0.3, 0.25, 0.1])
SHARES = {"error_rate": 0.04, "format_failure_rate": 0.009, "refusal_rate": 0.004, "accuracy": 0.84}
SCORES = {"correctness": 1.05, "helpfulness": 0.9}
JUDGED, HALLUCINATED = 0.2, 0.05
GOOD = {"accuracy", "correctness", "helpfulness", "recall_at_5", "ndcg"}


@dataclass
class Side:
    """The calls of one side so far."""

    cells: NDArray[np.float64] = field(default_factory=lambda: np.zeros((GEOS.size, DEVICES.size)))
    hits: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    values: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)
    labels: list[NDArray[np.float64]] = field(default_factory=list)

    def all(self, name: str) -> NDArray[np.float64]:
        """Return the values of a number."""
        return np.concatenate(self.values[name])


@dataclass
class World:
    """Both sides, which grow a day at a time. `effects` are what the candidate adds to a share, or what its numbers are multiplied by."""

    random: np.random.Generator
    calls: int = 500
    effects: Mapping[str, float] = field(default_factory=dict)
    baseline: Side = field(default_factory=Side)
    candidate: Side = field(default_factory=Side)

    def day(self) -> None:
        """Add a day to both sides."""
        self._grow(self.baseline, {})
        self._grow(self.candidate, self.effects)

    def _grow(self, side: Side, effects: Mapping[str, float]) -> None:
        draw, n = self.random, self.random.poisson(self.calls)
        chances = np.outer(GEOS, DEVICES).ravel()
        cells = draw.multinomial(n, chances / chances.sum()).reshape(GEOS.size, DEVICES.size)
        side.cells = side.cells + cells
        for name, share in SHARES.items():
            drawn = draw.binomial(cells, np.clip(share + effects.get(name, 0.0), 0, 1))
            side.hits[name] = side.hits.get(name, np.zeros_like(side.cells)) + drawn
        judged = draw.binomial(n, JUDGED)
        drawn = {
            "latency_p95": np.exp(draw.normal(7, 0.7, n)),
            "cost_per_call": np.exp(draw.normal(-4, 0.8, n)),
            "input_tokens": np.round(np.exp(draw.normal(7.5, 0.5, n))),
            "recall_at_5": draw.binomial(5, 0.7, judged) / 5,
            "ndcg": draw.beta(6, 2, judged),
            "hallucination_rate": (draw.random(judged) < HALLUCINATED + effects.get("hallucination_rate", 0))
            * 1.0,
        }
        for name, deviation in SCORES.items():
            drawn[name] = np.clip(np.round(draw.normal(4.2, deviation, judged)), 1, 5)
        for name, values in drawn.items():
            scale = 1.0 if name == "hallucination_rate" else effects.get(name, 1.0)
            side.values.setdefault(name, []).append(values * scale)
        told = draw.beta(2, 5, n // 4)
        true = np.clip(told * effects.get("ece", 1.1), 0, 1)
        side.labels.append(np.stack([told, (draw.random(told.size) < true) * 1.0]))


@dataclass
class SimulatedReading:
    """What checks ask, answered from the draws."""

    world: World
    golden: GoldenReading | None = None

    @property
    def rows(self) -> tuple[int, int]:
        """The calls of both sides."""
        return int(self.world.baseline.cells.sum()), int(self.world.candidate.cells.sum())

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self.world.baseline, self.world.candidate

    def values(self, metric: str) -> Values | None:
        """Return a metric on both sides."""
        first, second = self._sides
        if metric in SHARES:
            counts = [(float(one.hits[metric].sum()), float(one.cells.sum())) for one in (first, second)]
            return share(metric, counts[0], counts[1])
        if metric == "hallucination_rate":
            counts = [(float(one.all(metric).sum()), float(one.all(metric).size)) for one in (first, second)]
            return share(metric, counts[0], counts[1])
        if metric in {"ece", "brier"}:
            return self._calibration(metric)
        if metric == "latency_p95":
            before, after = (_p95(one.all(metric)) for one in (first, second))
            return Values(metric, metric, "ms", 1, before, after, quantile.difference(before, after))
        if metric not in first.values:
            return None
        return number(metric, first.all(metric), second.all(metric))

    def _calibration(self, metric: str) -> Values:
        sides = [np.concatenate(one.labels, axis=1) for one in self._sides]
        if metric == "brier":
            return number(metric, *((told - label) ** 2 for told, label in sides))
        before, after = (_ece(*side) for side in sides)
        return Values(metric, metric, "score", 1, before, after, quantile.difference(before, after))

    def pairs(self, metric: str) -> Pairs | None:
        """Different inputs on both sides."""
        del metric
        return None

    def inputs(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:
        """Return who asked, and how much."""
        del names
        sides = [{"geo": one.cells.sum(axis=1), "device": one.cells.sum(axis=0)} for one in self._sides]
        found: dict[str, NumberPair | CategoryPair] = {
            name: category_pair(*({str(at): float(n) for at, n in enumerate(side[name])} for side in sides))
            for name in ("geo", "device")
        }
        found["input_tokens"] = number_pair(*(one.all("input_tokens") for one in self._sides))
        return found

    def scores(self, names: Sequence[str]) -> dict[str, NumberPair]:
        """Return the judged scores."""
        del names
        return {name: number_pair(*(one.all(name) for one in self._sides)) for name in SCORES}

    def segments(self, metrics: Sequence[str], by: Sequence[str], minimum_n: int) -> list[SegmentValues]:
        """Return every share by geo, by device, and by both."""
        del by
        return [
            one
            for name in metrics
            if name in SHARES
            for axis in (1, 0, None)
            for one in self._cut(name, axis, minimum_n)
        ]

    def _cut(self, name: str, axis: int | None, minimum_n: int) -> list[SegmentValues]:
        sides = [
            (one.hits[name], one.cells) if axis is None else (one.hits[name].sum(axis), one.cells.sum(axis))
            for one in self._sides
        ]
        (k1, n1), (k2, n2) = ((k.ravel(), n.ravel()) for k, n in sides)
        dimensions = {1: ("geo",), 0: ("device",), None: ("geo", "device")}[axis]
        before, after = proportion.estimate(k1, n1), proportion.estimate(k2, n2)
        change = proportion.difference((k1, n1), (k2, n2))
        return [
            SegmentValues(
                tuple((dimension, str(place)) for dimension in dimensions),
                float(n2[place] / n2.sum()),
                Values(
                    name,
                    name,
                    "share",
                    _worse(name),
                    Estimate(*(one[place] for one in (before.value, before.low, before.high, before.n))),
                    Estimate(*(one[place] for one in (after.value, after.low, after.high, after.n))),
                    Difference(
                        change.value[place],
                        change.low[place],
                        change.high[place],
                        change.p_value[place],
                        n1[place],
                        n2[place],
                    ),
                    ((float(k1[place]), float(n1[place])), (float(k2[place]), float(n2[place]))),
                ),
            )
            for place in range(n1.size)
            if min(n1[place], n2[place]) >= minimum_n
        ]


def share(name: str, before: tuple[float, float], after: tuple[float, float]) -> Values:
    """Return a share of both sides."""
    change = proportion.difference(before, after)
    sides = proportion.estimate(*before), proportion.estimate(*after)
    return Values(name, name, "share", _worse(name), *sides, change, (before, after))


def number(name: str, before: NDArray[np.float64], after: NDArray[np.float64]) -> Values:
    """Return the mean of a number on both sides."""
    first, second = ((one.size, one.sum(), (one**2).sum()) for one in (before, after))
    sides = mean.estimate(*first), mean.estimate(*second)
    return Values(name, name, "", _worse(name), *sides, mean.difference(first, second))


def _worse(name: str) -> int:
    return -1 if name in GOOD else 1


def _p95(values: NDArray[np.float64]) -> Estimate:
    bins, counts = np.unique(bucket_of(values), return_counts=True)
    return quantile.estimate(bucket_low(bins), bucket_high(bins), counts, 0.95)


def _ece(told: NDArray[np.float64], label: NDArray[np.float64]) -> Estimate:
    place = np.minimum((told * 10).astype(int), 9)
    n, predicted, hits = (np.bincount(place, weights, 10) for weights in (np.ones_like(told), told, label))
    return calibration.expected_calibration_error(n, predicted, hits, np.random.default_rng(1), draws=60)
