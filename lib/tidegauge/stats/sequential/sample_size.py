"""The rows that a comparison takes, looked at once or every day: what a floor costs, before anybody waits for it."""

import numpy as np
from scipy import special

from tidegauge.stats.normal import critical
from tidegauge.stats.sequential.always_valid import boundary

POWER = 0.8
_DOUBLINGS, _HALVINGS = 60, 24


def rows_to_see(
    effect: float, deviation: float, *, any_look: bool = True, power: float = POWER, level: float = 0.95
) -> float:
    """Return the rows of each side that show a true difference with chance `power`; infinite for none.

    With `any_look` the interval is the always-valid one, planned for just these rows: it takes about twice as many as one
    look at the end, and then any number of looks before is free.

    Parameters
    ----------
    effect : the true difference, in the unit of `deviation`.
    deviation : standard deviation of a row, that of both sides; of shares see `deviation_of_shares`.
    any_look : whether somebody looks before the end.
    power, level : chance to show the difference, and coverage of the interval.

    Examples
    --------
    A score that varies by 0.8 and falls by 0.1, looked at once and every day:

    >>> [round(rows_to_see(-0.1, 0.8, any_look=often)) for often in (False, True)]
    [1005, 1924]

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed. Erlbaum. Waudby-Smith, I., Arbour,
    D., Sinha, R., Kennedy, E. H. and Ramdas, A. (2024). Annals of Statistics 52, 2613-2640.
    """
    if effect == 0 or not np.isfinite(effect) or not np.isfinite(deviation):
        return float("inf")
    if deviation == 0:
        return 1.0
    # At the planned row the boundary does not depend on how many rows that are.
    reach = float(boundary(1.0, 1.0, level)) if any_look else critical(level)
    return float(2 * ((reach + special.ndtri(power)) * deviation / effect) ** 2)


def deviation_of_shares(first: float, second: float) -> float:
    """Return the standard deviation of a row of which one side has the share `first` and the other `second`.

    >>> round(deviation_of_shares(0.5, 0.5), 3), round(deviation_of_shares(0.01, 0.03), 3)
    (0.5, 0.14)
    """
    return float(np.sqrt((first * (1 - first) + second * (1 - second)) / 2))


def rows_until(half_width: float, error: float, rows: float, planned: float, *, level: float = 0.95) -> float:
    """Return how many times as many rows make an always-valid interval no wider than `half_width` to either side.

    1 where it is narrow enough already.

    Parameters
    ----------
    half_width : how far the interval may reach to one side.
    error : the standard error of the difference now.
    rows : rows of both sides now.
    planned : the rows that the interval is planned for (`always_valid`).

    Examples
    --------
    >>> round(rows_until(0.02, 0.01, 4000, 4000), 2)
    2.36
    """
    if not error > 0 or not rows > 0:
        return 1.0 if error == 0 else float("inf")

    def reaches(times: float) -> bool:
        return bool(error / np.sqrt(times) * float(boundary(rows * times, planned, level)) <= half_width)

    if reaches(1.0) or half_width <= 0:
        return 1.0 if half_width > 0 else float("inf")
    low, high = 1.0, 2.0
    while not reaches(high):
        low, high = high, high * 2
        if high > 2.0**_DOUBLINGS:
            return float("inf")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
