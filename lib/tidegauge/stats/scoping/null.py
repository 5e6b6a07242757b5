"""What holds for the whole table where nothing happened: how noisy it is, and which test fits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Null:
    """`counts`: y is Poisson; else its variance is known by sums. `signed`: y takes both signs, so factors mean nothing.

    `prior` is the w that thin segments are drawn towards their expectation with, `noise` the variance of y per w in the
    reference, `ratio` the current length (a total) or w (else) per that of the reference, `phi` the over-dispersion,
    `unit` the w of a typical row.
    """

    counts: bool
    signed: bool
    prior: float
    noise: float
    ratio: float
    phi: float
    unit: float = 1.0
