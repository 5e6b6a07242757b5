"""A local copy of a store that answers slowly: made when it is first asked, brought up to date while it is used."""

import logging
import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq

from tidegauge.errors import StoreBusyError, StoreCancelledError, StoreError, StoreTimeoutError
from tidegauge.schema.tables import TABLES
from tidegauge.sources.peer import Peer
from tidegauge.stores.beside import VARIABLE
from tidegauge.stores.cancelling import stopped_by
from tidegauge.stores.copying import Progress
from tidegauge.stores.lake.lock import writers_lock
from tidegauge.stores.lake.manifest import NAME, load
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.origin import Origin, OriginStore
from tidegauge.stores.renewing import COMPLETE, is_current, renew

LOOKED_AT = 5.0
"""Seconds for which the source is not asked again whether anything changed."""
COUNTED_AT = 60.0
"""Seconds for which rows are not counted again, which is how it is seen that some were deleted at the source."""
FAILED = 2.0
"""Seconds for which a source that did not answer is not asked again."""
RESTED, RESTED_MOST = 4.0, 60.0
"""A renewal is followed by a rest of so many times the time that it took, in seconds at most the second number."""
STATE = "source-state"
"""The file of a copy that says how the source was when the copy was last brought up to date."""
WAITED = 0.05
"""Seconds after which one that waits looks whether it still should."""
_TOLD = 5.0
_LOG = logging.getLogger(__name__)


class NoCopyError(StoreError):
    """There can be no copy: its folder cannot be written to, or the source does not say what changes."""


class Mirror:
    """The copy of `source` in `folder`. Safe to share between threads; several processes may use one copy."""

    def __init__(self, source: OriginStore, folder: Path) -> None:
        self.lake = Lake(folder)
        self.progress: Progress | None = None
        self._source = source
        self._folder = folder
        self._lock = threading.Lock()
        self._peer: Peer | None = None
        self._ready = False
        self._error: StoreError | None = None
        self._seen = ""
        self._looks = self._counted = self._told = float("-inf")
        self._job: threading.Thread | None = None

    @property
    def peer(self) -> Peer | None:
        """The tool whose store was copied.

        Raises:
            StoreError: as `current`.
        """
        self.current()
        return self._peer

    def current(self) -> Lake:
        """Return the copy. The first call waits until it is up to date; later ones have it renewed behind their backs.

        Raises:
            StoreError: the source does not answer, or nothing can be written to the folder.
        """
        self._look()
        while (
            (not self._ready or self._error is not None) and (job := self._job) is not None and job.is_alive()
        ):
            # A short wait each time: a page may be left, but the limit of a statement is none of a copy.
            with stopped_by(lambda: None):
                job.join(WAITED)
        if self._error is not None:
            raise self._error
        return self.lake

    def repaired(self) -> bool:
        """Return whether the copy was found damaged; if so it is made anew when it is asked next."""
        if not self._ready or ((self._folder / NAME).exists() and sound(self._folder)):
            return False
        self._ready, self._looks = False, float("-inf")
        return True

    def refresh(self) -> None:
        """Let the next question look at the source."""
        self._looks = float("-inf")

    def _look(self) -> None:
        """Start a renewal if one is due and none runs."""
        with self._lock:
            now = time.monotonic()
            running = self._job is not None and self._job.is_alive()
            if running or now < self._looks:
                return
            try:
                mark = self._source.mark()
            except (StoreCancelledError, StoreTimeoutError):
                raise
            except StoreError as error:
                self._error, self._looks = error, time.monotonic() + FAILED
                return
            self._looks = time.monotonic() + LOOKED_AT
            if self._ready and mark == self._seen:
                self._error = None
                return
            self._job = threading.Thread(target=self._renew, args=(mark,), name="mirror", daemon=True)
            self._job.start()

    def _renew(self, mark: str) -> None:
        began, again = time.monotonic(), self._ready
        try:
            origin = self._source.look()
            self._peer = origin.peer
            if not again and self._is_current(origin, mark):
                self._seen = mark
            elif self._bring_up_to_date(origin):
                (self._folder / STATE).write_text(mark)
                self._seen = mark
            self._error, self._ready = None, True
            if again:
                self._rest(time.monotonic() - began)
        except StoreError as error:
            self._error = error
        except OSError as error:
            self._error = self._unwritable(error.strerror or str(error))
        except Exception as error:
            _LOG.exception("The copy of %s could not be renewed", self._source.name)
            self._error = StoreError(f"The copy of {self._source.name} could not be renewed: {error}")
        finally:
            self.progress = None

    def _rest(self, took: float) -> None:
        self._looks = max(self._looks, time.monotonic() + min(RESTED * took, RESTED_MOST))

    def _is_current(self, origin: Origin, mark: str) -> bool:
        """Return whether the copy was brought up to date when the source was as it is now, by whichever process."""
        return sound(self._folder) and is_current(origin, load(self._folder), self._folder / STATE, mark)

    def _bring_up_to_date(self, origin: Origin) -> bool:
        """Renew the copy; where another process is at it, return False as soon as there is a copy to read."""
        while not self._renewed(origin):
            if COMPLETE in load(self._folder).marks:
                return False
            time.sleep(0.2)
        return True

    def _renewed(self, origin: Origin) -> bool:
        self._check_writable()
        with suppress(StoreBusyError):
            self._repair()
            with LakeWriter(self._folder) as writer:
                self._copy(origin, writer)
            return True
        return False

    def _check_writable(self) -> None:
        try:
            self._folder.mkdir(
                mode=0o700, parents=True, exist_ok=True
            )  # what a server guards is not for everybody here
            reason = "" if os.access(self._folder, os.W_OK) else "it may not be written to"
        except OSError as error:
            reason = error.strerror or str(error)
        if reason:
            raise self._unwritable(reason)

    def _unwritable(self, reason: str) -> "NoCopyError":
        return NoCopyError(
            f"{self._source.name} is read through a copy, and the copy cannot be written to {self._folder}: {reason}. "
            f"Name another folder: export {VARIABLE}=FOLDER"
        )

    def _copy(self, origin: Origin, writer: LakeWriter) -> None:
        first = COMPLETE not in writer.marks
        if first:
            self._ready = False  # somebody took the copy away
        count = time.monotonic() - self._counted > COUNTED_AT
        renew(origin, writer, self._report if first else lambda _: None, count=count)
        if count:
            self._counted = time.monotonic()

    def _repair(self) -> None:
        if self._ready or not self._folder.exists() or sound(self._folder):
            return
        _LOG.warning("The copy of %s in %s is damaged: it is made anew.", self._source.name, self._folder)
        with writers_lock(self._folder):
            for path in self._folder.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != ".lock":
                    path.unlink()

    def _report(self, progress: Progress) -> None:
        self.progress = progress
        now = time.monotonic()
        if progress.seconds > _TOLD and now - self._told > _TOLD:
            self._told = now
            of = f" of {progress.expected:,}" if progress.expected else ""
            _LOG.warning(
                "Copying %s, once: %s%s %s.", self._source.name, f"{progress.rows:,}", of, progress.table
            )


def sound(folder: Path) -> bool:
    """Return whether every file that the lake in `folder` lists is there and whole."""
    try:
        manifest = load(folder)
        return all(
            pq.read_metadata(folder / file.path).num_rows == file.rows
            for table in TABLES
            for file in manifest.files(table)
        )
    except (OSError, ValueError, StoreError):
        return False
