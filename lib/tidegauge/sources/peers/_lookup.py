"""Canonical fields looked up among the attributes of a span: the ordered places of each, as one expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa

from tidegauge.schema.json_functions import Path, json_boolean, json_integer, json_number, json_text
from tidegauge.schema.places import PLACES
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources.peer import CHANGED, GONE
from tidegauge.sources.peers._json_keys import Key

Expression: TypeAlias = sa.ColumnElement[Any]
_OURS = {name.casefold() for name in (*TABLES["spans"].kinds, CHANGED, GONE)}


@dataclass(frozen=True)
class Lookup:
    """The attributes of a span.

    `keys` are those that a sample has, `standard` the places that are asked even where the sample has none: they may be
    rare. `path` tells where the key of a name stands that the sample has not, `at` which JSON holds a path and where in
    it. `columns` are places that are no JSON.
    """

    keys: Mapping[str, Key]
    standard: frozenset[str]
    path: Callable[[str], Path]
    at: Callable[[Path], tuple[Expression, Path]]
    columns: Mapping[str, Expression] = field(default_factory=dict)

    def places(self, name: str) -> tuple[str, ...]:
        """Return where a field is looked for, in order."""
        return tuple(place for place in PLACES[name] if self._is_there(place))

    def text(self, name: str) -> Expression:
        """Return the first text that is recorded for a field."""
        return first([self.text_at(place) for place in self.places(name)], sa.Text())

    def text_at(self, place: str, *further: str | int) -> Expression:
        """Return the text at one place, or further in."""
        if place in self.columns:
            return self.columns[place]
        document, path = self._at(place)
        return json_text(document, (*path, *further))

    def number(self, name: str) -> Expression:
        """Return the first number that is recorded for a field."""
        found = [json_number(*self._at(place)) for place in self.places(name) if place not in self.columns]
        return first(found, sa.Double())

    def count(self, name: str) -> Expression:
        """Return the first whole number that is recorded for a field."""
        found = [json_integer(*self._at(place)) for place in self.places(name) if place not in self.columns]
        return first(found, sa.BigInteger())

    def attributes(self, taken: frozenset[str]) -> dict[str, tuple[Kind, Expression]]:
        """Return {name: (kind, value)} of every key that is neither taken nor the place of a field."""
        used = taken.union(*map(self.places, PLACES))
        return {
            attribute_name(key.name): (key.kind, _VALUES[key.kind](*self.at(key.path)))
            for key in self.keys.values()
            if key.name not in used
        }

    def _is_there(self, place: str) -> bool:
        return place in self.columns or place in self.keys or place in self.standard

    def _at(self, place: str) -> tuple[Expression, Path]:
        return self.at(self.keys[place].path if place in self.keys else self.path(place))


def first(found: list[Any], kind: sa.types.TypeEngine[Any]) -> Expression:
    """Return the first of several expressions that is not NULL; NULL where there is none."""
    if not found:
        return sa.cast(sa.null(), kind)
    return found[0] if len(found) == 1 else sa.func.coalesce(*found, type_=kind)


def attribute_name(key: str) -> str:
    """Return what an attribute is called as a column: one that is called as a column of ours has a prefix.

    >>> attribute_name("metadata.plan"), attribute_name("name")
    ('metadata.plan', 'attribute.name')
    """
    return f"attribute.{key}" if key.casefold() in _OURS else key


_VALUES: dict[Kind, Callable[[Expression, Path], Expression]] = {
    Kind.TEXT: json_text,
    Kind.NUMBER: json_number,
    Kind.BOOLEAN: json_boolean,
}
