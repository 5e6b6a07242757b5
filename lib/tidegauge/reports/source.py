"""What a report reads: a store, with the names that its settings add."""

from dataclasses import dataclass, field

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import rows_of
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.stores import Store


@dataclass(frozen=True, repr=False)
class Source:
    """A store with the names that its settings add."""

    store: Store
    dimensions: Dimensions = field(default_factory=dict)

    def __repr__(self) -> str:
        # Caches tell sources apart by this text: it changes when the data do.
        return f"Source({self.store.version()}, {sorted(self.dimensions.items())})"

    def rows(self, asked: TraceFilter, *, whole: bool = False) -> Rows:
        """Return the relation that a filter reads; with `whole` without any regard to its windows."""
        catalog = self.store.catalog()
        return (
            Rows(catalog, asked.grain, dimensions=self.dimensions)
            if whole
            else rows_of(catalog, asked, self.dimensions)
        )
