"""What each role may do. Pages and commands ask here; what writes asks again."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.members import ANYBODY, Member, Role, list_members
from tidegauge.workbench.tables import BATCH_REVIEWERS, REVIEW_BATCHES
from tidegauge.workbench.within import Opened, rows_within


class NotAllowedError(TidegaugeError):
    """Somebody's role does not include what was asked for, or nobody signed in."""


class Act(StrEnum):
    """What a permission is for: `read` pages beyond one's own batches, `label`, `lead` reviews, `admin` the rest."""

    READ = "read"
    LABEL = "label"
    LEAD = "lead"
    ADMIN = "admin"


MAY: Mapping[Role, frozenset[Act]] = {
    Role.VIEWER: frozenset({Act.READ}),
    Role.REVIEWER: frozenset({Act.LABEL}),
    Role.LEAD: frozenset({Act.READ, Act.LABEL, Act.LEAD}),
    Role.ADMIN: frozenset(Act),
}
_WORDS = {
    Act.READ: "reading the pages",
    Act.LABEL: "labelling",
    Act.LEAD: "leading reviews: batches, rubrics, decisions, golden sets and exports; and incidents",
    Act.ADMIN: "members, connections and the workbench itself",
}
# Built once: every key of a review asks them, and building them takes longer than the answer.
_DECIDED = sa.select(REVIEW_BATCHES.c.id).where(REVIEW_BATCHES.c.kind == ADJUDICATION)
_ASKED = sa.select(BATCH_REVIEWERS.c.batch, BATCH_REVIEWERS.c.reviewer)


def may(member: Member, act: str, batch: int | None = None, engine: sa.Engine | None = None) -> bool:
    """Return whether a member may do something. With `batch` and `engine`: on that batch, too.

    >>> may(Member("marta", Role.REVIEWER), "label"), may(Member("marta", Role.REVIEWER), "lead")
    (True, False)
    """
    if Act(act) not in MAY[member.role]:
        return False
    return batch is None or engine is None or sees(engine, member, [batch]) == {batch}


def sees(of: Opened, member: Member, batches: Iterable[int]) -> frozenset[int]:
    """Return which of these batches a member sees: a reviewer only those that nobody or that one is asked to review.

    An adjudication shows what others said: reviewers do not see it.
    """
    wanted = frozenset(batches)
    if Act.READ in MAY[member.role]:
        return wanted
    wanted -= {row.id for row in rows_within(of, _DECIDED)}
    asked: dict[int, set[str]] = {}
    for row in rows_within(of, _ASKED):
        asked.setdefault(row.batch, set()).add(row.reviewer)
    return frozenset(batch for batch in wanted if member.name in asked.get(batch, {member.name}))


def allow(of: Opened, name: str, act: str, batch: int | None = None) -> Member:
    """Return the member of a name, or anybody as long as there is no member.

    Raises:
        NotAllowedError: nobody of that name is a member, the role does not include it, or others are asked for it.
    """
    members = {member.name: member for member in list_members(of)}
    if not members:
        return ANYBODY
    if name not in members:
        raise NotAllowedError(f"“{name}” is not a member. An admin adds members: tidegauge member add NAME")
    check(members[name], act)
    if batch is not None and not sees(of, members[name], [batch]):
        raise NotAllowedError(f"Batch {batch} is for others. Ask a lead to ask {name} for it.")
    return members[name]


def check(member: Member, act: str) -> None:
    """Refuse what a role does not include.

    >>> check(Member("marta", Role.REVIEWER), "lead")
    Traceback (most recent call last):
        ...
    tidegauge.workbench.permission.NotAllowedError: Your role (reviewer) does not include leading reviews: ...

    Raises:
        NotAllowedError: the role does not include it; the roles that do are named.
    """
    if Act(act) in MAY[member.role]:
        return
    able = " or ".join(role.value for role in Role if Act(act) in MAY[role])
    raise NotAllowedError(
        f"Your role ({member.role.value}) does not include {_WORDS[Act(act)]}. Ask somebody who is {able}."
    )
