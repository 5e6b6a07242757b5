"""Evidently's DataDriftPreset on the pair, run by an interpreter that has it: a process of its own."""

import sys
import time

STARTED = time.perf_counter()

import pandas as pd  # noqa: E402  what is imported below is part of what is measured
from _drift_measure import CATEGORIES, NUMBERS, Values, files, measure  # noqa: E402
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402


def run() -> Values:
    """Return the value of each column's test: the default one, or those named by the third and fourth argument."""
    reference, current = (pd.read_parquet(file) for file in files())
    columns = DataDefinition(numerical_columns=NUMBERS, categorical_columns=CATEGORIES)
    sets = [Dataset.from_pandas(frame, data_definition=columns) for frame in (current, reference)]
    chosen = dict(zip(("num_method", "cat_method"), sys.argv[3:], strict=False))
    report = Report([DataDriftPreset(**chosen)]).run(*sets)
    found: Values = {}
    for metric in report.dict()["metrics"]:
        config = metric["config"]
        if "column" in config:
            found[config["column"]] = {config["method"]: float(metric["value"])}
    return found


if __name__ == "__main__":
    measure(STARTED, run)
