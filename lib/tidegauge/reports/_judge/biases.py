"""The ways in which judges are known to err, tested on this window: length, position, inverted labels and others."""

from collections.abc import Iterator, Sequence

import polars as pl

from tidegauge.formats import decimal, share
from tidegauge.reports._judge.agreement import Rated
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Agreement, Bias
from tidegauge.reports._prevalence import MOSTLY, prevalence_words, says_little
from tidegauge.reports._records import Measure
from tidegauge.stats import proportion
from tidegauge.stats.agreement.correlation import pearson
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.judging.preference import prefers

FOUND, NONE, UNTESTED = "found", "none", "untested"

FEWEST = 30
"""Pairs or labels below which a bias is not tested."""

MATERIAL = 0.05
"""How far from one half the share of the longer, or the first, answer must lie to be called a bias."""

RATED_ONLY = 0.95
"""The share of labelled answers in rated sessions from which the labels are of those who rated only."""


def position(preferences: pl.DataFrame) -> Bias:
    """Return whether the answer that stands first in the prompt is preferred."""
    placed = preferences.filter(pl.col("label").is_in(["first", "second"]), pl.col("value") != 0.5)
    first = pl.col("label") == "first"
    wins = placed.filter(first == (pl.col("value") > 0.5))["n"].sum()
    n = int(placed["n"].sum())
    if n < FEWEST:
        return Bias(
            "position",
            UNTESTED,
            "needs scores called preference, labelled first or second: pairwise judging.",
        )
    found = prefers(float(wins), n)
    return Bias(
        "position", leans(found), told(found, f"prefers the first answer in {pairs_text(found)}, n {n:,}.")
    )


def leans(found: Estimate) -> str:
    """Return whether a share lies away from one half for certain and far enough to matter, or surely does not.

    Anything else is not tested: an interval that holds one half and a share that would matter shows neither.
    """
    low, high = float(found.low) - 0.5, float(found.high) - 0.5
    if (low > 0 or high < 0) and abs(float(found.value) - 0.5) >= MATERIAL:
        return FOUND
    return NONE if max(-low, high) <= MATERIAL else UNTESTED


def told(found: Estimate, text: str) -> str:
    """Return what was found, with the verdict in front where nothing was."""
    return {FOUND: text, NONE: f"not material: {text}"}.get(leans(found), f"cannot tell: {text}")


def pairs_text(found: Estimate) -> str:
    """Return a share of decided pairs with its interval."""
    low, high = (decimal(100 * float(one), 0) for one in (found.low, found.high))
    return f"{share(float(found.value), 0)} of decided pairs [{low}, {high}]"


def inverted(rated: Rated | None) -> Bias:
    """Return whether the judge calls good what people call bad: labels or scale turned round."""
    if rated is None or rated.first.size < FEWEST:
        return Bias("inverted labels", UNTESTED, f"needs {FEWEST} answers with scores of people and judge.")
    found = pearson(rated.first, rated.second)
    value, low, high = (decimal(float(one), 2) for one in (found.value, found.low, found.high))
    if float(found.high) < 0:
        text = f"the judge's scores fall where people's rise: correlation {value} [{low}, {high}]. Check which end is good."
        return Bias("inverted labels", FOUND, text)
    if float(found.low) <= 0:
        text = f"cannot tell: correlation with people {value} [{low}, {high}]."
        return Bias("inverted labels", UNTESTED, text)
    return Bias("inverted labels", NONE, f"none found: correlation with people {value} [{low}, {high}].")


def prevalence(measures: Sequence[Agreement], rated: Rated | None) -> Bias:
    """Return whether kappa is low only because one answer dominates."""
    known = {one.measure: one.value for one in measures}
    kappa, steady = known.get("kappa"), known.get("AC1")
    if rated is None or kappa is None or steady is None:
        return Bias("prevalence", UNTESTED, f"needs {FEWEST} answers with scores of people and judge.")
    passed = float(rated.verdicts.sum(axis=1)[1] / rated.verdicts.sum())
    common = f"{share(max(passed, 1 - passed))} of labelled answers {'pass' if passed > 0.5 else 'fail'}"
    if says_little(rated.agreed, kappa.value, steady.value):
        text = prevalence_words(rated.agreed, common, kappa.value, steady.value)
        if kappa.low <= 0:
            text += f" That the judge does better than chance is not shown: kappa {_bounds(kappa)}."
        return Bias("prevalence", FOUND, text)
    return Bias(
        "prevalence",
        NONE,
        f"not material: {common}; kappa {decimal(kappa.value, 2)}, AC1 {decimal(steady.value, 2)}.",
    )


def survivors(labelled: int, rated: int, sessions: int, sessions_rated: int) -> Bias | None:
    """Return a warning where all labels are of answers in sessions that somebody rated; None where nothing can be said.

    `labelled` and `rated` are answers with a label, and those of them in rated sessions; then sessions, and rated ones.
    """
    if labelled < FEWEST or not rated:
        return None
    if rated >= RATED_ONLY * labelled and sessions_rated < sessions / 2:
        text = (
            f"{share(rated / labelled)} of labels are of sessions that somebody rated, and "
            f"{share(sessions_rated / sessions)} of sessions are. "
            "Agreement and correction hold for those alone: label a random draw of all."
        )
        return Bias("survivors only", FOUND, text)
    return Bias(
        "survivors only", NONE, f"none found: {share(rated / labelled)} of labels are of rated sessions."
    )


def consistency(facts: JudgeFacts) -> Iterator[Bias]:
    """Yield how often a judge that was asked again says the same."""
    judged = facts.versions.filter(pl.col("source") == "judge")
    repeated, steady = (int(judged[name].sum() or 0) for name in ("repeated", "steady"))
    if repeated >= FEWEST:
        found = proportion.estimate(steady, repeated)
        low, high = (decimal(100 * float(one), 0) for one in (found.low, found.high))
        text = f"gives the same score again in {share(float(found.value))} [{low}, {high}] of {repeated:,} repeated answers."
        steady_for_certain = NONE if float(found.low) >= MOSTLY else UNTESTED
        yield Bias("repeats", FOUND if float(found.high) < MOSTLY else steady_for_certain, text)


def _bounds(found: Measure) -> str:
    return f"[{decimal(found.low, 2)}, {decimal(found.high, 2)}]"
