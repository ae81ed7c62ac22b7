"""How often somebody may ask: counted over the last minute, in memory, by each process for itself.

Nobody's address is kept: clients are counted by their pseudonyms, keys by their ids or hashes.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from publisher.publishers.sentences import too_often

MINUTE: Final = 60.0
MOST: Final = 10_000
"""Keys, or clients, that are counted; those that were seen least lately are forgotten."""

Clock = Callable[[], float]


class Rates:
    """What was counted in the last minute, by who did it; each may do ``most``.

    ``now`` tells the time in seconds.
    """

    def __init__(self, most: int, now: Clock = time.monotonic) -> None:
        self.most, self._now = most, now
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str) -> int:
        """Seconds until ``who`` may do it again; 0 where it may now."""
        with self._lock:
            return self._wait(self._seen.get(who, deque()), self._now())

    def count(self, who: str) -> int:
        """Count it where it may be done; the seconds to wait where it may not, else 0."""
        now = self._now()
        with self._lock:
            seen = self._seen.setdefault(who, deque())
            self._seen.move_to_end(who)
            while len(self._seen) > MOST:
                self._seen.popitem(last=False)
            late = self._wait(seen, now)
            if not late:
                seen.append(now)
            return late

    def _wait(self, seen: deque[float], now: float) -> int:
        while seen and seen[0] <= now - MINUTE:
            seen.popleft()
        return max(1, round(seen[0] + MINUTE - now)) if len(seen) >= self.most else 0


class Attempts:
    """Wrong keys, by the client that tried them.

    Who has tried too many is not listened to for a while, but for keys that have counted here
    before: who shares an address with somebody that guesses is not locked out.
    """

    def __init__(self, most: int, now: Clock = time.monotonic) -> None:
        self._wrong = Rates(most, now)
        self._counted: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def require_few(self, client: str, text: str) -> None:
        """Raise TooOften where ``client`` has tried too many keys to try the key ``text``."""
        late = self._wrong.wait(client)
        if late and _hash(text) not in self._counted:
            raise too_often("wrong-keys", self._wrong.most, retry=late)

    def wrong(self, client: str) -> None:
        """A client has tried a key that does not count."""
        self._wrong.count(client)

    def right(self, text: str) -> None:
        """A key has counted."""
        with self._lock:
            self._counted[_hash(text)] = None
            while len(self._counted) > MOST:
                self._counted.popitem(last=False)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
