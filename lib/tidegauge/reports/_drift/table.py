"""The drift table as a frame: one row each, every statistic in a column of its own."""

import polars as pl

from tidegauge.reports._drift.records import DriftReport, DriftRow

_SHOWN = (
    *("kolmogorov_smirnov", "psi", "jensen_shannon", "total_variation", "chi_squared", "cramers_v"),
    *(
        "wasserstein",
        "wasserstein_per_std",
        "wasserstein_per_iqr",
        "mean_shift",
        "variance_ratio",
        "quantile_jump",
    ),
    *("null_share", "single_category", "kullback_leibler", "hellinger", "energy"),
)


def table(report: DriftReport) -> pl.DataFrame:
    """Return the report's rows as a frame."""
    return pl.DataFrame([_flat(one) for one in report.rows], infer_schema_length=None)


def _flat(one: DriftRow) -> dict[str, object]:
    values = {test.name: test for test in one.tests}
    psi = values.get("psi")
    return {
        "kind": one.kind.value,
        "what": one.what,
        "column": one.column,
        "verdict": one.verdict.value,
        "direction": one.direction.value,
        "before": one.before,
        "now": one.now,
        "size": one.size,
        "unit": one.unit,
        "difference": one.difference.value if one.difference else None,
        "difference_low": one.difference.low if one.difference else None,
        "difference_high": one.difference.high if one.difference else None,
        "since": one.onset.at if one.onset else None,
        "since_low": one.onset.low if one.onset else None,
        "since_high": one.onset.high if one.onset else None,
        "coverage": one.coverage,
        "n_reference": one.n_reference,
        "n_current": one.n_current,
        "p_value": one.p_value,
        "mix_part": one.mix.mix.value if one.mix else None,
        "rate_part": one.mix.rate.value if one.mix else None,
        **{name: values[name].value if name in values else None for name in _SHOWN},
        "psi_no_drift": psi.no_drift if psi else None,
        "published_thresholds_exceeded": ", ".join(test.name for test in one.tests if test.exceeds),
        "sentence": one.sentence,
    }
