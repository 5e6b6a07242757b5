"""Coefficients of agreement from labels: each answer counts once, however many people labelled it."""

import numpy as np
import polars as pl

from tidegauge.formats import share
from tidegauge.reports._agreement.answers import Labels
from tidegauge.reports._agreement.records import Coefficients
from tidegauge.reports._judge.agreement import FEWEST
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._prevalence import prevalence_words, says_little
from tidegauge.reports._rater_pairs import rater_pairs
from tidegauge.reports._records import Measure
from tidegauge.stats import proportion
from tidegauge.stats.agreement.cohen_kappa import cohen_kappa
from tidegauge.stats.agreement.gwet_ac1 import gwet_ac1
from tidegauge.stats.agreement.krippendorff_alpha import krippendorff_alpha
from tidegauge.stats.estimate import Floats

LONGEST = 40


def doubles(labels: Labels) -> Labels:
    """Return the labels of answers that two people or more labelled."""
    return labels.of(pl.len().over("span_id") >= 2)


def pairs_of(labels: Labels) -> pl.DataFrame:
    """Return rows (span_id, reviewer, answer, value, reviewer_right, .., weight): two labels of one answer.

    The weights of an answer's pairs sum to 1.
    """
    pairs = rater_pairs(labels.rows, ["span_id"], ["answer", "value"])
    return pairs.with_columns(weight=1 / pl.len().over("span_id"))


def coefficients(labels: Labels, usual: str | None = None) -> Coefficients | None:
    """Return how far these labels agree; None where fewer than 10 answers have two.

    `usual` is the measure that is shown first: kappa or alpha; without it kappa, unless an answer has three labels.
    """
    twice = doubles(labels)
    answers = twice.rows["span_id"].n_unique()
    if answers < FEWEST:
        return None
    pairs = pairs_of(twice)
    table = pair_table(pairs, "answer", twice.answers.values)
    kappa, ac1 = cohen_kappa(table), measure_of(gwet_ac1(table))
    alpha = measure_of(krippendorff_alpha(_matrix(twice, "answer")))
    weighted, ordered = _in_order(twice, pairs)
    agreed = _part(float(np.trace(table)), answers)
    common, often = _common(twice, answers)
    measure = usual or usual_measure(labels)
    first = measure_of(kappa) if measure == "kappa" else alpha
    little = says_little(agreed.value, float(kappa.value), ac1.value)
    dominated = prevalence_words(agreed.value, common, float(kappa.value), ac1.value) if little else None
    return Coefficients(
        answers=answers,
        agreed=agreed,
        measure=measure,
        headline=first,
        kappa=measure_of(kappa),
        weighted_kappa=weighted,
        alpha=alpha,
        ordered_alpha=ordered,
        ac1=ac1,
        common=common,
        common_share=often,
        warning=dominated if kappa.refusal is None else None,
        refusal=kappa.refusal,
    )


def lowest(found: Measure) -> float:
    """Return a coefficient as a place in a list, lowest first; where there is none, last."""
    return found.value if found.value == found.value else 2.0


def usual_measure(labels: Labels) -> str:
    """Return kappa, or alpha where any answer has more than two labels."""
    most = labels.rows.group_by("span_id").len()["len"].max()
    return "alpha" if isinstance(most, int) and most > 2 else "kappa"


def pair_table(pairs: pl.DataFrame, column: str, values: tuple[float, ...]) -> Floats:
    """Return the weights of pairs by the first's value (rows) and the second's, shape (c, c)."""
    place = {value: number for number, value in enumerate(values)}
    table = np.zeros((len(place), len(place)))
    rows, columns = ([place[one] for one in pairs[name]] for name in (column, f"{column}_right"))
    np.add.at(table, (rows, columns), pairs["weight"].to_numpy())
    return table


def _in_order(labels: Labels, pairs: pl.DataFrame) -> tuple[Measure | None, Measure | None]:
    """Return quadratic-weighted kappa of the marks, and alpha that counts how far labels are apart."""
    ordered, marks = labels.answers.ordered, labels.answers.marks
    if ordered is None:
        return None, None
    alpha = measure_of(krippendorff_alpha(_matrix(labels, "value"), ordered))
    return (measure_of(cohen_kappa(pair_table(pairs, "value", marks), "quadratic")) if marks else None), alpha


def _matrix(labels: Labels, column: str) -> Floats:
    """Return the labels as (places, answers): who is in which place says nothing, and alpha does not ask."""
    rows = labels.rows.sort("span_id", "reviewer")
    rows = rows.with_columns(
        unit=pl.col("span_id").rank("dense") - 1, place=pl.int_range(pl.len()).over("span_id")
    )
    unit, place = (rows[name].to_numpy().astype(np.int64) for name in ("unit", "place"))
    data = np.full((int(place.max()) + 1, int(unit.max()) + 1), np.nan)
    data[place, unit] = rows[column].to_numpy()
    return data


def _common(labels: Labels, answers: int) -> tuple[str, Measure]:
    """Return what the most frequent answer is, in words, and its share of the labels."""
    counted = labels.rows.group_by("answer").len().sort("len", "answer", descending=[True, False])
    often = float(counted["len"][0]) / labels.rows.height
    word = labels.answers.word(counted["answer"][0])
    said = f"of answers {word}" if word in {"pass", "fail"} else f"of labels are {word[:LONGEST]}"
    return f"{share(often)} {said}", _part(often * answers, answers)


def _part(k: float, n: float) -> Measure:
    return measure_of(proportion.estimate(min(k, n), n))
