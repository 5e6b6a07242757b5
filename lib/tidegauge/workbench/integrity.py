"""Look whether a workbench is sound."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.discovery import members
from tidegauge.workbench.checks._check import Check


@dataclass(frozen=True)
class Checked:
    """What one check looked at, and what it found: nothing, where all is well."""

    name: str
    title: str
    problems: tuple[str, ...]


def check_workbench(engine: sa.Engine) -> tuple[Checked, ...]:
    """Run every check and return what each found. Nothing is changed."""
    checks = members("tidegauge.workbench.checks", "CHECK", Check)
    return tuple(Checked(name, check.title, _problems(engine, check)) for name, check in checks.items())


def _problems(engine: sa.Engine, check: Check) -> tuple[str, ...]:
    try:
        with engine.connect() as connection:
            return tuple(check.find(connection))
    except SQLAlchemyError as error:
        return (f"It could not be looked at: {str(error).splitlines()[0]}",)
