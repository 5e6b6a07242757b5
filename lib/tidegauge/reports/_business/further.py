"""What else is worth saying: each further outcome, decision, score, slice, lead and change that moved."""

from dataclasses import replace

from tidegauge import formats
from tidegauge.findings import Finding, Link, Verdict
from tidegauge.reports._business.records import ChangeCost
from tidegauge.reports._business.said import Said
from tidegauge.reports._business.texts import held_words, lag_words, money_words
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import brief, change, moved, standing


def further(said: Said, headline: str | None) -> list[Finding]:
    """Return a finding for all that changed but the figure `headline`."""
    changed = (one for one in said.outcomes if one.verdict is Verdict.CHANGED and one.metric != headline)
    found = [_outcome(one, said) for one in changed]
    return found + _decisions(said) + _scores(said) + _slice(said) + _leads(said) + _changes(said)


def _outcome(one: Comparison, said: Said) -> Finding:
    found = comparison_finding(
        one,
        "business.outcome",
        f"{moved(one, said.currency)}.",
        (change(one, said.currency), f"{standing(one).partition(' · ')[0]} sessions"),
    )
    return replace(found, link=Link("business", {"business_outcome": one.metric}))


def _decisions(said: Said) -> list[Finding]:
    drift = said.decisions
    moved_one = next((one for one in drift.shares if one.value == drift.moved), None) if drift else None
    if drift is None or moved_one is None:
        return []
    one = moved_one.comparison
    verb = "rose" if one.rising else "fell"
    ends = (formats.share(side.value) for side in (one.reference, one.current) if side is not None)
    sentence = f"The share of decisions that are “{brief(moved_one.value)}” {verb} from {' to '.join(ends)}."
    return [_of_column("decision", one, "business.decision", sentence, said)]


def _scores(said: Said) -> list[Finding]:
    figures = said.scores.comparisons if said.scores else ()
    return [
        _of_column(
            "prediction",
            one,
            f"business.{one.metric}",
            f"{moved(one, said.currency)}{_scores_tail(one)}.",
            said,
        )
        for one in figures
        if one.verdict is Verdict.CHANGED
    ]


def _of_column(column: str, one: Comparison, kind: str, sentence: str, said: Said) -> Finding:
    found = comparison_finding(one, kind, sentence, (change(one, said.currency), standing(one)))
    return replace(found, metric=None, column=column, link=Link("business"))


def _scores_tail(one: Comparison) -> str:
    return ": the predictions crowd together" if one.metric == "spread" and one.rising is False else ""


def _slice(said: Said) -> list[Finding]:
    one = said.slice
    if one is None or one.verdict is not Verdict.CHANGED:
        return []
    n = f"n {formats.count(one.random.n)} random and {formats.count(one.steered.n)} steered sessions"
    size = formats.difference(one.difference, one.unit, currency=said.currency)
    return [
        Finding(
            one.verdict,
            "business.random_slice",
            one.sentence,
            (f"{size} against random", n),
            direction=one.direction,
            effect=one.difference,
            n_current=one.random.n,
            p_value=one.p_value,
            link=Link("business"),
        )
    ]


def _leads(said: Said) -> list[Finding]:
    return [
        Finding(
            one.verdict,
            "business.lead",
            f"{one.signal_label} moves {lag_words(one)} before {one.outcome_label}.",
            (
                f"correlation {formats.decimal(one.correlation.value, 2)} {formats.interval(one.correlation.low, one.correlation.high)}",
                f"n {one.n} {one.unit}",
            ),
            metric=one.signal,
            effect=one.correlation,
            n_current=one.n,
            p_value=one.p_value,
            link=Link("control", {"metric": one.signal}),
        )
        for one in said.leads
        if one.verdict is Verdict.CHANGED and one.lag > 0
    ]


def _changes(said: Said) -> list[Finding]:
    return [
        Finding(
            one.verdict,
            "business.change",
            f"{_cost_words(one, said)} with {brief(one.change)}.",
            (
                f"n {formats.count(one.n_current)} against {formats.count(one.n_reference)} sessions",
                held_words(one),
            ),
            direction=one.direction,
            rising=one.effect.value > 0 if one.effect else None,
            effect=one.effect,
            n_reference=one.n_reference,
            n_current=one.n_current,
            p_value=one.p_value,
            onset=one.at,
            link=Link("business"),
        )
        for one in said.changes
        if one.verdict is Verdict.CHANGED
    ]


def _cost_words(one: ChangeCost, said: Said) -> str:
    main = next(figure for figure in said.outcomes if figure.metric == said.main)
    verb = "rose" if one.effect and one.effect.value > 0 else "fell"
    size = formats.difference(one.effect, main.unit, currency=said.currency).partition(" [")[0]
    amount = money_words(one.money, said.worth_unit, said.currency)
    unsure = ", which may be chance" if one.money_verdict is not Verdict.CHANGED else ""
    return f"{main.label} {verb} by {size.lstrip('+−')} ({said.worth.lower()} {amount} a week{unsure})"
