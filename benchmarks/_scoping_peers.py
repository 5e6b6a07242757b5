"""What scoping is measured against: the plain rule without any statistics, and Adtributor, written from the paper."""

from itertools import combinations

import numpy as np

from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.records import Where


def plain(table: LeafTable, calm: tuple[int, ...], most: int = 10) -> list[Where]:
    """Return segments by share of the excess less half the share of traffic: no test, no contrast, one cause after the other never."""
    y1, w1 = table.current.y, table.current.w
    y0, w0 = (
        np.sum([getattr(table.references[place], name) for place in calm], axis=0) for name in ("y", "w")
    )
    columns = np.stack([y1, w1, y0, w0])
    whole = y1.sum() - w1.sum() * y0.sum() / w0.sum()
    found: list[tuple[float, Where]] = []
    for order in range(1, min(3, len(table.attributes)) + 1):
        for places in combinations(range(len(table.attributes)), order):
            cells, cell = np.unique(table.codes[list(places)], axis=1, return_inverse=True)
            sums = [np.bincount(cell.ravel(), column, cells.shape[1]) for column in columns]
            excess = sums[0] - sums[1] * sums[2] / np.maximum(sums[3], 1)
            score = excess / whole - 0.5 * sums[1] / w1.sum()
            best = np.argsort(-score)[:most]
            found += [(float(score[one]), _named(table, places, cells[:, one])) for one in best]
    return [where for _, where in sorted(found, key=lambda one: -one[0])[:most]]


def adtributor(table: LeafTable, calm: tuple[int, ...]) -> list[Where]:
    """Return the values that Adtributor finds, those of its first attribute first.

    Bhagwan et al., NSDI 2014: of each attribute the most surprising values with a tenth of the change each, until they explain two
    thirds; attributes by their sum of surprise. It knows single values only.
    """
    sets = [_surprising(table, place, calm) for place in range(len(table.attributes))]
    ordered = sorted((one for one in sets if one[1]), key=lambda one: -one[0])
    return [where for _, values in ordered for where in values]


def _surprising(table: LeafTable, place: int, calm: tuple[int, ...]) -> tuple[float, list[Where]]:
    size, codes = len(table.values[place]), table.codes[place]
    now, w1 = (np.bincount(codes, column, size) for column in (table.current.y, table.current.w))
    y0, w0 = (
        np.bincount(codes, np.sum([getattr(table.references[one], name) for one in calm], axis=0), size)
        for name in ("y", "w")
    )
    forecast = w1 * (y0 + 1e-9) / np.maximum(w0, 1)
    change = now.sum() - forecast.sum()
    p, q = forecast / forecast.sum(), now / max(now.sum(), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.nan_to_num(p * np.log(2 * p / (p + q))) + np.nan_to_num(q * np.log(2 * q / (p + q)))
    power, found, explained, total = (now - forecast) / change, [], 0.0, 0.0
    for value in np.argsort(-surprise):
        if power[value] > 0.1:
            found.append(_named(table, (place,), np.array([value])))
            explained, total = explained + power[value], total + surprise[value]
        if explained > 0.67:
            return float(total), found
    return 0.0, []


def _named(table: LeafTable, places: tuple[int, ...], codes: np.ndarray) -> Where:
    return tuple(
        (table.attributes[place], table.values[place][code])
        for place, code in zip(places, codes, strict=True)
    )
