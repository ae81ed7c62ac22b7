"""Every error that the publisher raises, as one tree. Each says what, where and what to do.

PublisherError                exit 2: the caller or the set-up must change
├── ConfigError               site.toml
├── ContractError             shapes or ontology
├── ReleaseError              a release is unknown, damaged or locked
│   ├── Locked                another build is at work
│   └── LossError             exit 1: it would take away what is published, and nobody said so
├── EndpointError             a SPARQL endpoint did not answer
│   ├── QueryTimeout          a query took longer than its limit
│   ├── QueryTooLarge         a query needed more memory, or its answer more room, than its limit
│   ├── QueryEnded            a query was ended from outside
│   ├── NotHeld               a release that no store holds any more
│   └── Busy                  every engine is taken
│       └── TooManyQueries    one client asks for more than its share
├── QueryError                a query is malformed or not allowed
├── RenderError               a format cannot hold a statement
├── NoRoom                    what is to be written does not fit on the disk
├── IntakeError               what a publisher sends is not taken in
│   ├── Unauthorised          there is no key, or none that counts (401)
│   ├── NotYours              the key may not do that, or not there (403)
│   ├── Precondition          what is there is not what the writer thinks it is (412)
│   ├── Repeated              an Idempotency-Key stands for another request (422)
│   ├── TooLarge              what is sent is larger than what is taken in (413)
│   ├── EditError             that cannot be done to a graph (400, 409)
│   └── Occupied              somebody else writes, and does so for long (503)
│       └── TooOften          more was asked in a minute than one may (429)
├── FetchError                exit 1: what is at an address elsewhere is not what was asked for
│   ├── AddressRefused        the address is none that may be called
│   ├── NoAnswer              nobody answers there, not in time, or not to the end
│   ├── BadStatus             the answer has a status that says so
│   │   ├── Gone              what was there has been removed (410)
│   │   └── NotYet            the other side asks to come back later
│   └── BadContent            what is sent is too large, or cannot be read as what it should be
└── DataError                 exit 1: the data must change
    └── SourceFault           a source that cannot be read at all
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from publisher.faults import Fault


class PublisherError(Exception):
    """What happened, where (a file, an IRI), and what to do about it."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.todo = what, where, todo

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.todo}" if self.todo else "")


class ConfigError(PublisherError):
    """``site.toml`` says something that cannot be meant."""


class ContractError(PublisherError):
    """The shapes or the ontology cannot be read as a contract."""


class ReleaseError(PublisherError):
    """A release is unknown, damaged, or another build holds the lock."""


class Locked(ReleaseError):
    """Another build is at work on the releases."""


NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class LossError(ReleaseError):
    """A release would take away what is published, and nobody has said that it may.

    ``said`` tells those who sent the data what happened and what they can do, by language
    (``sv``, ``en``); what and todo are for whoever builds.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, where: str = "", todo: str = "", said: Mapping[str, str] = NOTHING
    ) -> None:
        super().__init__(what, where=where, todo=todo)
        self.said = dict(said) or dict.fromkeys(("sv", "en"), f"{what} {todo}".strip())


class EndpointError(PublisherError):
    """A SPARQL endpoint did not answer as it must."""


class QueryTimeout(EndpointError):
    """A query took longer than its limit and was stopped."""


class QueryTooLarge(EndpointError):
    """A query needed more memory, or its answer more room, than its limit, and was stopped."""


class QueryEnded(EndpointError):
    """A query was ended from outside: by the operator, or since nobody waits for its answer."""


class NotHeld(EndpointError):
    """A release is kept, but no store holds it: queries of it cannot be answered."""


class Busy(EndpointError):
    """Every engine is taken, and stayed so for as long as a query may wait.

    ``retry`` is how many seconds to wait before the next attempt.
    """

    retry = 5


class TooManyQueries(Busy):
    """A client has as many queries running as one client may."""


class QueryError(PublisherError):
    """A query is malformed, or asks for what is not allowed."""


class RenderError(PublisherError):
    """A format cannot hold a statement: its IRI or its text does not fit."""


class Told(PublisherError):
    """An error that is told in more than one language.

    ``said`` is what happened and what to do, by language (``sv``, ``en``); ``code`` names it.
    """

    def __init__(self, code: str, said: Mapping[str, str], *, where: str) -> None:
        super().__init__(said["en"], where=where)
        self.code, self.said = code, dict(said)

    def sentence(self, language: str) -> str:
        """What happened, where, and what to do, in ``language``."""
        return f"{self.where}: {self.said[language]}"


class FetchError(Told):
    """What is at an address elsewhere is not what was asked for."""

    exit_code = 1


class IntakeError(Told):
    """What a publisher sends is not taken in; nothing has changed."""


class Unauthorised(IntakeError):
    """There is no key, or none that counts: forged, expired or revoked (RFC 6750, section 3.1)."""


class NotYours(IntakeError):
    """The key is good, but not for this: its scopes or its namespace end before."""


class Precondition(IntakeError):
    """What is there is not what the writer says it is (RFC 9110, section 13.1)."""


class Repeated(IntakeError):
    """An Idempotency-Key that was used for another request."""


class TooLarge(IntakeError):
    """What is sent is larger than what is taken in."""


class EditError(IntakeError):
    """What is asked for cannot be done to a named graph."""


class Occupied(IntakeError):
    """Somebody else writes, and did so for as long as one may wait.

    ``retry`` is how many seconds to wait before the next attempt.
    """

    retry = 10


class TooOften(Occupied):
    """One key makes more requests than one key may, or one client tries too many keys."""


class AddressRefused(FetchError):
    """An address is none that may be called."""


class NoAnswer(FetchError):
    """Nobody answers at an address, not in time, or not to the end."""


class BadStatus(FetchError):
    """The answer has a status that says that it is not what was asked for."""

    status = 0


class Gone(BadStatus):
    """What was at an address has been removed for good (RFC 9110, section 15.5.11)."""

    status = 410


class NotYet(BadStatus):
    """The other side asks to come back later than one waits; ``seconds`` is how long that is."""

    seconds = 0.0


class BadContent(FetchError):
    """What an address sends is too large, or cannot be read as what it should be."""


class DataError(PublisherError):
    """The data must change before anything is released."""

    exit_code = 1


class SourceFault(DataError):
    """A source that cannot be read; carries the faults that say where and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(first.sentence("en"), where=first.place.words("en"))


class NoRoom(PublisherError):
    """The disk is full, or what the user may write there."""


FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

REMEDIES: Final[dict[int | None, str]] = {
    errno.EACCES: "Give the user that runs this the right to it.",
    errno.EPERM: "Give the user that runs this the right to it.",
    errno.EROFS: "Make it writable, or name another folder in site.toml.",
    errno.ENOSPC: "Make room on the disk, then try again; what is released is as it was.",
    errno.EDQUOT: "Make room on the disk, then try again; what is released is as it was.",
    errno.EFBIG: "Allow larger files (ulimit -f), then try again; what is released is as it was.",
    errno.EMFILE: "Allow more open files (ulimit -n).",
    errno.EEXIST: "Something else has this name; move it away.",
    errno.ENOTDIR: "A file lies where a folder should be; move it away.",
    errno.EISDIR: "A folder lies where a file should be; move it away.",
}
"""What to do where the system refuses something, by its error number."""


def system_error(error: OSError) -> PublisherError:
    """What the system refused, as an error of ours."""
    what = (error.strerror or str(error)).rstrip(".")
    where = str(error.filename or "")
    kind = NoRoom if error.errno in FULL else PublisherError
    return kind(f"{what}.", where=where, todo=REMEDIES.get(error.errno, ""))
