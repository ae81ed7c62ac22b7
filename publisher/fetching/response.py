"""What an address answered: its status, its headers, and the whole body, unpacked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import IO, Final

from publisher.fetching.places import joined

HEADER: Final = 8_192
"""Characters of a Link header that are read."""

LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*-]+(?:=(?:"[^"]*"|[^",;\s]*))?)*)')
PARAMETER: Final = re.compile(r';\s*([\w*-]+)=?(?:"([^"]*)"|([^",;\s]*))')


@dataclass(frozen=True)
class Response:
    """One whole answer. ``file`` has the body from its beginning; close it, or use ``with``.

    ``url`` is where the body is, after redirects, ``redirects`` the addresses on the way there.
    Header names are in lower case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    file: IO[bytes]
    size: int
    redirects: tuple[str, ...] = field(default=())

    def __enter__(self) -> Response:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the body."""
        self.file.close()

    def read(self) -> bytes:
        """The whole body."""
        self.file.seek(0)
        return self.file.read()

    @property
    def media_type(self) -> str:
        """The media type of Content-Type in lower case, without parameters; empty without one."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset of Content-Type in lower case; empty without one."""
        found = re.search(
            r';\s*charset\s*=\s*"?([^";\s]+)', self.headers.get("content-type", ""), re.I
        )
        return found[1].lower() if found else ""

    @property
    def etag(self) -> str:
        """The ETag, as it is sent."""
        return self.headers.get("etag", "")

    @property
    def modified(self) -> str:
        """Last-Modified, as it is sent."""
        return self.headers.get("last-modified", "")

    def links(self, relation: str) -> list[str]:
        """The targets of the Link header with a relation type (RFC 8288), as absolute IRIs."""
        found = []
        for target, text in LINK.findall(self.headers.get("link", "")[:HEADER]):
            parameters = {key.lower(): one or two for key, one, two in PARAMETER.findall(text)}
            if relation in parameters.get("rel", "").split():
                found.append(joined(self.url, target))
        return found

    @property
    def retry_after(self) -> float | None:
        """How many seconds Retry-After asks to wait (RFC 9110, section 10.2.3); None without it.

        A date counts from the Date of the answer, so that clocks need not agree.
        """
        text = self.headers.get("retry-after", "").strip()
        if text.isdecimal():
            return float(text[:12])
        wanted, now = _date(text), _date(self.headers.get("date", ""))
        if wanted is None or now is None:
            return None
        return max(0.0, (wanted - now).total_seconds())

    @property
    def fresh_seconds(self) -> int:
        """For how long the answer holds by its Cache-Control (RFC 9111, section 5.2.2)."""
        found = re.search(r"(?:^|[\s,])max-age=(\d{1,9})", self.headers.get("cache-control", ""))
        return int(found[1]) if found else 0


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
