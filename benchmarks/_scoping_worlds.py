"""Simulated traffic over twelve attributes, of which the truth is known: tables of leaves, and raw calls."""

import time
from dataclasses import dataclass, replace

import numpy as np
from _table import show
from scipy import special

from tidegauge.stats.scoping.leaves import Codes, Kind, LeafTable, Sums
from tidegauge.stats.scoping.records import Outcome, Scoped, Where
from tidegauge.stats.scoping.scope import scope

Random = np.random.Generator

CARDS = (2, 3, 4, 5, 6, 8, 10, 12, 20, 30, 50, 100)
RATE = 0.03


@dataclass(frozen=True, eq=False)
class World:
    """Leaves with their calls in two windows and what is true of each: a rate, or the mean of a log-normal value."""

    codes: Codes
    calls: tuple[np.ndarray, np.ndarray]
    truth: np.ndarray
    kind: Kind


def world(random: Random, leaves: int, kind: Kind = Kind.RATE) -> World:
    """Return a world: values are as unequal as ranks to the power of -1, leaves have five calls in both windows together, and each value moves the truth by a factor."""
    codes = np.stack([_drawn(random, card, leaves) for card in CARDS]).astype(np.int32)
    number = np.zeros(leaves, dtype=np.int64)
    for row, card in zip(codes, CARDS, strict=True):
        number = number * card + row
    codes = np.ascontiguousarray(codes[:, np.unique(number, return_index=True)[1]])
    calls = tuple(random.poisson(2.5, codes.shape[1]).astype(float) for _ in range(2))
    level = np.full(codes.shape[1], RATE if kind is Kind.RATE else 100.0)
    for row, card in zip(codes, CARDS, strict=True):
        level *= np.exp(0.15 * random.normal(size=card))[row]
    return World(codes, (calls[0], calls[1]), np.minimum(level, 0.5) if kind is Kind.RATE else level, kind)


def table(random: Random, made: World, now: np.ndarray) -> LeafTable:
    """Return the world's two windows drawn: what was true before, and `now` in the current one."""
    before, current = (
        _window(random, made, w, t) for w, t in zip(made.calls, (made.truth, now), strict=True)
    )
    values = tuple(tuple(map(str, range(card))) for card in CARDS)
    return LeafTable(made.kind, tuple(f"a{card}" for card in CARDS), values, made.codes, current, (before,))


def planted(random: Random, made: World, z: float) -> tuple[LeafTable, Where, np.ndarray]:
    """Return a table in which a random segment of one to three attributes is worse by nominally z standard errors."""
    while True:
        leaf, order = int(random.integers(made.codes.shape[1])), int(random.integers(1, 4))
        chosen = sorted(random.choice(len(CARDS), order, replace=False))
        mask = np.all([made.codes[place] == made.codes[place, leaf] for place in chosen], axis=0)
        calls = made.calls[1][mask].sum()
        usual = float(made.truth[mask] @ made.calls[1][mask])
        spread = (
            2 * usual
            if made.kind is Kind.RATE
            else 2 * 1.7 * float(made.truth[mask] ** 2 @ made.calls[1][mask])
        )
        factor = 1 + _needed(z, usual, spread, made.kind)
        if 30 <= calls <= 0.3 * made.calls[1].sum() and (
            made.kind is not Kind.RATE or factor * made.truth[mask].max() < 0.9
        ):
            break
    where = tuple((f"a{CARDS[place]}", str(made.codes[place, leaf])) for place in chosen)
    return table(random, made, np.where(mask, made.truth * factor, made.truth)), where, mask


def as_total(leaves: LeafTable) -> LeafTable:
    """Return the table with the total of y in place of its rate."""
    return replace(leaves, kind=Kind.TOTAL)


def seen(leaves: LeafTable, mask: np.ndarray) -> float:
    """Return the standard errors that a plain two-sample test of the segment alone finds."""
    y1, w1 = leaves.current.y[mask].sum(), leaves.current.w[mask].sum()
    y0, w0 = leaves.references[0].y[mask].sum(), leaves.references[0].w[mask].sum()
    if leaves.current.q is None or leaves.references[0].q is None:
        pooled = (y1 + y0) / (w1 + w0)
        return float((y1 / w1 - y0 / w0) / np.sqrt(pooled * (1 - pooled) * (1 / w1 + 1 / w0)))
    q1, q0 = leaves.current.q[mask].sum(), leaves.references[0].q[mask].sum()
    spread = (q1 - y1**2 / w1) / w1**2 + (q0 - y0**2 / w0) / w0**2
    return float((y1 / w1 - y0 / w0) / np.sqrt(spread))


def _needed(z: float, usual: float, spread: float, kind: Kind) -> float:
    """Return the relative rise that is z standard errors; a count's own variance rises with it."""
    if kind is not Kind.RATE:
        return z * np.sqrt(spread) / usual
    return (z**2 + z * np.sqrt(z**2 + 4 * spread)) / 2 / usual


def _drawn(random: Random, card: int, size: int) -> np.ndarray:
    weights = 1 / np.arange(1, card + 1)
    return random.choice(card, size, p=weights / weights.sum())


def _window(random: Random, made: World, w: np.ndarray, truth: np.ndarray) -> Sums:
    if made.kind is Kind.RATE:
        return Sums(random.binomial(w.astype(int), truth).astype(float), w)
    # A log-normal value with a coefficient of variation of 1.3.
    sigma = np.sqrt(np.log1p(1.3**2))
    leaf = np.repeat(np.arange(w.size), w.astype(int))
    value = truth[leaf] * np.exp(sigma * random.normal(size=leaf.size) - sigma**2 / 2)
    return Sums(np.bincount(leaf, value, w.size), w, np.bincount(leaf, value**2, w.size))


def quantile(random: Random, leaves: int, z: float) -> tuple[LeafTable, Where, np.ndarray]:
    """Return a table of the calls above the reference's p95 where a segment's values are larger."""
    made = world(random, leaves, Kind.MEAN)
    leaf = [np.repeat(np.arange(w.size), w.astype(int)) for w in made.calls]
    values = [made.truth[one] * np.exp(0.8 * random.normal(size=one.size)) for one in leaf]
    limit = np.quantile(values[0], 0.95)
    above = World(made.codes, made.calls, np.full(made.truth.size, 0.05), Kind.RATE)
    _, where, mask = planted(random, above, z)
    # The rise of the share above that is z standard errors, as a factor of the value at the p95 of a log-normal.
    usual = max(float((values[0] > limit)[mask[leaf[0]]].mean()), 0.01)
    calls = made.calls[1][mask].sum()
    share = min(usual + _needed(z, usual * calls, 2 * usual * calls, Kind.RATE) * usual, 0.8)
    values[1] = np.where(
        mask[leaf[1]], values[1] * np.exp(0.8 * (_probit(1 - usual) - _probit(1 - share))), values[1]
    )
    y0, y1 = (np.bincount(one, v > limit, mask.size) for one, v in zip(leaf, values, strict=True))
    base = table(random, above, above.truth)
    now, before = Sums(y1, made.calls[1]), Sums(y0, made.calls[0])
    return replace(base, current=now, references=(before,)), where, mask


def _probit(share: float) -> float:
    return float(special.ndtri(share))


def measured(*, quick: bool) -> None:
    """Print how often simulated nulls name something, and planted segments come first."""
    leaves, runs = (20_000, 6) if quick else (100_000, 20)
    rows = [
        _nulls(kind, leaves, runs, factor)
        for kind in (Kind.RATE, Kind.MEAN, Kind.TOTAL)
        for factor in (1.0, 1.5)
    ]
    rows += [_plants("rate", leaves, runs, z) for z in (8.0, 12.0, 20.0)]
    rows += [_plants(name, leaves, runs, 12.0) for name in ("mean", "total", "p95")]
    if not quick:
        rows += [_nulls(Kind.RATE, 1_000_000, 5, factor) for factor in (1.0, 1.5)]
        rows += [_plants("rate", 1_000_000, 10, z) for z in (9.0, 12.0)]
    heads = ["twelve attributes", "leaves", "named or first", "runs", "processor", "most"]
    show(
        "\nSimulated: nulls that name something, plants that come first where a test of them alone sees them",
        heads,
        rows,
    )


def _nulls(kind: Kind, leaves: int, runs: int, factor: float) -> list[object]:
    random, named, seconds = np.random.default_rng(5), 0, []
    for _ in range(runs):
        made = world(random, leaves, Kind.RATE if kind is Kind.TOTAL else kind)
        drawn = table(random, made, made.truth * factor)
        found = _timed(as_total(drawn) if kind is Kind.TOTAL else drawn, seconds)
        named += found.outcome is Outcome.CAUSES
    name = f"{kind}, {'nothing' if factor == 1 else f'all x{factor}'}"
    return [name, leaves, named, runs, f"{np.mean(seconds):.2f} s", f"{max(seconds):.2f} s"]


def _plants(name: str, leaves: int, runs: int, z: float) -> list[object]:
    """Count those that a test of the segment alone sees with one standard error to spare, its search counted."""
    random, first, visible, seconds = np.random.default_rng(6), 0, 0, []
    for _ in range(runs):
        if name == "p95":
            drawn, where, mask = quantile(random, leaves, z)
        else:
            kind = Kind.MEAN if name == "mean" else Kind.RATE
            drawn, where, mask = planted(random, world(random, leaves, kind), z)
        found = _timed(as_total(drawn) if name == "total" else drawn, seconds)
        if seen(drawn, mask) > found.bar + 1:
            visible += 1
            first += where in {found.ranked[0].where, *found.ranked[0].aliases}
    return [f"{name}, z {z:g}", leaves, first, visible, f"{np.mean(seconds):.2f} s", f"{max(seconds):.2f} s"]


def _timed(drawn: LeafTable, seconds: list[float]) -> Scoped:
    begun = time.process_time()
    found = scope(drawn)
    seconds.append(time.process_time() - begun)
    return found
