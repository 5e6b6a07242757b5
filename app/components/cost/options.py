"""How the settings and the workbench have money read."""

from app import state
from tidegauge.judging.paid import paid_per_answer
from tidegauge.reports._cost.lines import judge_days
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.cost_quality import quality_metric
from tidegauge.reports.source import Source
from tidegauge.workbench.baselines import list_baselines


def cost_options(source: Source) -> CostOptions:
    """Return the options of this installation; what judging cost is read anew every time.

    Raises:
        MetricError: the settings name a metric of quality that the store cannot answer.
    """
    settings, workbench = state.settings(), state.workbench()
    return CostOptions(
        settings.cost,
        settings.currency,
        quality_metric(settings, source.store.catalog()),
        tuple(judge_days(workbench).items()),
        settings.judge.cost_per_call or paid_per_answer(workbench, source.store),
        list_baselines(workbench),
        settings.business,
    )
