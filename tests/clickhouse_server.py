"""ClickHouse's HTTP interface for the tests: the driver's own client on one side, the embedded engine on the other."""

import base64
import gzip
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

USER, PASSWORD = "ann", "s3cret:/@"
_NOT_SETTINGS = {
    "query",
    "database",
    "session_id",
    "query_id",
    "wait_end_of_query",
    "client_protocol_version",
}
_NOT_SETTINGS |= {
    "send_progress_in_http_headers",
    "http_headers_progress_interval_ms",
    "enable_http_compression",
}


class Server(ThreadingHTTPServer):
    """Answers for the engine in `folder`. `asked` are the statements that came."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder = folder
        self.asked: list[str] = []
        self.settings_allowed = True

    def url(self, database: str, password: str = "s3cret%3A%2F%40") -> str:  # noqa: S107  as above
        """The address of one of its databases."""
        return f"clickhousedb://{USER}:{password}@127.0.0.1:{self.server_address[1]}/{database}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.0"  # no connection outlives its answer: a server that went is gone

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b"".join(iter(self._chunk, b""))
        self._answer(_unpacked(body, self.headers.get("Content-Encoding")))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name
        """Say nothing."""

    def _chunk(self) -> bytes:
        data = self.rfile.read(int(self.rfile.readline(), 16))
        self.rfile.readline()
        return data

    def _answer(self, body: bytes) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        given = base64.b64decode((self.headers.get("Authorization") or "").removeprefix("Basic ")).decode()
        if given != f"{USER}:{PASSWORD}":
            self._send(
                403, b"Code: 516. DB::Exception: ann: Authentication failed. (AUTHENTICATION_FAILED)", 516
            )
            return
        try:
            self._send(200, self._run(asked, body))
        except RuntimeError as error:
            code = re.search(r"Code: (\d+)", str(error))
            self._send(500, str(error).encode(), int(code[1]) if code else 1)

    def _run(self, asked: dict[str, str], body: bytes) -> bytes:
        import chdb

        statement = asked.get("query") or ""
        if not statement and re.match(rb"INSERT INTO .* FORMAT \w+\n", body):
            statement, body = body.split(b"\n", 1)[0].decode(), body.split(b"\n", 1)[1]
        elif not statement:
            statement, body = body.decode(), b""
        self.server.asked.append(statement)
        connection = chdb.connect(str(self.server.folder))
        try:
            if database := asked.get("database"):
                connection.query(f"USE `{database}`")
            settings = {name: value for name, value in asked.items() if name not in _NOT_SETTINGS}
            if settings and not self.server.settings_allowed:
                first = next(iter(settings))
                raise RuntimeError(
                    f"Code: 164. DB::Exception: Cannot modify '{first}' setting in readonly mode."
                )
            for name, value in sorted(settings.items(), key=lambda item: item[0] == "readonly"):
                connection.query(f"SET {name} = '{value}'")
            return self._rows(connection, statement, body)
        finally:
            connection.close()

    @staticmethod
    def _rows(connection: Any, statement: str, body: bytes) -> bytes:
        if not body:
            found = re.search(r"\bFORMAT\s+(\w+)\s*$", statement)
            return bytes(connection.query(statement, found[1] if found else "TabSeparated").bytes() or b"")
        with tempfile.NamedTemporaryFile(suffix=".block") as file:
            file.write(body)
            file.flush()
            into, kind = statement.rsplit(" FORMAT ", 1)
            connection.query(f"{into} FROM INFILE '{file.name}' FORMAT {kind}")
            return b""

    def _send(self, status: int, body: bytes, code: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Timezone", "UTC")
        if code is not None:
            self.send_header("X-ClickHouse-Exception-Code", str(code))
        self.end_headers()
        self.wfile.write(body)


def _unpacked(body: bytes, encoding: str | None) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    if encoding == "lz4":
        import lz4.frame

        return bytes(lz4.frame.decompress(body))
    if encoding == "zstd":
        from clickhouse_connect.driver.compression import _zstd_decompress

        return bytes(_zstd_decompress(body))
    return body


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Server]:
    """Answer at a port until the block ends."""
    server = Server(folder, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def clickhouse_server(chdb_folder: Path) -> Iterator[Server]:
    """A server that answers until the test ends."""
    with served(chdb_folder) as server:
        yield server
