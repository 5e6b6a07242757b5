"""The shared oracles of control charts, and the printed tables of textbooks."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tidegauge.stats.spc._records import Kind, Subgroups


@pytest.fixture(scope="session")
def oracles(shared: Path) -> dict:
    """Expected values by R's qcc and spc, NIST's handbook and Laney's formula: see the file's own `_about`."""
    return json.loads((shared / "oracles/spc_oracles.json").read_text())


@pytest.fixture(scope="session")
def printed(shared: Path) -> dict:
    """Values that qcc's reference pages print for textbook tables (Montgomery; Ryan; Wetherill and Brown)."""
    return json.loads((shared / "data/spc_reference.truth.json").read_text())


@pytest.fixture(scope="session")
def table(shared: Path) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Return table(dataset, trial): group, x and size of the rows of Phase I, or of all rows with trial=None."""
    rows = list(csv.DictReader((shared / "data/spc_reference.csv").read_text().splitlines()))

    def chosen(dataset: str, trial: bool | None = True) -> tuple[np.ndarray, np.ndarray]:
        found = [one for one in rows if one["dataset"] == dataset and trial in {None, one["trial"] == "True"}]
        x = np.array([float(one["x"]) for one in found])
        return x, np.array([float(one["size"] or 1) for one in found])

    return chosen


@pytest.fixture(scope="session")
def hits() -> Callable[..., Subgroups]:
    """Return hits(s, n, kind=Kind.RATE): subgroups of a rate or of counts."""

    def made(s, n, kind=Kind.RATE) -> Subgroups:
        s, n = (np.array(values, dtype=float) for values in np.broadcast_arrays(s, n))
        return Subgroups(kind, n, s, s)

    return made


@pytest.fixture(scope="session")
def means() -> Callable[..., Subgroups]:
    """Return means(rows): subgroups of an array of shape (points, rows of a point)."""

    def made(rows) -> Subgroups:
        x = np.array(rows, dtype=float)
        return Subgroups(Kind.MEAN, np.full(len(x), float(x.shape[1])), x.sum(axis=1), (x**2).sum(axis=1))

    return made
