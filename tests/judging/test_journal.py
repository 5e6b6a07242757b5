"""What was asked and answered: claims of the living hold, those of the dead do not, and nothing is lost."""

import asyncio
import subprocess
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.errors import StoreError
from tidegauge.judging.group_commit import GroupCommit
from tidegauge.judging.journal import Claim, Journal
from tidegauge.judging.owner import is_gone, own
from tidegauge.judging.spending import Reservation
from tidegauge.workbench.tables import JUDGE_TASKS

LEASE = timedelta(minutes=5)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    """Both databases in turn."""
    return either_url


@pytest.fixture
def journal(engine):
    return Journal(engine, "store", "judge", LEASE)


def claim(journal, task="a", planned=None):
    return asyncio.run(journal.claim(task, 5, 100, planned or now()))


def own_it(engine, owner, age=timedelta()):
    with engine.begin() as connection:
        connection.execute(sa.update(JUDGE_TASKS).values(owner=owner, at=now() - age))


def test_a_task_is_taken_once(journal, engine):
    assert isinstance(claim(journal), Reservation)
    assert claim(journal) is Claim.TAKEN
    assert isinstance(claim(Journal(engine, "store", "another judge", LEASE)), Reservation)


def test_what_a_dead_process_asked_is_asked_again(journal, engine):
    claim(journal)
    dead = subprocess.Popen(["true"])
    dead.wait()
    host, _, word = own().rsplit(":", 2)
    own_it(engine, f"{host}:{dead.pid}:{word}")
    assert isinstance(claim(journal), Reservation)


@pytest.mark.parametrize(
    ("owner", "age", "gone"),
    [
        (own(), timedelta(minutes=4), False),
        (own(), timedelta(minutes=6), True),
        (own()[:-8] + "00000000", timedelta(), True),  # a process with our number that ended before us
        ("elsewhere:1:00000000", timedelta(minutes=4), False),
        ("elsewhere:1:00000000", timedelta(minutes=6), True),
    ],
    ids=["we", "we long ago", "one before us", "elsewhere", "elsewhere long ago"],
)
def test_who_is_gone(owner, age, gone):
    assert is_gone(owner, now() - age, now(), LEASE) is gone


def test_an_answer_waits_until_it_is_published(journal, engine):
    reservation = claim(journal)
    asyncio.run(journal.answer("a", "[]", reservation, 3))
    (waiting,) = journal.unpublished(10)
    assert waiting.task == "a"
    assert claim(journal) is Claim.TAKEN
    journal.published([waiting])
    assert journal.unpublished(10) == []


def test_what_the_store_lost_is_published_again_and_not_asked(journal):
    asyncio.run(journal.answer("a", "[]", claim(journal), 3))
    before = now()
    journal.published(journal.unpublished(10))
    # A plan from before it was published has not seen it; a later one has looked and not found it.
    assert claim(journal, planned=before) is Claim.TAKEN
    assert journal.unpublished(10) == []
    assert claim(journal) is Claim.TAKEN
    assert [one.task for one in journal.unpublished(10)] == ["a"]


def test_what_is_given_back_is_free(journal):
    claim(journal)
    asyncio.run(journal.give_back("a"))
    assert isinstance(claim(journal), Reservation)


def test_many_commit_at_once_and_one_failure_is_its_own(engine):
    async def run():
        commits = GroupCommit(engine)
        insert = sa.insert(JUDGE_TASKS).execution_options(preserve_rowcount=True)
        row = {"store": "s", "evaluator": "e", "state": "asked", "owner": "o", "at": now(), "rows": ""}
        work = [
            commits.run(
                lambda connection, task=task: connection.execute(insert.values(task=task, **row)).rowcount
            )
            for task in ("a", "b", "a", "c")
        ]
        return await asyncio.gather(*work, return_exceptions=True)

    found = asyncio.run(run())
    assert [one for one in found if one == 1] == [1, 1, 1]
    assert sum(isinstance(one, StoreError) for one in found) == 1
