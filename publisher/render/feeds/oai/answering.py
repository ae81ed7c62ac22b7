"""A request to the repository -> its answer: the verbs of OAI-PMH 2.0 (section 4), from the log.

A record that a format cannot have (a dataset without a category, in the profile of high-value
datasets) is deleted in that format: so it goes away where it was before, and lists are as long as
they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.changes import Log
from publisher.render.feeds.oai import arguments as asking
from publisher.render.feeds.oai import document, items, tokens
from publisher.render.feeds.oai.arguments import PREFIX, TOKEN, OaiError
from publisher.render.feeds.oai.document import Repository
from publisher.render.feeds.oai.formats import FORMATS, MetadataFormat
from publisher.render.feeds.oai.items import Item, Place, Wanted
from publisher.render.feeds.oai.tokens import Token

Arguments = Mapping[str, str]


@dataclass(frozen=True)
class Provider:
    """The repository as of a log.

    ``reopen`` gives the log of another release, for lists that began when that was current.
    ``names`` says what each stream is called.
    """

    repository: Repository
    log: Log
    reopen: Callable[[str], Log | None]
    names: Mapping[str, str]
    prefixes: Mapping[str, str]

    def answer(self, pairs: Sequence[tuple[str, str]], date: str) -> bytes:
        """The answer to a request with these arguments; ``date`` is the time that it is as of."""
        known: Arguments = {}
        try:
            known = asking.read(pairs)
            content = VERBS[known["verb"]](self, known)
        except OaiError as fault:
            return document.error(self.repository, date, known, fault)
        return document.answer(self.repository, date, known, content)

    def identify(self, _: Arguments) -> str:
        """Identify."""
        return document.identify(self.repository)

    def list_formats(self, found: Arguments) -> str:
        """ListMetadataFormats, of the repository or of one item."""
        iri = found.get("identifier")
        if iri is None:
            return document.metadata_formats(FORMATS.values())
        found_in = {name for name in self.log.streams() if self.log.last(name, iri)}
        known = [item for item in FORMATS.values() if found_in & {*item.streams(self.log)}]
        if not known:
            raise _unknown(iri)
        return document.metadata_formats(known)

    def list_sets(self, found: Arguments) -> str:
        """ListSets. There is one list, which never goes on."""
        if TOKEN in found:
            raise tokens.bad("lists of sets have one part")
        return document.sets({name: self.names.get(name, name) for name in self.log.streams()})

    def record(self, found: Arguments) -> str:
        """GetRecord."""
        iri, chosen = found["identifier"], _format(found[PREFIX])
        item = items.item(self.log, chosen.streams(self.log), iri)
        if item is None:
            if any(self.log.last(stream, iri) for stream in self.log.streams()):
                raise OaiError("cannotDisseminateFormat", f"<{iri}> is not there in this format.")
            raise _unknown(iri)
        [(item, content)] = self._written([item], chosen)
        return document.record(item, content)

    def list_identifiers(self, found: Arguments) -> str:
        """ListIdentifiers."""
        listed, chosen, rest = self._list(found)
        if chosen.partial:
            listed = [item for item, _ in self._written(listed, chosen)]
        return document.identifiers(listed, rest)

    def list_records(self, found: Arguments) -> str:
        """ListRecords."""
        listed, chosen, rest = self._list(found)
        written = list(self._written(listed, chosen))
        return document.records(
            [item for item, _ in written], [content for _, content in written], rest
        )

    def _list(self, found: Arguments) -> tuple[list[Item], MetadataFormat, str]:
        """A part of a list, its format, and how it goes on."""
        begun = self._begun(found) if TOKEN not in found else tokens.read(
            found[TOKEN], found["verb"]
        )  # fmt: skip
        log = self._log_of(begun)
        chosen = _format(begun.prefix)
        wanted = Wanted(_in_set(chosen.streams(log), begun.set), begun.since, begun.until)
        if begun.place.stream > len(wanted.streams):
            raise tokens.bad("there is no such part of it")
        if TOKEN not in found:
            begun = replace(begun, size=items.size(log, wanted))
        listed, more = items.page(log, wanted, begun.place)
        if not listed:
            raise OaiError("noRecordsMatch", "there is no record for these arguments.")
        rest = ""
        if more is not None or begun.place.cursor:
            goes_on = replace(begun, place=more).text() if more is not None else ""
            rest = document.resumption(goes_on, begun.place, begun.size)
        return listed, chosen, rest

    def _begun(self, found: Arguments) -> Token:
        since, until = asking.span(found)
        _format(found[PREFIX])
        return Token(
            found["verb"], found[PREFIX], found.get("set", ""), since, until,
            self.log.release, tokens.mark(self.log), Place(), None,
        )  # fmt: skip

    def _log_of(self, token: Token) -> Log:
        """The log that a list is of. Raises OaiError (badResumptionToken)."""
        log = self.log if token.release == self.log.release else self.reopen(token.release)
        if log is None or tokens.mark(log) != token.log:
            raise tokens.bad("the release that it was of is not known, or was switched to again")
        return log

    def _written(self, found: Sequence[Item], chosen: MetadataFormat) -> Iterator[tuple[Item, str]]:
        for item in found:
            content = "" if item.deleted else chosen.write(item.iri, item.lines, self.prefixes)
            yield (item, content) if content else (replace(item, lines=()), "")


VERBS: Final[Mapping[str, Callable[[Provider, Arguments], str]]] = {
    "GetRecord": Provider.record,
    "Identify": Provider.identify,
    "ListIdentifiers": Provider.list_identifiers,
    "ListMetadataFormats": Provider.list_formats,
    "ListRecords": Provider.list_records,
    "ListSets": Provider.list_sets,
}


def _format(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"the formats are {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _in_set(streams: Sequence[str], wanted: str) -> tuple[str, ...]:
    """The streams of a set; none where there is no such set in the format."""
    return tuple(name for name in streams if not wanted or items.set_of(name) == wanted)


def _unknown(iri: str) -> OaiError:
    return OaiError("idDoesNotExist", f"nothing is known of <{iri}>.")
