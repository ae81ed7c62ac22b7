"""What became of what a publisher sent, as JSON, as RDF and as a page."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from publisher.formats import Format
from publisher.namespaces import PROV, RDF
from publisher.render.html import environment, style_sheet
from publisher.render.messages import Speaker
from publisher.render.rdf import render_graph

TEMPLATE: Final = "intake.html"
MOST: Final = 1_000
"""Things of one kind that are named; all are counted."""

KINDS: Final = ("created", "updated", "deleted")
SAID_BY: Final = {
    "created": PROV + "wasGeneratedBy",
    "updated": PROV + "wasInfluencedBy",
    "deleted": PROV + "wasInvalidatedBy",
}


@dataclass(frozen=True)
class Outcome:
    """What became of it. ``release`` is empty where nothing was released.

    ``things`` has the IRIs of what was ``created``, ``updated`` and ``deleted``; ``statements`` the
    number added and removed by IRI of the graph; ``sources`` name, graph and ETag of each.
    ``report`` is what the check found, as ``publisher check --format json`` tells it.
    """

    release: str
    iri: str
    """That of the release; empty where there is none."""
    new: bool
    dry_run: bool
    conforms: bool
    things: Mapping[str, Sequence[str]]
    statements: Mapping[str, tuple[int, int]]
    sources: Sequence[tuple[str, str, str]]
    report: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """What it comes to, in one word: a key of the messages."""
        if not self.conforms:
            return "refused"
        if self.dry_run:
            return "tried"
        return "released" if self.new else "same"


@dataclass(frozen=True)
class Group:
    """Things of one kind, as the page has them."""

    heading: str
    count: int
    things: tuple[str, ...]
    left: int


@dataclass(frozen=True)
class IntakePage:
    """All that the template sees."""

    language: str
    title: str
    text: str
    style: Markup
    release: str
    href: str
    groups: tuple[Group, ...]
    statements: tuple[tuple[str, int, int], ...]


def as_json(outcome: Outcome) -> bytes:
    """The outcome for programs; ``docs/sending-data.md`` says what each key means."""
    record = {
        "release": outcome.release,
        "iri": outcome.iri,
        "released": outcome.new,
        "dry_run": outcome.dry_run,
        "conforms": outcome.conforms,
        "changed": {
            **{kind: _counted(outcome.things[kind]) for kind in KINDS},
            "statements": {graph: {"added": added, "removed": removed} for
                           graph, (added, removed) in sorted(outcome.statements.items())},
        },
        "sources": [{"name": name, "graph": graph, "etag": etag}
                    for name, graph, etag in outcome.sources],
        "report": outcome.report,
    }  # fmt: skip
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def as_rdf(outcome: Outcome, chosen: Format, prefixes: Mapping[str, str]) -> bytes:
    """What changed, as the doings of one activity (PROV-O) that made the release."""
    return render_graph(_triples(outcome), chosen, prefixes)


def as_page(outcome: Outcome, language: str, href: str) -> bytes:
    """The page, which stands alone; ``href`` leads to the page of the release."""
    t = Speaker(language)
    page = IntakePage(
        language=language,
        title=t(f"intake-{outcome.verdict}"),
        text=t(f"intake-{outcome.verdict}-text", outcome.release),
        # The style sheet is a file of ours and holds no end of a style element.
        style=Markup(style_sheet().decode()),  # noqa: S704
        release=outcome.release,
        href=href,
        groups=tuple(
            Group(t(f"intake-{kind}"), len(things), tuple(things[:MOST]),
                  max(0, len(things) - MOST))
            for kind in KINDS if (things := outcome.things[kind])
        ),
        statements=tuple((graph, *counts) for graph, counts in sorted(outcome.statements.items())),
    )  # fmt: skip
    return environment().get_template(TEMPLATE).render(page=page, t=t).encode()


def _counted(things: Sequence[str]) -> dict[str, Any]:
    return {"count": len(things), "things": list(things[:MOST])}


def _triples(outcome: Outcome) -> Iterator[ox.Triple]:
    told = json.dumps([outcome.release, *(list(outcome.things[kind]) for kind in KINDS)])
    digest = hashlib.sha256(told.encode()).hexdigest()
    activity = ox.NamedNode(uuid.uuid5(uuid.NAMESPACE_OID, digest).urn)
    yield ox.Triple(activity, ox.NamedNode(RDF + "type"), ox.NamedNode(PROV + "Activity"))
    if outcome.iri:
        yield ox.Triple(activity, ox.NamedNode(PROV + "generated"), ox.NamedNode(outcome.iri))
    for _, graph, _ in outcome.sources:
        yield ox.Triple(activity, ox.NamedNode(PROV + "used"), ox.NamedNode(graph))
    for kind in KINDS:
        for thing in outcome.things[kind][:MOST]:
            yield ox.Triple(ox.NamedNode(thing), ox.NamedNode(SAID_BY[kind]), activity)
