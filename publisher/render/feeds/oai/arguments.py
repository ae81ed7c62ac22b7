"""What a harvester may ask, and the errors of what it may not (OAI-PMH 2.0, sections 3.6 and 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from publisher.errors import PublisherError
from publisher.xmlsafe import is_xml_text


class OaiError(PublisherError):
    """A request that OAI-PMH answers with an error, by the error's code."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """The arguments of a verb. ``listing`` says that it has lists, which go on with a token."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    listing: bool = False


SELECTING: Final = ("from", "until", "set")
TOKEN: Final = "resumptionToken"  # noqa: S105 (its name)
PREFIX: Final = "metadataPrefix"

VERBS: Final[Mapping[str, Verb]] = {
    "GetRecord": Verb(("identifier", PREFIX)),
    "Identify": Verb(),
    "ListIdentifiers": Verb((PREFIX,), SELECTING, listing=True),
    "ListMetadataFormats": Verb(optional=("identifier",)),
    "ListRecords": Verb((PREFIX,), SELECTING, listing=True),
    "ListSets": Verb(listing=True),
}

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
SECOND: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHOWN: Final = 200
"""Characters of what a client sent that are shown to it in an error."""


def read(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The arguments of a request, ``verb`` among them. Raises OaiError: badVerb, badArgument."""
    found = dict(pairs)
    named = [value for name, value in pairs if name == "verb"]
    if len(named) != 1 or named[0] not in VERBS:
        said = f"the verb “{_short(named[0])}” is none" if len(named) == 1 else "one verb is needed"
        raise OaiError("badVerb", f"{said}: it is one of {', '.join(VERBS)}.")
    _must_be_known(pairs, VERBS[found["verb"]])
    return found


def _must_be_known(pairs: Sequence[tuple[str, str]], verb: Verb) -> None:
    names = [name for name, _ in pairs if name != "verb"]
    known = (*verb.required, *verb.optional, *((TOKEN,) if verb.listing else ()))
    for name, value in pairs:
        if name != "verb" and name not in known:
            raise bad(f"the argument “{_short(name)}” is not known here; what is: "
                      f"{', '.join(known) or 'none'}.")  # fmt: skip
        if names.count(name) > 1:
            raise bad(f"the argument {name} is there more than once.")
        if not is_xml_text(value) or not value:
            raise bad(f"the argument {name} is empty, or has a character that XML cannot hold.")
    if TOKEN in names:
        if len(names) > 1:
            raise bad(f"{TOKEN} stands alone, with nothing but the verb.")
        return
    missing = [name for name in verb.required if name not in names]
    if missing:
        raise bad(f"the argument {missing[0]} is missing.")


def bad(what: str) -> OaiError:
    """An argument that cannot be taken."""
    return OaiError("badArgument", what)


def span(arguments: Mapping[str, str]) -> tuple[str, str]:
    """From when until when, both included, to the second; empty where it is open.

    Both granularities are taken (section 3.3). Raises OaiError (badArgument).
    """
    since, until = arguments.get("from", ""), arguments.get("until", "")
    first, last = _moment("from", since, "00:00:00"), _moment("until", until, "23:59:59")
    if since and until and len(since) != len(until):
        raise bad("from and until are of the same granularity, both days or both seconds.")
    if first and last and first > last:
        raise bad("from is not later than until.")
    return first, last


def _moment(name: str, text: str, time: str) -> str:
    if not text:
        return ""
    moment = f"{text}T{time}Z" if DAY.fullmatch(text) else text
    try:
        if not SECOND.fullmatch(moment):
            raise ValueError
        datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad(f"{name} is a day (2024-01-31) or a second in UTC (2024-01-31T08:00:00Z).") \
            from None  # fmt: skip
    return moment


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
