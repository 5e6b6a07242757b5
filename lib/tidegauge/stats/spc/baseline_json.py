"""A frozen baseline as the plain numbers that the workbench stores, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from tidegauge.stats.spc._records import Baseline, BaselineError, Kind

Plain = Mapping[str, object]


def to_json(baseline: Baseline) -> dict[str, object]:
    """Return the baseline as a mapping that `json.dumps` takes.

    >>> kept = to_json(Baseline("p", Kind.RATE, points=30, centre=0.02, sigma=0.14))
    >>> kept["kind"], kept["centre"], from_json(kept) == Baseline("p", Kind.RATE, 30, 0.02, 0.14)
    ('rate', 0.02, True)
    """
    return {**asdict(baseline), "kind": baseline.kind.value}


def from_json(kept: Plain) -> Baseline:
    """Return the baseline that was kept. Keys that it has not are ignored, so that older versions can be read.

    Raises:
        BaselineError: a key is missing or is not what it should be.
    """
    known = {field.name for field in fields(Baseline)}
    given = {name: _frozen(value) for name, value in kept.items() if name in known}
    try:
        return Baseline(**{**given, "kind": Kind(str(given["kind"]))})  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError) as error:
        raise BaselineError(f"This is not a baseline that was kept: {error}.") from error


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
