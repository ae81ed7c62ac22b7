"""The verb ``link``: links are proposed, decided on, listed, taken back, and looked after."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from publisher.contract import Class
from publisher.errors import PublisherError
from publisher.findings.delivery import write_whole
from publisher.gather import DATA
from publisher.linking import pending
from publisher.linking.across import Across, Found
from publisher.linking.decisions import (
    PREDICATES,
    Decided,
    accept,
    begun_at,
    decided,
    file_of,
    pairs,
    refuse,
    with_decisions,
    without,
)
from publisher.linking.lists import read_list
from publisher.linking.matching.entities import Entity
from publisher.linking.rot import rot
from publisher.linking.sheet import REFUSED, predicate_of, read_sheet, write_sheet
from publisher.linking.sssom import Link
from publisher.linking.words import ANSWERS, WORDS
from publisher.names import slug
from publisher.obtaining.lists import fetched_list, is_address
from publisher.outcomes import pasted
from publisher.publishers.reading import read as read_publishers
from publisher.release.parts import replace
from publisher.site import Site
from publisher.sources.discover import SourceLimits

Say = Callable[[str], None]


class Linking:
    """Links of one site, as the arguments of the verb say."""

    def __init__(self, site: Site, options: argparse.Namespace, language: str, say: Say) -> None:
        self._site, self._options, self._language, self._say = site, options, language, say
        self._data = site.root / DATA
        self._base = site.settings.site.base_iri
        self._licence = site.settings.site.licence
        self._limits = SourceLimits.of(site.settings.limits)

    def propose(self) -> int:
        """Find proposals and keep them beside the data."""
        settled = pairs(decided(self._data))
        across = Across(self._site.open(), read_publishers(self._site.settings), self._classes())
        found: list[Found] = []
        if self._options.against:
            name, things = self._list(self._options.against)
            found.append(across.against(self._options.of, name, things, settled))
        else:
            found += across.between(self._options.of, settled)
        waiting = [link for between in found for link in self._keep(between)]
        if not any(proposals for _, _, proposals in found):
            self._tell("none")
        if waiting and self._options.export:
            self._export(waiting)
        else:
            self._show(waiting)
            if waiting:
                self._tell("next")
        return 0

    def _list(self, given: str) -> tuple[str, list[Entity]]:
        """A reference list, a file or at an address: what it is called, and its things."""
        if not is_address(given):
            path = Path(given)
            return slug(path.stem) or "list", read_list(path, self._limits, self._base)
        parts = urlsplit(given)
        name = slug(f"{parts.hostname or ''} {PurePosixPath(parts.path).stem}") or "list"
        return name, fetched_list(given, self._limits, self._base)

    def _export(self, links: Sequence[Link]) -> None:
        """Write proposals as a sheet to decide in."""
        path = Path(self._options.export)
        write_whole(path, write_sheet(links, path.suffix.lower(), self._language))
        self._tell("exported", path, pasted(path))

    def _keep(self, found: Found) -> list[Link]:
        """Keep the proposals between two lists, and accept what is certain where that is asked."""
        one, other, proposals = found
        predicate = PREDICATES[self._options.kind]
        certain = [pending.as_link(item, predicate) for item in proposals if item.automatic]
        links = [pending.as_link(item, predicate) for item in proposals]
        if proposals:
            self._tell("proposed", one, other, len(proposals), len(certain))
        if self._options.accept:
            file = file_of(one, other, self._options.publisher)
            self._decide(file, [("", link) for link in certain])
            links = [link for link in links if link not in certain]
        pending.keep(self._site.root, f"{one}--{other}", links, self._base, self._licence)
        return links

    def decide(self) -> int:
        """Decide on proposals: in the terminal, or by way of a sheet."""
        waiting = list(pending.waiting(self._site.root, pairs(decided(self._data))))
        if self._options.export:
            self._tell("left", len(waiting))
            self._export([link for _, link in waiting])
            return 0
        if self._options.sheet:
            self._take(self._in_sheet(waiting))
        else:
            self._take(self._in_terminal(waiting))
        left = list(pending.waiting(self._site.root, pairs(decided(self._data))))
        self._tell("left", len(left))
        return 0

    def list(self) -> int:
        """Print every decision: the two, as what, by whom, when, and where it stands."""
        rows = list(decided(self._data))
        if self._options.json:
            print(json.dumps([_record(item) for item in rows], ensure_ascii=False, indent=1))
            return 0
        for item in rows:
            mark = "≠" if item.row.refused else "="
            cells = item.row.cells
            author = " ".join(filter(None, (cells.get("author_id"), cells.get("mapping_date"))))
            place = f"{item.source}, {item.row.number}"
            print(f"{item.row.subject} {mark} {item.row.object}  {author}  ({place})")
        return 0

    def revoke(self) -> int:
        """Take back the decision on two things."""
        if len(self._options.things) != 2:
            raise PublisherError("a decision is on two things.", todo="Give the IRI of each.")
        one, other = map(self._site.expand, self._options.things)
        wanted = tuple(sorted((one, other)))
        item = next((item for item in decided(self._data) if item.pair == wanted), None)
        if item is None:
            raise PublisherError("nothing is decided on these two.", where=f"{one} {other}",
                                 todo="`publisher link list` has every decision.")  # fmt: skip
        path = self._data / item.source
        text = without(path.read_text("utf-8-sig"), item.source, item.pair, self._base,
                       self._licence)  # fmt: skip
        if text is None:
            path.unlink()
        else:
            replace(path, text.encode())
        self._tell("revoked", item.source)
        return 0

    def report(self) -> int:
        """Say which links rot."""
        from publisher.harvesting.judging.fetched import Elsewhere  # slow to import

        asked = Elsewhere(inside=self._options.inside) if self._options.fetch else None

        def asking(url: str) -> tuple[str, str] | None:
            assert asked is not None
            answer = asked.ask(url)
            if 200 <= answer.status < 400:
                return None
            return answer.words("sv"), answer.words("en")

        try:
            found = rot(self._site.open(), list(decided(self._data)), asking if asked else None,
                        self._options.links)  # fmt: skip
        finally:
            if asked is not None:
                asked.close()
        if self._options.json:
            print(json.dumps([item.record() for item in found], ensure_ascii=False, indent=1))
        for item in () if self._options.json else found:
            row = f", {item.row}" if item.row else ""
            said = item.sv if self._language == "sv" else item.en
            print(f"{item.source}{row}: <{item.iri}> {said}")
        rotten = [item for item in found if item.code != "unasked"]
        if not rotten:
            self._tell("sound")
        return 1 if rotten else 0

    def _classes(self) -> Sequence[Class]:
        contract = self._site.contract
        if not self._options.classes:
            return contract.classes
        chosen = []
        for name in self._options.classes:
            found = contract.named(name)
            if found is None:
                known = ", ".join(item.slug for item in contract.classes)
                raise PublisherError(f"no class is called “{name}”.", todo=f"Known are {known}.")
            chosen.append(found)
        return chosen

    def _in_terminal(self, waiting: Sequence[tuple[str, Link]]) -> Iterator[tuple[str, str, Link]]:
        """The answers of whoever sits there: the lists, the word, the link."""
        answers = ANSWERS[self._language]
        for name, link in waiting[: self._options.limit or None]:
            print(f"\n{link.confidence or 0:.2f}  {link.subject_label}  –  {link.object_label}")
            print(f"      <{link.subject}>\n      <{link.object}>")
            print(f"      {pending.evidence(link, self._language)}")
            while True:
                print(WORDS["ask"][self._language], end="", flush=True)
                line = sys.stdin.readline()
                word = answers.get(line.strip().lower()[:1]) if line else "end"
                if word is not None:
                    break
                print(WORDS["unknown"][self._language])
            if word == "end":
                print()
                return
            if word:
                yield name, word, link

    def _in_sheet(self, waiting: Sequence[tuple[str, Link]]) -> Iterator[tuple[str, str, Link]]:
        known = {(link.subject, link.object): (name, link) for name, link in waiting}
        for word, one, other in list(read_sheet(Path(self._options.sheet), self._limits)):
            if (one, other) in known:  # else it is decided already, or proposed no more
                name, link = known[one, other]
                yield name, word, link

    def _take(self, taken: Iterator[tuple[str, str, Link]]) -> None:
        """Keep decisions, all those that are given even where the last one is broken off."""
        decisions: dict[str, list[tuple[str, Link]]] = {}
        try:
            for name, word, link in taken:
                one, _, other = name.partition("--")
                file = file_of(one, other, self._options.publisher)
                decisions.setdefault(file, []).append((word, link))
        finally:
            for file, links in sorted(decisions.items()):
                self._decide(file, links)

    def _decide(self, name: str, links: Sequence[tuple[str, Link]]) -> None:
        """Write decisions into a file of the data folder; the word is empty for what is certain."""
        if not links:
            return
        author = self._site.expand(
            self._options.author or self._site.settings.site.publisher or self._base
        )
        today = datetime.now(UTC).date().isoformat()
        made = [
            refuse(link, author, today) if word == REFUSED
            else accept(link, author, today, predicate_of(word))
            for word, link in links
        ]  # fmt: skip
        if self._options.publisher:
            publishers = read_publishers(self._site.settings)
            owner = publishers.known.get(self._options.publisher)
            if owner is None:
                raise PublisherError("there is no such publisher.", where=self._options.publisher)
            made = [begun_at(link, lambda iri: publishers.holds(owner, iri)) for link in made]
        path = self._data / name
        before = path.read_text("utf-8-sig") if path.exists() else None
        text = with_decisions(before, name, made, self._base, self._licence)
        replace(path, text.encode())
        refused = sum(link.refused for link in made)
        self._tell("kept", len(made) - refused, refused)

    def _show(self, links: Sequence[Link]) -> None:
        most = self._options.limit or len(links)
        if self._options.json:
            print(json.dumps([_proposed(link, self._language) for link in links[:most]],
                             ensure_ascii=False, indent=1))  # fmt: skip
            return
        for link in links[:most]:
            said = pending.evidence(link, self._language)
            print(f"{link.confidence or 0:.2f}  {link.subject_label} – {link.object_label}: {said}")
        if len(links) > most:
            self._tell("more", len(links) - most)

    def _tell(self, words: str, *values: object) -> None:
        self._say(WORDS[words][self._language].format(*values))


def run(site: Site, options: argparse.Namespace, language: str, say: Say) -> int:
    """Do what the arguments of ``publisher link`` ask for; returns the exit code."""
    action: Callable[[], int] = getattr(Linking(site, options, language, say), options.action)
    return action()


def _record(item: Decided) -> dict[str, object]:
    row = item.row
    return {"subject": row.subject, "object": row.object, "predicate": row.predicate,
            "refused": row.refused, "author": row.cells.get("author_id", ""),
            "date": row.cells.get("mapping_date", ""), "source": item.source,
            "row": row.number}  # fmt: skip


def _proposed(link: Link, language: str) -> dict[str, object]:
    return {"subject": link.subject, "object": link.object, "predicate": link.predicate,
            "subject_label": link.subject_label, "object_label": link.object_label,
            "score": link.confidence, "justification": link.justification,
            "evidence": pending.evidence(link, language)}  # fmt: skip
