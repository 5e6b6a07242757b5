"""What there is to read in a span's attributes: worked out once for each set of names, not once a span."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tidegauge.schema.tables import TABLES
from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.otlp_messages import INPUT, OUTPUT, PLAIN_INPUT, PLAIN_OUTPUT

NUMBERED = re.compile(r"(.+?)\.\d+\.(.+)")
_CANONICAL = TABLES["spans"].kinds
_MOST_PLANS = 4_096
_MOST_NAMES = 65_536

Found = tuple[tuple[str, tuple[str, ...]], ...]
"""Pairs of a field and those of its names that there are, the preferred one first."""


@dataclass(frozen=True)
class Plan:
    """What to look for: the fields that are there under some name, and whether there is anything of the other kinds."""

    texts: Found
    numbers: Found
    finish: tuple[str, ...]
    seconds: tuple[str, ...]
    input: bool
    output: bool
    inline_scores: bool
    numbered: bool
    parameters: bool


@lru_cache(_MOST_PLANS)
def plan_of(keys: tuple[str, ...]) -> Plan:
    """Return the plan for spans with these attributes.

    >>> plan_of(("user.id", "note")).texts
    (('user_id', ('user.id',)),)
    """
    return Plan(
        _found(fields.TEXT_FIELDS, keys),
        _found(fields.NUMBER_FIELDS, keys),
        tuple(name for name in fields.FINISH_REASON if name in keys),
        tuple(name for name in fields.FIRST_TOKEN_SECONDS if name in keys),
        any(key.startswith("llm.input_messages.") or key in {*INPUT, *PLAIN_INPUT} for key in keys),
        any(key.startswith("llm.output_messages.") or key in {*OUTPUT, *PLAIN_OUTPUT} for key in keys),
        any(key.startswith(("annotations.", "evaluations.")) for key in keys),
        any(NUMBERED.fullmatch(key) for key in keys),
        fields.PARAMETERS in keys and not any(name in keys for name in fields.REQUESTED),
    )


def _found(known: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> Found:
    present = {field: tuple(name for name in names if name in keys) for field, names in known.items()}
    return tuple((field, names) for field, names in present.items() if names)


@lru_cache(_MOST_NAMES)
def attribute_name(key: str) -> str:
    """Return the column of an attribute that is no field.

    >>> attribute_name("service.name"), attribute_name("geo")
    ('service_name', 'attribute.geo')
    """
    name = fields.RENAMED.get(key, key)
    return f"attribute.{name}" if name in _CANONICAL else name
