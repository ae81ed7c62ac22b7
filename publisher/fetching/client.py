"""The HTTP client: whole answers, bounded in time, size and redirects, from where one may ask."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

import urllib3

from publisher.errors import AddressRefused, BadStatus, Gone, NoAnswer, NotYet
from publisher.fetching.connecting import Connection, connection_to
from publisher.fetching.limits import Limits
from publisher.fetching.places import Origin, Place, addresses, joined, place_of
from publisher.fetching.receiving import receive
from publisher.fetching.remarks import Remark
from publisher.fetching.response import Response

REDIRECTS: Final = (301, 302, 303, 307, 308)
PASSING: Final = (429, 502, 503, 504)
"""What passes: the same may be asked again."""

BACKOFF_SECONDS: Final = 1.0
"""How long to wait before the second attempt, where the other side does not say; then doubled."""

BROKEN: Final = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)


class Client:
    """Fetches what others publish; keeps one connection open. One thread uses it at a time.

    ``home`` is the address that the operator gave: it may be inside the own network, and so may
    whatever is of the same origin; anything else only with ``inside``. ``sleep`` and ``clock`` are
    how it waits and how it tells the time (monotonic seconds), ``say`` is told what it waits for.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        home: str = "",
        inside: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.limits = limits or Limits()
        self._inside, self._sleep, self._clock, self._say = inside, sleep, clock, say
        self._home: Origin | None = None
        self._home = self._place(home).origin if home else None
        self._until = 0.0
        self._kept: tuple[Origin, Connection] | None = None
        self._agent = f"publisher/{version('publisher')}"

    def fetch(
        self,
        url: str,
        *,
        accept: str = "*/*",
        method: str = "GET",
        etag: str = "",
        modified: str = "",
        any_status: bool = False,
        body: bytes = b"",
        content_type: str = "",
    ) -> Response:
        """The answer of ``url``, whole: 2xx, or 304 where ``etag`` or ``modified`` still hold.

        ``any_status`` gives other answers, too. With a ``body``, which is to change nothing there,
        the method is POST, also where it is sent on to.

        Raises AddressRefused, NoAnswer, BadStatus (Gone, NotYet) or BadContent.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": self._agent}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        headers |= {"Content-Type": content_type} if body else {}
        method = "POST" if body else method
        for attempt in range(1, self.limits.attempts + 1):
            last = attempt == self.limits.attempts
            wait = BACKOFF_SECONDS * 2 ** (attempt - 1)
            try:
                response = self._exchange(url, method, headers, body)
            except NoAnswer:
                if last:
                    raise
            else:
                if any_status or not self._is_passing(response, last):
                    return response if any_status else self._wanted(response)
                asked = response.retry_after
                wait = wait if asked is None else asked
            self._say(f"{url}: {wait:.0f} s …")
            self._sleep(wait)
        raise AssertionError("an attempt returns or raises")

    def close(self) -> None:
        """Close the connection that is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None

    def _is_passing(self, response: Response, last: bool) -> bool:
        """Whether to ask again. Raises NotYet where one would have to wait for too long."""
        if response.status not in PASSING:
            return False
        wait = response.retry_after or 0.0
        if wait > self.limits.wait_seconds or (last and wait):
            response.close()
            error = Remark(response.url, "not-yet", f"{wait:.0f}").error(NotYet)
            error.status, error.seconds = response.status, wait
            raise error
        if not last:
            response.close()
        return not last

    @staticmethod
    def _wanted(response: Response) -> Response:
        """The response. Raises BadStatus where it is not what was asked for."""
        if 200 <= response.status < 300 or response.status == 304:
            return response
        response.close()
        if response.status == 410:
            raise Remark(response.url, "gone").error(Gone)
        reason = http.client.responses.get(response.status, "")
        error = Remark(response.url, "status", f"{response.status} {reason}".strip()).error(
            BadStatus
        )
        error.status = response.status
        raise error

    def _exchange(self, url: str, method: str, headers: Mapping[str, str], body: bytes) -> Response:
        """One attempt: the answer at the end of the redirects."""
        self._until = self._clock() + self.limits.total_seconds
        way: list[str] = []
        url = joined(url, url)
        while True:
            place = self._place(url)
            answer = self._answer(place, method, headers, body)
            target = answer.headers.get("Location")
            if answer.status not in REDIRECTS:
                return self._whole(answer, place, method, tuple(way))
            self.close()
            if not target:
                raise Remark(url, "redirect-nowhere", str(answer.status)).error(BadStatus)
            way.append(url)
            url = joined(url, target)
            if len(way) > self.limits.redirects:
                raise Remark(way[0], "redirects", url, str(self.limits.redirects)).error(
                    AddressRefused
                )

    def _place(self, url: str) -> Place:
        try:
            place = place_of(url)
        except ValueError:
            raise Remark(url or "?", "address", url).error(AddressRefused) from None
        return replace(place, internal=self._inside or place.origin == self._home)

    def _answer(
        self, place: Place, method: str, headers: Mapping[str, str], body: bytes
    ) -> urllib3.BaseHTTPResponse:
        """The answer with its headers read. Raises NoAnswer, AddressRefused."""
        try:
            if self._kept is not None and self._kept[0] == place.origin:
                with suppress(*BROKEN):  # who closed it while nothing was asked has not failed
                    if self._kept[1].is_connected:
                        return self._ask(self._kept[1], place, method, headers, body)
            self.close()
            connection = self._connect(place)
            self._kept = (place.origin, connection)
            return self._ask(connection, place, method, headers, body)
        except BROKEN as error:
            self.close()
            raise self._broken(place, error) from None

    def _ask(
        self,
        connection: Connection,
        place: Place,
        method: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> urllib3.BaseHTTPResponse:
        connection.request(
            method, place.path, body=body or None, headers={"Host": place.authority, **headers},
            preload_content=False, decode_content=False, enforce_content_length=True,
        )  # fmt: skip
        return connection.getresponse()

    def _connect(self, place: Place) -> Connection:
        """A connection to the first address that takes one."""
        try:
            found = addresses(place)
        except ValueError:
            raise Remark(place.iri, "inside", place.host).error(AddressRefused) from None
        except OSError:
            raise Remark(place.iri, "unknown-host", place.host).error(NoAnswer) from None
        for address in found:
            connection = connection_to(place, address, self.limits.connect_seconds, self._left)
            try:
                connection.connect()
            except BROKEN:
                connection.close()
                if address == found[-1]:
                    raise
            else:
                return connection
        raise OSError(place.host)

    def _left(self) -> float:
        return min(self.limits.read_seconds, self._until - self._clock())

    def _broken(self, place: Place, error: Exception) -> NoAnswer:
        """What went wrong while connecting or reading headers."""
        inner = error.args[-1] if error.args and isinstance(error.args[-1], Exception) else error
        if isinstance(error, urllib3.exceptions.NewConnectionError):
            return Remark(place.iri, "unreachable", place.authority).error(NoAnswer)
        if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
            return self._late(place)
        if isinstance(error, urllib3.exceptions.SSLError | ssl.SSLError):
            return Remark(place.iri, "certificate", place.host, str(inner)).error(NoAnswer)
        if isinstance(error, http.client.HTTPException) and not isinstance(error, OSError):
            return Remark(place.iri, "not-http", str(error) or type(error).__name__).error(NoAnswer)
        return Remark(place.iri, "unreachable", place.authority).error(NoAnswer)

    def _late(self, place: Place) -> NoAnswer:
        over = self._clock() >= self._until
        seconds = self.limits.total_seconds if over else self.limits.read_seconds
        return Remark(place.iri, "silent", expected=f"{seconds:g}").error(NoAnswer)

    def _whole(
        self, answer: urllib3.BaseHTTPResponse, place: Place, method: str, way: tuple[str, ...]
    ) -> Response:
        """The answer with its body in a file. Raises NoAnswer, BadContent."""
        file = cast(IO[bytes], SpooledTemporaryFile(max_size=self.limits.memory_bytes))  # noqa: SIM115
        try:
            size = (
                0 if method == "HEAD" else receive(answer, file, place.iri, self.limits.body_bytes)
            )
        except TimeoutError:
            self.close()
            file.close()
            raise self._late(place) from None
        except BaseException:
            self.close()
            file.close()
            raise
        file.seek(0)
        headers = {key.lower(): value for key, value in answer.headers.items()}
        return Response(place.iri, answer.status, headers, file, size, way)
