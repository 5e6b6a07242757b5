"""Who runs a command: the member whose key is in TIDEGAUGE_KEY, or anybody as long as there is no member."""

import os
from pathlib import Path

import click
import sqlalchemy as sa
from click.core import ParameterSource
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.errors import TidegaugeError
from tidegauge.settings import Settings
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.members import ANYBODY, Member, list_members, member_of
from tidegauge.workbench.permission import Act, NotAllowedError, check, sees

KEY = "TIDEGAUGE_KEY"


def workbench_for(settings: Settings, act: str, batch: int | None = None) -> tuple[sa.Engine, Member]:
    """Return the workbench, and who runs the command, if that one may do this (on this batch).

    Raises:
        NotAllowedError: there are members, and the key is none of theirs or its role does not include it.
    """
    engine = open_workbench(settings.workbench)
    click.get_current_context().call_on_close(engine.dispose)
    return engine, allowed(engine, act, batch)


def allowed(engine: sa.Engine, act: str, batch: int | None = None) -> Member:
    """Return who runs the command, if that one may do this (on this batch).

    Raises:
        NotAllowedError: there are members, and the key is none of theirs or its role does not include it.
    """
    member = runner(engine)
    check(member, act)
    if batch is not None and batch not in sees(engine, member, [batch]):
        raise NotAllowedError(f"Other reviewers are asked for batch {batch}.")
    return member


def runner(engine: sa.Engine) -> Member:
    """Return who runs the command.

    Raises:
        NotAllowedError: there are members, and the key is none of theirs.
    """
    key = os.environ.get(KEY, "")
    found = member_of(engine, key) if key else None
    if found is not None:
        return found
    if not list_members(engine):
        return ANYBODY
    if key:
        raise NotAllowedError(
            f"The key in {KEY} is nobody's. An admin makes a new one: tidegauge member key NAME"
        )
    raise NotAllowedError(f"This workbench has members. Say who you are: export {KEY}=tg_…")


def signed(member: Member, told: str | None) -> str:
    """Return the name that signs: the member's, or without members the one that was told.

    Raises:
        NotAllowedError: a member signs with another one's name.
    """
    if not member.verified:
        return told or ""
    typed = click.get_current_context().get_parameter_source("by") is not ParameterSource.DEFAULT
    if told and typed and told != member.name:
        raise NotAllowedError(f"You are {member.name}, and cannot sign as “{told}”.")
    return member.name


def check_reading(settings: Settings, act: Act = Act.READ) -> None:
    """Refuse a report to a member whose role does not include the pages; a workbench that is away refuses nothing.

    `act` is what the command does beside reading: a refusal names that, and who may do it.

    Raises:
        NotAllowedError: there are members, and the key is none of theirs or its role does not include it.
    """
    file = settings.workbench.removeprefix("sqlite:///")
    if file != settings.workbench and not Path(file).expanduser().is_file():
        return  # to read is no reason to make one
    try:
        engine = open_workbench(settings.workbench)
        click.get_current_context().call_on_close(engine.dispose)
        check(runner(engine), act)
    except NotAllowedError:
        raise
    except (TidegaugeError, SQLAlchemyError):
        return
