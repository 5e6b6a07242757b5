"""Declared dimensions: the columns of a store that each of them is read from, and those that a store cannot answer."""

from collections.abc import Mapping
from typing import TypeAlias

from tidegauge.errors import unknown
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import DERIVED, Kind

Dimensions: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""{name: a column that it is another name for, or the columns that it is looked up in, in this order}."""


def places(name: str, dimensions: Dimensions, catalog: Catalog) -> tuple[str, ...]:
    """Return the columns that `name` is read from: the first that is recorded counts. None where there are none.

    A list stands in for a column of that name; another name for a column does not.

    >>> places("geo", {"geo": ("metadata.geo", "geo", "device")}, Catalog()), places("gep", {}, Catalog())
    (('geo', 'device'), ())
    """
    declared = dimensions.get(name)
    if isinstance(declared, tuple):
        listed = (
            one for listed in declared for one in _first((listed, catalog.aliases.get(listed)), catalog)
        )
        found = tuple(dict.fromkeys(listed))
        return found or _first((name, catalog.aliases.get(name)), catalog)
    # Some stores cannot spell a dot in a column's name: service.name is service_name there.
    return _first((name, declared, catalog.aliases.get(name), name.replace(".", "_")), catalog)


def kind_of(columns: tuple[str, ...], catalog: Catalog) -> Kind:
    """Return what a name holds that is read from these columns: text, unless they all hold the same."""
    kinds = {DERIVED.get(column) or catalog.columns["spans"][column] for column in columns}
    return kinds.pop() if len(kinds) == 1 else Kind.TEXT


def lost_dimensions(dimensions: Dimensions, catalog: Catalog) -> tuple[str, ...]:
    """Return a sentence for each declared dimension whose column the store lacks; an empty store lacks none."""
    if not catalog.rows.get("spans"):
        return ()
    known = (*catalog.columns["spans"], *DERIVED)
    return tuple(
        f"Settings, dimensions.{name}: {_missing(declared, known)} It is ignored."
        for name, declared in dimensions.items()
        if not _is_there(declared, catalog)
    )


def absent_columns(declared: str | tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """Return those of the places that a dimension is looked up in which the store does not have, in order.

    >>> absent_columns(("nosuch", "model"), Catalog())
    ('nosuch',)
    """
    listed = (declared,) if isinstance(declared, str) else declared
    return tuple(one for one in listed if not _first((one, catalog.aliases.get(one)), catalog))


def undefined(name: str, dimensions: Dimensions, catalog: Catalog) -> str | None:
    """Return the sentence for a declared dimension that the store has nothing of; None for any other name."""
    declared = dimensions.get(name)
    if declared is None or _is_there(declared, catalog):
        return None
    return f"Settings, dimensions.{name}: {_missing(declared, (*catalog.columns['spans'], *DERIVED))}"


def _is_there(declared: str | tuple[str, ...], catalog: Catalog) -> bool:
    if isinstance(declared, str):
        return bool(_first((declared,), catalog))
    return any(_first((one, catalog.aliases.get(one)), catalog) for one in declared)


def _missing(declared: str | tuple[str, ...], known: tuple[str, ...]) -> str:
    if isinstance(declared, str) or len(declared) == 1:
        return unknown("column", declared if isinstance(declared, str) else declared[0], known)
    listed = ", ".join(f"“{name}”" for name in declared)
    return f"the store has none of the columns {listed}."


def _first(names: tuple[str | None, ...], catalog: Catalog) -> tuple[str, ...]:
    spans = catalog.columns["spans"]
    return next(((name,) for name in names if name and (name in spans or name in DERIVED)), ())
