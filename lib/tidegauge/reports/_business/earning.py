"""Whose calls can have outcomes: the settings' chips, else the features that ever had one."""

from collections.abc import Mapping

from tidegauge.filters import NOT_RECORDED, Condition, TraceFilter, parse_condition
from tidegauge.queries.business import earning
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable

FEATURE = "feature"


def earning_conditions(
    source: Source, asked: TraceFilter, table: BusinessTable, roles: Mapping[str, str]
) -> tuple[Condition, ...]:
    """Return the chips that keep the calls which can have outcomes.

    Calls of features that sell nothing would dilute every figure per call. A feature that had not one outcome in either window
    is taken for one of those.

    Raises:
        FilterError: a chip of the settings cannot be read, or is on an attribute that the store lacks.
    """
    if table.where:
        return tuple(parse_condition(chip) for chip in table.where)
    if not roles or any(chip.attribute == FEATURE for chip in asked.where):
        return ()
    query = earning(source.rows(asked), asked, tuple(roles.values()), FEATURE)
    found = read_kept(source, asked, query)["value"].to_list()
    if not found or found == [None]:
        return ()
    values = sorted(NOT_RECORDED if one is None else one for one in found)
    return (Condition(FEATURE, "=", tuple(values)),)
