"""Mappings as people write them: a TOML file, and the flags of the command line, which win."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tidegauge.errors import ImportFileError, unknown
from tidegauge.imports.mapping import ColumnMap, Origin, parse_origin

_KEYS = ("table", "map", "set", "time_zone")


def read_map(path: Path) -> ColumnMap:
    """Return the mapping in a TOML file with the keys table, map, set and time_zone.

    Raises ImportFileError that names the file and the key.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportFileError(f"{path} cannot be read as a map file: {error}") from None
    for key in content:
        if key not in _KEYS:
            raise ImportFileError(f"{path}: {unknown('key of a map file', key, _KEYS)}")
    table = str(content.get("table", "spans"))
    try:
        return ColumnMap(
            table,
            {name: parse_origin(name, text, table) for name, text in _texts(content, "map").items()},
            _texts(content, "set"),
            str(content.get("time_zone", "UTC")),
        )
    except ImportFileError as error:
        raise ImportFileError(f"{path}: {error}") from None


def _texts(content: Mapping[str, Any], key: str) -> dict[str, str]:
    section = content.get(key, {})
    if not isinstance(section, dict):
        raise ImportFileError(f"“{key}” must be a section with one `field = value` a line.")
    return {str(name): str(value) for name, value in section.items()}


def with_flags(
    column_map: ColumnMap,
    table: str | None = None,
    fields: Iterable[str] = (),
    constants: Iterable[str] = (),
    time_zone: str | None = None,
) -> ColumnMap:
    """Return the map with what the command line says put over it."""
    chosen = table or column_map.table
    origins = dict(_pair(text, "--map") for text in fields)
    parsed: dict[str, Origin] = {name: parse_origin(name, text, chosen) for name, text in origins.items()}
    return replace(
        column_map,
        table=chosen,
        fields={**column_map.fields, **parsed},
        constants={**column_map.constants, **dict(_pair(text, "--set") for text in constants)},
        time_zone=time_zone or column_map.time_zone,
    )


def _pair(text: str, flag: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise ImportFileError(f"“{text}” cannot be read. Write {flag} field=value.")
    return name.strip(), value.strip()
