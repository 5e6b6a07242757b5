"""What waits becomes visible: a partition at a time, in steps that a later start can finish.

A step is noted before the next one begins, and each can be repeated. A process that is killed before the first note
leaves nothing; one that is killed later leaves a commit that the next writer completes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

from pydantic import TypeAdapter

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Table
from tidegauge.stores.clickhouse.columns import key_of, key_values, near, written_columns
from tidegauge.stores.clickhouse.ddl import LOCAL, added, quoted
from tidegauge.stores.clickhouse.literals import literal
from tidegauge.stores.clickhouse.quarantine import QUARANTINED
from tidegauge.stores.clickhouse.session import Session
from tidegauge.stores.clickhouse.stage import CHUNK, drop, gone_of, stage_of

BEGUN, REMOVED, DONE = "begun", "removed", "done"


@dataclass(frozen=True)
class Commit:
    """What is remembered of a commit: its record as JSON, and how far copies have come. Its rows wait on `host`."""

    part: str
    host: str
    batch: str
    record: str
    marks: Mapping[str, int]
    aliases: Mapping[str, str]


_COMMIT = TypeAdapter(Commit)


def new_part() -> str:
    """Return a name for a commit that no other has."""
    return uuid4().hex


class Publisher:
    """Makes waiting rows visible. `cluster` is the name of the cluster whose shards hold the tables, if they do."""

    def __init__(self, session: Session, cluster: str | None) -> None:
        self._session = session
        self._cluster = cluster

    @cached_property
    def host(self) -> str:
        """The server that rows wait on."""
        return str(self._session.rows("SELECT hostName()")[0][0])

    def publish(self, commit: Commit) -> None:
        """Make everything that waits visible."""
        self._note(commit, BEGUN)
        self._finish(commit, BEGUN)

    def recover(self) -> None:
        """Complete what an earlier process had begun to publish; forget what it had not.

        Raises:
            StoreError: it was begun through another server of the cluster, where its rows wait.
        """
        for text, step in self._session.rows(_OPEN):
            commit = _COMMIT.validate_json(text)
            if self._cluster and commit.host != self.host:
                raise StoreError(
                    f"An import was broken off on the server {commit.host} of the cluster {self._cluster}. "
                    "Import through that server once: it completes what was begun."
                )
            self._finish(commit, step)
        for name in (*TABLES, QUARANTINED):
            drop(self._session, name)

    def _finish(self, commit: Commit, step: str) -> None:
        waiting = self._waiting()
        if step == BEGUN:
            for name, table in TABLES.items():
                if stage_of(name) in waiting:
                    self._widen(name)
                    self._remove(table)
            self._note(commit, REMOVED)
        for name in (*TABLES, QUARANTINED):
            if stage_of(name) in waiting:
                self._move(name, commit.part)
        if not self._session.rows(f"SELECT 1 FROM tidegauge_commits WHERE part = {literal(commit.part)}"):  # noqa: S608
            self._session.put("tidegauge_commits", {name: literal(getattr(commit, name)) for name in _KEPT})
        self._note(commit, DONE)

    def _waiting(self) -> set[str]:
        query = "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'tidegauge!_stage!_%'"
        return {name for (name,) in self._session.rows(query.replace("!", "\\\\"))}

    def _note(self, commit: Commit, step: str) -> None:
        text = "" if step == DONE else _COMMIT.dump_json(commit).decode()
        row = {"part": commit.part, "step": step, "commit": text}
        self._session.put("tidegauge_steps", {name: literal(value) for name, value in row.items()})

    def _widen(self, name: str) -> None:
        """Give the table the columns of the rows that wait for it."""
        there = written_columns(self._session, name)
        for column, written in written_columns(self._session, stage_of(name)).items():
            if column not in there:
                for statement in added(name, column, written, self._cluster):
                    self._session.command(statement)
            elif there[column] != written:
                for place in self._places(name):
                    self._session.command(f"ALTER TABLE {place} MODIFY COLUMN {quoted(column)} {written}")

    def _remove(self, table: Table) -> None:
        """Take away the rows whose keys were noted."""
        time, gone = table.time, gone_of(table.name)
        ((rows, first, newest),) = self._session.rows(f"SELECT count(), min({time}), max({time}) FROM {gone}")  # noqa: S608
        if rows:
            within = near(time, first, newest)
            place = next(iter(self._places(table.name)))
            for keys in self._keys(table):
                self._session.command(f"DELETE FROM {place} WHERE {within} AND {key_of(table)} IN ({keys})")  # noqa: S608

    def _keys(self, table: Table) -> Iterator[str]:
        gone = gone_of(table.name)
        if not self._cluster:
            yield f"SELECT {key_of(table)} FROM {gone}"  # noqa: S608
            return
        # The other servers do not have the table that the keys wait in.
        for part in self._session.frame(f"SELECT * FROM {gone}").iter_slices(CHUNK):  # noqa: S608
            yield ", ".join(key_values(table, part))

    def _move(self, name: str, part: str) -> None:
        stage = stage_of(name)
        if self._cluster:
            columns = ", ".join(map(quoted, written_columns(self._session, stage)))
            # The token lets a shard drop the blocks that an interrupted attempt had brought already.
            self._session.command(
                f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {stage} SETTINGS "  # noqa: S608
                f"distributed_foreground_insert = 1, insert_deduplication_token = {literal(part + name)}, max_threads = 1"
            )
            self._session.command(f"TRUNCATE TABLE {stage} SYNC")
            return
        for (partition,) in self._session.rows(_PARTITIONS.format(literal(stage))):
            self._session.command(
                f"ALTER TABLE {stage} MOVE PARTITION ID {literal(partition)} TO TABLE {name}"
            )

    def _places(self, name: str) -> Iterator[str]:
        if self._cluster:
            yield f"{name}{LOCAL} ON CLUSTER {quoted(self._cluster)}"
        yield name


_KEPT = ("part", "batch", "record", "marks", "aliases")
_OPEN = (
    "SELECT argMax(commit, place), argMax(step, place) AS last FROM tidegauge_steps GROUP BY part "
    "HAVING last != 'done' ORDER BY min(place)"
)
_PARTITIONS = (
    "SELECT DISTINCT partition_id FROM system.parts WHERE database = currentDatabase() AND table = {} AND active "
    "AND rows > 0 ORDER BY partition_id"
)
