"""What a collector has done since it started."""

from dataclasses import dataclass


@dataclass
class Tally:
    """Counts of spans and evaluation results. `stored` ones stand in the store, or are told of there: of them,
    `duplicates` were there already and `quarantined` broke a rule."""

    received: int = 0
    stored: int = 0
    duplicates: int = 0
    quarantined: int = 0
    rejected: int = 0
