"""Declared dimensions that a store cannot answer."""

from collections.abc import Mapping

from tidegauge.errors import unknown
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import DERIVED


def lost_dimensions(dimensions: Mapping[str, str], catalog: Catalog) -> tuple[str, ...]:
    """Return a sentence for each declared dimension whose column the store lacks; an empty store lacks none."""
    spans = catalog.columns["spans"]
    if not catalog.rows.get("spans"):
        return ()
    known = (*spans, *DERIVED)
    return tuple(
        f"Settings, dimensions.{name}: {unknown('column', column, known)} It is ignored."
        for name, column in dimensions.items()
        if column not in known
    )
