"""Who is signed in, in which browser: a session begins with a key and ends after twelve hours, or before."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.workbench.audit import record
from tidegauge.workbench.members import Member, fingerprint, list_members, member_of
from tidegauge.workbench.tables import MEMBER_SESSIONS

LASTS = timedelta(hours=12)
_SESSION = MEMBER_SESSIONS.c


@dataclass(frozen=True)
class Started:
    """A session that began: who is signed in, and the secret that the browser holds."""

    member: Member
    secret: str = field(repr=False)


def start_session(engine: sa.Engine, key: str, at: datetime) -> Started | None:
    """Sign in with a key, or return None: nobody has it. Either is recorded."""
    with engine.begin() as connection:
        member = member_of(connection, key)
        if member is None:
            record(connection, "", "sign-in refused", at=at)
            return None
        secret = secrets.token_urlsafe(32)
        connection.execute(sa.delete(MEMBER_SESSIONS).where(_SESSION.until < at))
        row = {"session": fingerprint(secret), "name": member.name, "at": at, "until": at + LASTS}
        connection.execute(sa.insert(MEMBER_SESSIONS).values(row))
        record(connection, member.name, "sign-in", at=at)
    return Started(member, secret)


def session_member(engine: sa.Engine, secret: str, now: datetime) -> Member | None:
    """Return who a browser's secret stands for, in the role of this moment, or None."""
    own = (_SESSION.session == fingerprint(secret), _SESSION.until > now)
    with engine.connect() as connection:
        name = connection.execute(sa.select(_SESSION.name).where(*own)).scalar()
        return next((one for one in list_members(connection) if one.name == name), None)


def end_session(engine: sa.Engine, secret: str, at: datetime) -> None:
    """Sign out; a secret that stands for nobody changes nothing."""
    own = _SESSION.session == fingerprint(secret)
    with engine.begin() as connection:
        name = connection.execute(sa.select(_SESSION.name).where(own)).scalar()
        if name is not None:
            connection.execute(sa.delete(MEMBER_SESSIONS).where(own))
            record(connection, name, "sign-out", at=at)
