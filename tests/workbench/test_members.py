from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.review_batch import batch_in
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.members import (
    ANYBODY,
    Member,
    MemberError,
    Role,
    add_member,
    change_key,
    change_role,
    list_members,
    member_of,
    remove_member,
)
from tidegauge.workbench.permission import Act, NotAllowedError, allow, check, may, sees
from tidegauge.workbench.sign_in import LASTS, end_session, session_member, start_session

AT = datetime(2026, 11, 21, 12)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    """Both databases in turn."""
    return either_url


def _all_of(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        tables = ("members", "member_sessions", "actions")
        return str([connection.execute(sa.text(f"SELECT * FROM {table}")).all() for table in tables])  # noqa: S608


def test_the_first_member_is_an_admin_and_no_key_is_kept(engine: sa.Engine) -> None:
    assert list_members(engine) == ()
    with pytest.raises(MemberError, match="the first one must be an admin"):
        add_member(engine, "marta", Role.REVIEWER, by="", at=AT)
    key = add_member(engine, " ana \x00 lima ", Role.ADMIN, by="", at=AT)
    assert member_of(engine, key) == Member("ana lima", Role.ADMIN, AT)
    assert member_of(engine, key[:-1]) is None
    assert key not in _all_of(engine)
    assert len(key) > 40


def test_keys_roles_and_removal_count_at_once(engine: sa.Engine) -> None:
    add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    key = add_member(engine, "marta", Role.REVIEWER, by="ana", at=AT)
    started = start_session(engine, key, AT)
    assert started is not None
    change_role(engine, "marta", Role.LEAD, by="ana", at=AT)
    now = session_member(engine, started.secret, AT)
    assert now is not None
    assert now.role is Role.LEAD
    other = change_key(engine, "marta", by="ana", at=AT)
    assert (member_of(engine, key), session_member(engine, started.secret, AT)) == (None, None)
    started = start_session(engine, other, AT)
    assert started is not None
    remove_member(engine, "marta", by="ana", at=AT)
    assert (member_of(engine, other), session_member(engine, started.secret, AT)) == (None, None)
    assert start_session(engine, other, AT) is None
    acts = [(act.by, act.action) for act in list_actions(engine)]
    assert acts == [
        ("ana", "member add"),
        ("ana", "member add"),
        ("marta", "sign-in"),
        ("ana", "member role"),
        ("ana", "member key"),
        ("marta", "sign-in"),
        ("ana", "member remove"),
        ("", "sign-in refused"),
    ]


def test_a_session_ends_by_itself_and_by_signing_out(engine: sa.Engine) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    one, other = start_session(engine, key, AT), start_session(engine, key, AT)
    assert one is not None
    assert other is not None
    assert one.secret not in repr(one) + _all_of(engine)
    assert session_member(engine, one.secret, AT + LASTS - timedelta(seconds=1)) is not None
    assert session_member(engine, one.secret, AT + LASTS) is None
    end_session(engine, one.secret, AT)
    assert session_member(engine, one.secret, AT) is None
    assert session_member(engine, other.secret, AT) is not None
    end_session(engine, "nobody's", AT)


def test_somebody_always_stays_admin(engine: sa.Engine) -> None:
    add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    add_member(engine, "marta", Role.REVIEWER, by="ana", at=AT)
    with pytest.raises(MemberError, match="Nobody would be an admin without ana"):
        remove_member(engine, "ana", by="ana", at=AT)
    with pytest.raises(MemberError, match="Nobody would be an admin"):
        change_role(engine, "ana", Role.LEAD, by="ana", at=AT)
    with pytest.raises(MemberError, match=r"“mart” is not a known member. Did you mean marta"):
        remove_member(engine, "mart", by="ana", at=AT)
    with pytest.raises(MemberError, match="is a member already"):
        add_member(engine, "marta", Role.LEAD, by="ana", at=AT)
    remove_member(engine, "marta", by="ana", at=AT)
    remove_member(engine, "ana", by="ana", at=AT)
    assert allow(engine, "whoever", Act.ADMIN) == ANYBODY
    assert add_member(engine, "ana", Role.ADMIN, by="", at=AT)


@pytest.mark.parametrize("name", ["", "  \x00 ", "x" * 81])
def test_names_that_cannot_be_used(engine: sa.Engine, name: str) -> None:
    with pytest.raises(MemberError, match="1 to 80 characters"):
        add_member(engine, name, Role.ADMIN, by="", at=AT)


def test_nobody_is_called_as_the_product_signs(engine: sa.Engine) -> None:
    with pytest.raises(MemberError, match=r"“Tidegauge” signs what Tidegauge does by itself"):
        add_member(engine, "Tidegauge", Role.ADMIN, by="", at=AT)


# The authority is the table of roles in the design: a viewer reads, a reviewer labels, a lead leads, an admin may all.
@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.VIEWER, {Act.READ}),
        (Role.REVIEWER, {Act.LABEL}),
        (Role.LEAD, {Act.READ, Act.LABEL, Act.LEAD}),
        (Role.ADMIN, {Act.READ, Act.LABEL, Act.LEAD, Act.ADMIN}),
    ],
)
def test_what_each_role_may(role: Role, acts: set[Act]) -> None:
    assert {act for act in Act if may(Member("one", role), act)} == acts
    for act in set(Act) - acts:
        with pytest.raises(NotAllowedError, match=rf"Your role \({role.value}\) does not include"):
            check(Member("one", role), act)


def test_a_reviewer_sees_what_is_asked_of_that_one_or_of_nobody(engine: sa.Engine) -> None:
    batches = [batch_in(engine, 2).id for _ in range(3)]
    for name, role in (("ana", Role.ADMIN), ("marta", Role.REVIEWER), ("jo", Role.REVIEWER)):
        add_member(engine, name, role, by="ana", at=AT)
    ask_reviewers(engine, batches[0], ["marta"], by="ana", at=AT)
    ask_reviewers(engine, batches[1], ["jo"], by="ana", at=AT)
    members = {member.name: member for member in list_members(engine)}
    assert sees(engine, members["marta"], batches) == {batches[0], batches[2]}
    assert sees(engine, members["ana"], batches) == set(batches)
    allow(engine, "marta", Act.LABEL, batches[0])
    with pytest.raises(NotAllowedError, match=f"Batch {batches[1]} is for others"):
        allow(engine, "marta", Act.LABEL, batches[1])
    with pytest.raises(NotAllowedError, match="“zoe” is not a member"):
        allow(engine, "zoe", Act.LABEL)
