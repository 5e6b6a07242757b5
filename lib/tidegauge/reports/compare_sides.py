"""Which attribute two values are of, when somebody names only the values."""

from collections.abc import Sequence

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.queries.compare_values import value_holders
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind

FIRST = ("prompt_version", "model_version", "model_requested", "index_version", "app_version", "variant")
"""What is released, the likeliest first; of a model the version that answered is meant."""

_NEVER = {"trace_id", "span_id", "parent_span_id", "session_id", "user_id", "input_text", "output_text"}


def attribute_of(source: Source, a: str, b: str, window: Window, preferred: Sequence[str] = ()) -> str:
    """Return the attribute that has both values somewhere in the store; what is released comes first.

    Raises:
        FilterError: no attribute has both, or several do and none of them is a version.
    """
    asked = TraceFilter(Population(window))
    rows = source.rows(asked, whole=True)
    kinds = source.store.catalog().columns["spans"]
    others = [name for name, kind in kinds.items() if kind is Kind.TEXT and name not in _NEVER]
    names = tuple(dict.fromkeys((*known_dimensions(source, asked, (*FIRST, *preferred)), *others)))
    counts = source.store.read(value_holders(rows, names, (a, b))).row(0, named=True)
    both = [name for at, name in enumerate(names) if counts[f"n{at}_0"] and counts[f"n{at}_1"]]
    released = [name for name in FIRST if name in both]
    if len(both) == 1 or released:
        return (released or both)[0]
    if both:
        raise FilterError(
            f"Several attributes have {a} and {b}: {', '.join(both)}. Say which: --of {both[0]}"
        )
    half = [
        str(Condition(name, "=", (value,)))
        for at, name in enumerate(names)
        for place, value in enumerate((a, b))
        if counts[f"n{at}_{place}"]
    ]
    found = f" Found is only {', '.join(half)}." if half else ""
    raise FilterError(f"No attribute has both {a} and {b}.{found} Say which is meant: --of prompt_version")
