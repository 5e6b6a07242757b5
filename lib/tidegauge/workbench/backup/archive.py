"""The file of a backup: a zip of one JSONL file a table, and a manifest with their SHA-256."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tidegauge.errors import TidegaugeError

FORMAT = "tidegauge workbench, 1"
MANIFEST = "manifest.json"


class BackupError(TidegaugeError):
    """A workbench cannot be backed up, or a backup cannot be restored."""


@dataclass(frozen=True)
class TableFile:
    """How many rows of a table a backup holds, and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup is of: the revision of the tables, the kind of database, and when it was made (UTC)."""

    revision: str
    database: str
    made_at: datetime
    tables: Mapping[str, TableFile]


def write_archive(
    path: Path, tables: Mapping[str, Iterable[str]], revision: str, database: str, at: datetime
) -> Manifest:
    """Write a backup, whole or not at all.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already, and a backup overwrites nothing. Give another name.")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(half, "x", zipfile.ZIP_DEFLATED) as file:
            written = {name: _write(file, name, lines) for name, lines in tables.items()}
            manifest = Manifest(revision, database, at, written)
            told = {"format": FORMAT, **asdict(manifest), "made_at": at.isoformat()}
            file.writestr(MANIFEST, json.dumps(told, indent=2, sort_keys=True))
        with half.open("rb") as done:
            os.fsync(done.fileno())
        half.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        half.unlink(missing_ok=True)
    return manifest


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """Open a backup whose every byte was checked.

    Raises:
        BackupError: it is no backup, or not as it was written; the table is named.
    """
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(path, file)
            for name, table in manifest.tables.items():
                _check(path, file, name, table)
            yield manifest, file
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is no backup of a workbench, or it is damaged: {error}.") from error


def lines_in(file: zipfile.ZipFile, table: str) -> Iterator[str]:
    """Yield the rows of a table as they were written."""
    with file.open(_name(table)) as lines:
        for line in lines:
            yield line.decode("utf-8").removesuffix("\n")


def _name(table: str) -> str:
    return f"tables/{table}.jsonl"


def _write(file: zipfile.ZipFile, table: str, lines: Iterable[str]) -> TableFile:
    digest, rows = hashlib.sha256(), 0
    with file.open(_name(table), "w", force_zip64=True) as into:
        for line in lines:
            encoded = f"{line}\n".encode()
            into.write(encoded)
            digest.update(encoded)
            rows += 1
    return TableFile(rows, digest.hexdigest())


def _manifest(path: Path, file: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(file.read(MANIFEST))
        if told["format"] != FORMAT:
            raise BackupError(
                f"{path} is a “{told['format']}”; this Tidegauge reads “{FORMAT}”. Restore it with the one that wrote it."
            )
        tables = {name: TableFile(**one) for name, one in told["tables"].items()}
        return Manifest(told["revision"], told["database"], datetime.fromisoformat(told["made_at"]), tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(f"{path} is no backup of a workbench: its {MANIFEST} cannot be read.") from error


def _check(path: Path, file: zipfile.ZipFile, name: str, table: TableFile) -> None:
    digest, rows = hashlib.sha256(), 0
    try:
        for line in lines_in(file, name):
            digest.update(f"{line}\n".encode())
            rows += 1
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise BackupError(f"{path} is damaged: its table “{name}” cannot be read.") from error
    if (rows, digest.hexdigest()) != (table.rows, table.sha256):
        raise BackupError(f"{path} is damaged: its table “{name}” is not as it was written.")
