"""What a golden run and a comparison of two say, in sentences."""

from tidegauge.findings import Effect, Finding, Link, Verdict, news
from tidegauge.formats import count, difference, p_value, share
from tidegauge.reports._golden_run.records import RunSummary
from tidegauge.reports._judge.texts import share_text
from tidegauge.workbench.golden_runs import GoldenRun

KIND = "golden.run"


def link_of(run: GoldenRun) -> Link:
    """Return the page that shows a run."""
    return Link("golden", {"set": run.golden_set, "run": str(run.id)})


def summary_finding(found: RunSummary) -> Finding:
    """Return what a run says of itself: what passes, on what, and how steady it is. One run alone tells of no change."""
    run = found.run
    title = f"{run.label[:60]} on {run.golden_set} v{run.version}"
    if not found.n:
        text = f"{title}: no answer is marked yet."
        return Finding(Verdict.CANNOT_TELL, KIND, text, (run.target[:120],), n_current=0, link=link_of(run))
    times = f" by the median of {run.repeats} repeats" if run.repeats > 1 else ""
    text = f"{run.label[:60]} passes {share(found.rate.value)} of {run.golden_set} v{run.version}: {count(found.passes)} of {count(found.n)} items{times}."
    return Finding(
        Verdict.CANNOT_TELL,
        KIND,
        text,
        tuple(_details(found)),
        n_current=found.n,
        effect=Effect(found.rate.value, found.rate.low, found.rate.high, "share"),
        link=link_of(run),
    )


def _details(found: RunSummary) -> list[str]:
    said = [share_text(found.rate)]
    if len(found.singles) > 1:
        rates = [one.value for one in found.singles]
        said.append(f"single repeats: {share(min(rates))} to {share(max(rates))}")
    if found.flipping is not None:
        n = len(found.flipping_items)
        said.append(f"{count(n)} {'item flips' if n == 1 else 'items flip'}, {share_text(found.flipping)}")
    if found.consistency is not None:
        said.append(f"answers the same word for word: {share_text(found.consistency)}")
    said += [f"{count(found.refused)} answers never came, and do not pass"] if found.refused else []
    said += (
        [f"{count(found.left_out)} items left out: nothing to hold an answer to"] if found.left_out else []
    )
    said += [] if found.run.complete else ["not finished: run it again to go on"]
    return said + ([found.run.note] if found.run.note else [])


def comparison_finding(
    reference: GoldenRun,
    current: GoldenRun,
    effect: Effect,
    counts: tuple[int, int, int],
    rates: tuple[float, float],
    p: float,
    verdict: Verdict,
    sees: float,
) -> Finding:
    """Return what the items that both runs answered say. `counts` are pairs, lost and gained ones; `rates` those of both."""
    pairs, lost, gained = counts
    names = f"{current.label[:60]} against {reference.label[:60]} on {current.golden_set} v{current.version}"
    if verdict is Verdict.NOT_COMPARABLE:
        text = f"{names}: the checks are not the same, so that the rates are of two rulers. Run both with one checks file."
        return Finding(verdict, KIND, text, link=link_of(current))
    if not pairs:
        text = f"{names}: no item was answered in both."
        return Finding(Verdict.CANNOT_TELL, KIND, text, n_reference=0, n_current=0, link=link_of(current))
    moved = f"{count(lost)} {'item fails' if lost == 1 else 'items fail'} now that passed, {count(gained)} pass that failed"
    both = f"{current.label[:60]} passes {share(rates[1])} of {current.golden_set} v{current.version}, {reference.label[:60]} {share(rates[0])}"
    text = {
        Verdict.CHANGED: f"{both}: {moved}.",
        Verdict.NOT_MATERIAL: f"{both}: as good as alike; {moved}.",
    }.get(verdict, f"{both}: too few items to tell; {moved}.")
    details = [
        difference(effect, "share"),
        f"{count(pairs)} items answered in both, paired",
        f"McNemar, exact: {p_value(p)}",
    ]
    if verdict is Verdict.CANNOT_TELL and sees == sees:  # noqa: PLR0124  nan
        details.append(f"sees ≥ {100 * sees:.0f} pt")
    return Finding(
        verdict,
        KIND,
        text,
        tuple(details),
        direction=news(effect.value > 0, "higher") if verdict is Verdict.CHANGED else news(None, ""),
        rising=effect.value > 0 if effect.value else None,
        effect=effect,
        n_reference=pairs,
        n_current=pairs,
        p_value=p,
        link=link_of(current),
    )
