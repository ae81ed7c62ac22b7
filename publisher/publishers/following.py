"""The publishers of a site that is being served: those that its file names now."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress

from publisher.config import Settings
from publisher.errors import ConfigError
from publisher.publishers.reading import FILE_NAME, read
from publisher.publishers.registry import Publishers

Stamp = tuple[int, int, int]


class Followed:
    """Reads the publishers, and again where their file has changed. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._read: tuple[Stamp | None, Publishers] | None = None
        with suppress(ConfigError):  # who asks is told
            self.now()

    def now(self) -> Publishers:
        """The publishers, none where there is no file.

        While the file cannot be read they are those from before, and the log says why. Raises
        ConfigError where there are none from before.
        """
        stamp = self._stamp()
        with self._lock:
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, self._again()
            return self._read[1]

    def _again(self) -> Publishers:
        try:
            return read(self._settings)
        except ConfigError as error:
            if self._read is None:
                raise
            logging.getLogger("publisher").error("the publishers stay as they were: %s", error)
            return self._read[1]

    def _stamp(self) -> Stamp | None:
        try:
            found = os.stat(self._settings.root / FILE_NAME)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
