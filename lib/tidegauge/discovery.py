"""The members of a package, found by listing its files: one new file is the whole registration."""

import pkgutil
from importlib import import_module
from typing import TypeVar

Member = TypeVar("Member")


def members(package: str, constant: str, kind: type[Member]) -> dict[str, Member]:
    """Return {file name: its `constant`} for every file of `package` without a leading underscore.

    A file that lacks the constant, or offers another type, is an error that names the file: never a silent skip.
    """
    found: dict[str, Member] = {}
    for info in pkgutil.iter_modules(import_module(package).__path__):
        if info.name.startswith("_"):
            continue
        value = getattr(import_module(f"{package}.{info.name}"), constant, None)
        if not isinstance(value, kind):
            raise TypeError(f"{package}/{info.name}.py must offer {constant}: {kind.__name__}")
        found[info.name] = value
    return found
