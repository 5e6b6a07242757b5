"""The servers of the ingest benchmark: how each is started, where it listens, and how its rows are counted."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from tidegauge.stores.lake.manifest import load


@dataclass(frozen=True)
class Server:
    """One receiver. `ready` is a path that answers when it listens; `count` says how many spans a query sees."""

    name: str
    command: tuple[str, ...]
    ready: str
    folder: Path
    count: Callable[[], int]
    headers: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, with its output in a file beside its data."""
        self.folder.mkdir(parents=True)
        with self.folder.with_suffix(".log").open("wb") as log:
            environment = {**os.environ, **self.environment}
            return subprocess.Popen(self.command, stdout=log, stderr=log, env=environment, cwd=self.folder)

    def size(self) -> int:
        """Return the bytes of its files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def tidegauge(folder: Path, port: int, every: float) -> Server:
    """Return our receiver, writing into a lake."""
    code = "from tidegauge.cli import main; main()"
    options = ("--store", str(folder / "lake"), "--port", str(port), "--every", str(every))
    return Server(
        "Tidegauge",
        (sys.executable, "-c", code, "collect", *options),
        "/health",
        folder,
        lambda: _lake_rows(folder / "lake"),
    )


def phoenix(folder: Path, port: int, python: Path) -> Server:
    """Return Phoenix, writing into SQLite."""
    environment = {
        "PHOENIX_WORKING_DIR": str(folder),
        "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(port + 1),
        "PHOENIX_HOST": "127.0.0.1",
        "PHOENIX_TELEMETRY_ENABLED": "false",
    }
    command = (str(python), "-m", "phoenix.server.main", "serve")
    database = folder / "phoenix.db"
    return Server("Phoenix", command, "/healthz", folder, lambda: _rows(database), {}, environment)


def mlflow(folder: Path, port: int, python: Path) -> Server:
    """Return MLflow, writing into SQLite with one worker, which SQLite wants."""
    database = folder / "mlflow.db"
    command = (str(python), "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{database}")
    options = ("--port", str(port), "--host", "127.0.0.1", "--workers", "1")
    environment = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    headers = {"x-mlflow-experiment-id": "0"}
    return Server(
        "MLflow", command + options, "/health", folder, lambda: _rows(database), headers, environment
    )


def _lake_rows(lake: Path) -> int:
    """Count as a query would: the rows of the files, not what the manifest says of them."""
    files = [lake / file.path for file in load(lake).files("spans")]
    return int(pl.scan_parquet(files).select(pl.len()).collect().item()) if files else 0


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM spans").fetchone()[0])
