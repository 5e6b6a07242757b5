"""Who works here, in which role. Without a member everything is open to everybody, as before there were any."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError, unknown
from tidegauge.workbench.audit import record
from tidegauge.workbench.tables import MEMBER_SESSIONS, MEMBERS
from tidegauge.workbench.texts import one_line
from tidegauge.workbench.within import Opened, rows_within

LONGEST_NAME = 80
"""Characters of the name of a member, or of anybody who reviews."""


class MemberError(TidegaugeError):
    """A member cannot be added, changed or found as it was asked for."""


class Role(StrEnum):
    """What somebody works as."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True)
class Member:
    """Somebody, the role, and since when (UTC). Not `verified`: nobody signs in here, and the name is only told."""

    name: str
    role: Role
    since: datetime | None = None
    verified: bool = True


MACHINE = "tidegauge"
"""Who signs what no person did."""
_NEWEST = sa.select(sa.func.max(MEMBERS.c.id)).group_by(MEMBERS.c.name)
# Built once: every key of a review asks it several times, and building it takes longer than the answer.
_LIVING = (
    sa.select(MEMBERS).where(MEMBERS.c.id.in_(_NEWEST), sa.not_(MEMBERS.c.gone)).order_by(MEMBERS.c.name)
)
ANYBODY = Member("", Role.ADMIN, None, verified=False)
"""Who is there as long as there is no member."""


def list_members(engine: Opened) -> tuple[Member, ...]:
    """Return the members by name."""
    return tuple(_member(row) for row in rows_within(engine, _LIVING))


def member_of(engine: Opened, key: str) -> Member | None:
    """Return who has a key, or None."""
    own = (MEMBERS.c.key == fingerprint(key), MEMBERS.c.id.in_(_NEWEST), sa.not_(MEMBERS.c.gone))
    found = rows_within(engine, sa.select(MEMBERS).where(*own))
    return _member(found[0]) if found else None


def add_member(engine: sa.Engine, name: str, role: Role, *, by: str, at: datetime) -> str:
    """Add a member and return the key. It is kept nowhere: what is kept is its SHA-256.

    Raises:
        MemberError: the name cannot be used or is taken, or the first member is no admin.
    """
    kept = _name(name)
    with engine.begin() as connection:
        members = {member.name for member in list_members(connection)}
        if kept in members:
            raise MemberError(f"“{kept}” is a member already. For a new key: tidegauge member key {kept}")
        if not members and role is not Role.ADMIN:
            raise MemberError(
                "From the first member on, people sign in, and only an admin adds others: the first one must be an "
                "admin. For example: tidegauge member add ana --role admin"
            )
        key = _new_key()
        _append(connection, kept, role, fingerprint(key), gone=False, by=by or kept, at=at)
        record(connection, by or kept, "member add", said={"member": kept, "role": role.value}, at=at)
    return key


def change_role(engine: sa.Engine, name: str, role: Role, *, by: str, at: datetime) -> None:
    """Give a member another role, from the next click on.

    Raises:
        MemberError: there is no such member, or nobody would be an admin any more.
    """
    with engine.begin() as connection:
        row = _row(connection, name)
        if role is not Role.ADMIN:
            _check_admin_left(connection, row.name, alone=False)
        _append(connection, row.name, role, row.key, gone=False, by=by, at=at)
        record(connection, by, "member role", said={"member": row.name, "role": role.value}, at=at)


def change_key(engine: sa.Engine, name: str, *, by: str, at: datetime) -> str:
    """Give a member another key, sign the member out everywhere, and return the key.

    Raises:
        MemberError: there is no such member.
    """
    key = _new_key()
    with engine.begin() as connection:
        row = _row(connection, name)
        _append(connection, row.name, Role(row.role), fingerprint(key), gone=False, by=by, at=at)
        _end_sessions(connection, row.name)
        record(connection, by, "member key", said={"member": row.name}, at=at)
    return key


def remove_member(engine: sa.Engine, name: str, *, by: str, at: datetime) -> None:
    """Take a member's access away; labels stay. Without the last one everything is open to everybody again.

    Raises:
        MemberError: there is no such member, or there are others and nobody would be their admin.
    """
    with engine.begin() as connection:
        row = _row(connection, name)
        _check_admin_left(connection, row.name, alone=True)
        _append(connection, row.name, Role(row.role), "", gone=True, by=by, at=at)
        _end_sessions(connection, row.name)
        record(connection, by, "member remove", said={"member": row.name}, at=at)


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256. Ours have 256 random bits, so that no salt is needed.

    >>> fingerprint("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(secret.strip().encode("utf-8", "replace")).hexdigest()


def _member(row: sa.Row[Any]) -> Member:
    return Member(row.name, Role(row.role), row.at)


def _row(connection: sa.Connection, name: str) -> sa.Row[Any]:
    members = [member.name for member in list_members(connection)]
    if name not in members:
        if not members:
            raise MemberError("There is no member yet. Add one: tidegauge member add NAME --role admin")
        raise MemberError(unknown("member", name, members))
    query = sa.select(MEMBERS).where(MEMBERS.c.name == name).order_by(MEMBERS.c.id.desc()).limit(1)
    return connection.execute(query).one()


def _check_admin_left(connection: sa.Connection, name: str, *, alone: bool) -> None:
    others = [member for member in list_members(connection) if member.name != name]
    if (others or not alone) and Role.ADMIN not in {member.role for member in others}:
        raise MemberError(f"Nobody would be an admin without {name}. Make somebody else one first.")


def _append(connection: sa.Connection, name: str, role: Role, key: str, **rest: object) -> None:
    connection.execute(sa.insert(MEMBERS).values(name=name, role=role.value, key=key, **rest))


def _end_sessions(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.delete(MEMBER_SESSIONS).where(MEMBER_SESSIONS.c.name == name))


def _new_key() -> str:
    return f"tg_{secrets.token_urlsafe(32)}"


def _name(name: str) -> str:
    kept = one_line(name)
    if not kept or len(kept) > LONGEST_NAME:
        raise MemberError(
            f"A member's name has 1 to {LONGEST_NAME} characters; “{kept[:LONGEST_NAME]}” has {len(kept)}."
        )
    if kept.lower() == MACHINE:
        raise MemberError(f"“{kept}” signs what Tidegauge does by itself. Choose another name.")
    return kept
