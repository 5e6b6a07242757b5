"""What the page Business is divided by: segments, and the attribute whose versions are held against each other."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tidegauge.filters import Grain, TraceFilter
from tidegauge.reports._business.earning import earning_conditions
from tidegauge.reports._business.roles import roles
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension
from tidegauge.settings_business import BusinessTable

FIRST = ("source", "campaign", "geo", "device", "tenant", "query_category", "feature")
VERSIONS = ("prompt_version", "index_version", "model", "app_version")
_CREATIVE = re.compile(r"creative|copy|banner|headline|ad_?id|variant", re.IGNORECASE)
"""What attributes are called that say which wording or picture somebody saw."""


def business_dimensions(
    source: Source, asked: TraceFilter, preferred: Sequence[str], table: BusinessTable
) -> tuple[str, ...]:
    """Return what divides the calls that can have outcomes, what the page opens with first; not what the two sides differ in."""
    named, _ = roles(source.store.catalog().outcomes, table.outcomes)
    asked = replace(asked, grain=Grain.CALL)
    asked = asked.narrowed(*earning_conditions(source, asked, table, named))
    found = dividing_dimensions(source, asked, (*FIRST, *preferred))
    return tuple(dict.fromkeys((*usual_dimension(source, asked, found), *found)))


def version_dimensions(dimensions: Sequence[str], first: str | None = None) -> tuple[str, ...]:
    """Return `dimensions` with what has versions or variants of something first: `first`, a creative or copy, a prompt.

    >>> version_dimensions(("geo", "model", "creative_id", "prompt_version"))
    ('creative_id', 'prompt_version', 'model', 'geo')
    """
    creative = [name for name in dimensions if _CREATIVE.search(name) and name != "variant"]
    versions = [name for name in VERSIONS if name in dimensions]
    return tuple(dict.fromkeys((*([first] if first else []), *creative, *versions, *dimensions)))
