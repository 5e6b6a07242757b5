"""NannyML's univariate drift on the pair, run by an interpreter that has it: a process of its own."""

import os
import time

STARTED = time.perf_counter()
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"

import nannyml  # noqa: E402  what is imported below is part of what is measured
import pandas as pd  # noqa: E402
from _drift_measure import CATEGORIES, NUMBERS, Values, files, measure  # noqa: E402


def run() -> Values:
    """Return Jensen-Shannon, Kolmogorov-Smirnov and Wasserstein of numbers, Jensen-Shannon and chi-squared of categories."""
    reference, current = (pd.read_parquet(file) for file in files())
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=NUMBERS + CATEGORIES,
        treat_as_categorical=CATEGORIES,
        continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein"],
        categorical_methods=["jensen_shannon", "chi2"],
        chunk_number=1,
    )
    frame = calculator.fit(reference).calculate(current).filter(period="analysis").to_df()
    found: Values = {}
    for column, method, what in frame.columns:
        if what == "value":
            found.setdefault(column, {})[method] = float(frame[(column, method, what)].iloc[0])
    return found


if __name__ == "__main__":
    measure(STARTED, run)
