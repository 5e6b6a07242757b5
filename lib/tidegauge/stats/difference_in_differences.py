"""A change less the change of those that nothing was done to: difference in differences."""

import numpy as np

from tidegauge.stats.estimate import Difference
from tidegauge.stats.normal import critical, p_value


def difference_in_differences(control: Difference, treated: Difference, level: float = 0.95) -> Difference:
    """Return the change of the treated less that of the control, with its interval and p-value.

    Both are changes between the same two windows, of rows that are not each other's. What moved both (a season, a price)
    falls out. Standard errors are read from the widths of the two intervals.

    Examples
    --------
    Sales of steered traffic fell by 4 points while those of random traffic fell by 1:

    >>> from tidegauge.stats import proportion
    >>> control = proportion.difference((400, 2000), (380, 2000))
    >>> treated = proportion.difference((5000, 20000), (4200, 20000))
    >>> found = difference_in_differences(control, treated)
    >>> round(float(found.value), 3), bool(found.high < 0)
    (-0.03, True)

    References
    ----------
    Angrist, J. D. and Pischke, J.-S. (2009). Mostly Harmless Econometrics, chapter 5. Princeton.
    """
    z = critical(level)
    value = np.asarray(treated.value - control.value)
    error = np.hypot(*((one.high - one.low) / (2 * z) for one in (control, treated)))
    half = z * error
    # The smaller group is what it stands on.
    before = np.minimum(control.n_reference, treated.n_reference)
    now = np.minimum(control.n_current, treated.n_current)
    return Difference(value, value - half, value + half, p_value(value, np.asarray(error)), before, now)
