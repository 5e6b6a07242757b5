"""Whether what is retrieved is as good as before: the published gate is 5 to 10 % less."""

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import ratio_at_most
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Names, Share
from tidegauge.gate.trials import Trial


class Retrieval(CheckTable):
    """`[checks.retrieval]`: the share of the baseline that recall and nDCG may lose."""

    metrics: Names = ("recall_at_5", "ndcg")
    max_drop: Share = 0.05


def _trials(reading: Reading, table: Retrieval, general: General) -> tuple[Trial, ...]:
    read = [reading.values(name) for name in table.metrics]
    found = [one.facing(-1) for one in read if one is not None and one.has_baseline]
    if not found:
        raise NotApplicableError(
            f"No call of both sides records what was retrieved ({', '.join(table.metrics)})."
        )
    return tuple(ratio_at_most(one, table.max_drop, general) for one in found)


CHECK = Check(40, "Retrieval", Retrieval, _trials, "Ask the index for the inputs whose documents are gone.")
