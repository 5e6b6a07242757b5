"""`How to read this`: the words of the page, explained where they are used."""

import streamlit as st

WORDS = {
    "interval": "The true value lies in here in 95 of 100 such samples. Wide = little data.",
    "n": "How many calls the number stands on.",
    "rows": "Share of calls where the number was recorded.",
    "pt": "Difference of two percentages: 2% to 3% is +1 pt.",
    "not material": "We would have seen a change of the size you set; there was none.",
    "cannot tell": "Too little data: it names the smallest change that these rows could have shown.",
    "not comparable": "The judge, the price list or the schema changed between the windows.",
    "mix and rate": "Mix: traffic moved between groups. Rate: a group itself changed.",
    "corrected for the search": "Looking at 200 things finds flukes; verdicts are stricter so that at most 5% of "
    "those named are.",
    "PSI": "How differently values spread over ten bins; 0 = same. Rule of thumb 0.1 / 0.2; ours also needs proof "
    "beyond chance.",
    "KS": "Largest gap between two cumulative curves, 0 to 1.",
    "JSD, TVD": "How much two distributions differ, 0 to 1; TVD = share that would have to move.",
    "onset": "First time at which the change is visible, with its uncertainty.",
    "control limits": "Where daily values fall in normal times, from a frozen baseline. A p′ or u′ chart allows for days that "
    "differ more than chance.",
    "frozen baseline": "The days that were declared normal. They stay until somebody re-bases, with a reason; limits "
    "never learn from later days.",
    "EWMA and CUSUM": "Charts with memory: they see slow change that single points hide.",
    "false signals": "How often this chart speaks when nothing happened.",
    "corrected quality": "Judge scores adjusted by human labels of a random sample.",
    "anchor answers": "Fixed answers judged again and again: if their score moves, the judge moved.",
    "PPI++": "Prediction-powered inference: people's labels of a random few decide, the judge's scores of all others only "
    "sharpen. A bad judge makes the interval wider and not wrong.",
    "Rogan and Gladen": "Where labels are no random draw: the share that the judge passes, corrected by how often it is right "
    "on good and on bad answers.",
    "kappa, alpha, AC1": "Agreement beyond luck: 0 = luck, 1 = always. AC1 is steadier when one answer dominates.",
    "on passes, on marks": "On passes asks only whether both call an answer good or both bad. On marks, a 4 beside a 5 counts "
    "as nearly agreed (weighted kappa; alpha, ordinal and interval) or as apart (alpha, nominal). They need not be close.",
    "raters that swap": "Kappa is of two kinds of raters; alpha and Fleiss' kappa are of any raters, also where each answer "
    "has others.",
    "not applicable": "The judge was asked and the question does not fit the answer, such as groundedness where no context was "
    "given. Unparsable and failed are answers that it should have scored and did not.",
    "ECE, Brier": "How far stated probabilities are from what happened.",
    "parts of a change": "More or fewer calls; calls moving between models and segments; tokens per call; prices; the share of "
    "input from a cache. Each is the mean of what it adds over all orders (Shapley), so the parts sum to the whole. What was "
    "not there before is traffic, not tokens or price.",
    "budget forecast": "The usual hour of the week times the level of the last seven days. The interval is made of the errors that "
    "the same forecast made before, to hold 9 times of 10; below the table stands how often it did.",
    "p50, p95, p99": "Half, 95 of 100 and 99 of 100 calls were faster. The mean hides the slow ones.",
    "error budget": "The bad calls that an objective allows: of 99.5% over 28 days, one call in 200. Below 0 it is overdrawn.",
    "burn rate": "How fast an error budget goes: at 1 it lasts exactly its days, at 14.4 a fiftieth of it is gone in an hour. An "
    "alert speaks when a long window and a short one both burn that fast.",
    "Gini": "How unevenly spend lies: 0 is all alike, near 1 one has nearly all.",
    "unpriced": "Calls whose model has no known price, or whose tokens nobody recorded. They are in no sum and never 0.",
    "not final": "Outcomes come later than their calls. Calls younger than the time in which 95% of outcomes arrive may still "
    "have some to come: their points are hollow, and no test counts them.",
    "lag": "By how many days a signal goes before an outcome. What each series says of itself, and the week, are taken out "
    "first; the interval is from 400 series built again.",
    "random slice": "Traffic that no model steers. What moves there moves for everybody; what moves only in steered traffic "
    "is the model's doing, or that of what it learns from itself.",
    "states of a rule": "Pending: some of the last windows were breached. Firing: as many as the rule asks for. Resolved: it "
    "fired, and has been clear for as long as the rule asks for.",
    "back-test": "The rule replayed over the last 60 days, as it would have been checked then.",
    "false page": "A firing that is about no known incident. Where no incident is on record, nobody can say.",
    "severity of an alert": "P0: much of all traffic is wrong. P1, P2: quality fell much among the calls in question. P3: all "
    "else. The settings have the limits and how soon somebody must respond.",
    "best and worst case": "If everyone silent were unhappy, or happy.",
    "survivorship": "Unhappy people leave without rating, so ratings look too good.",
    "corrected with reviews": "People looked at sessions drawn at random from all of them; what the signals say of the "
    "others is corrected by that (cross-fitted PPI++).",
    "reweighted": "Raters stand for those who look like them and did not rate. Wrong where satisfaction itself makes "
    "people rate, and nothing in the data can tell.",
    "always-valid interval": "Stays honest however often you look: a version that is as good is called worse in at most 5 of "
    "100 comparisons, even if somebody looks every day.",
    "limit of a gate": "How much worse a candidate may be. It fails where its interval lies beyond the limit, passes where all of it "
    "keeps the limit, and is undecided in between.",
    "guardrail": "A metric that must not get worse, whatever else a version is for. Guardrails stand first, and half of what "
    "the correction for many metrics leaves is kept for them.",
    "matched traffic": "Calls of A are weighted so that both sides have the same mix of the attributes that differ: what is "
    "left is the version and not who used it.",
    "standardised difference": "How far the mix of an attribute differs, on one scale for all: 0 is alike, from 0.1 it matters.",
    "median of repeats": "Each item is asked several times, and passes where more than half of its answers do: one answer that "
    "wavers decides nothing.",
    "flipping item": "Some of its answers pass and others do not: the candidate is not sure of it.",
    "p chart": "Dashed: where the pass rate falls by chance, three standard errors around the rate of all together.",
    "McNemar": "The same items in both runs: only those that pass in one and fail in the other say anything.",
    "retry loop": "The same request sent again and again, often with growing context.",
    "alias": "A model's name that is not pinned to one version: its provider decides what answers to it.",
    "probe": "A fixed set of small questions that a model is asked again and again. We change nothing between two runs, so "
    "that what moves was changed by the provider.",
    "look": "One comparison of the newest runs of a probe with its reference. However many looks are taken, the chance "
    "that any of them names a change where there is none is at most 5%.",
    "root not recorded": "The trace's first span never arrived; its children are shown all the same.",
    "quarantined": "A row that could not be read. It is kept with file, row, column, value and rule.",
}


def glossary(*words: str) -> None:
    """Show the popover with these words, in this order.

    Raises:
        KeyError: a word is not in the glossary.
    """
    with st.popover("How to read this", type="tertiary"):
        for word in words:
            st.markdown(f"**{word}**  \n{WORDS[word]}")
