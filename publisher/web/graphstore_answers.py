"""What the intake hands back -> a response: JSON, RDF, a page, or the workbook with its faults."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from flask import Response, current_app, request

from publisher.check.findings import Finding, Findings
from publisher.check.report import Report, Result
from publisher.findings.graph import as_report
from publisher.findings.page import as_page as findings_page
from publisher.findings.records import record
from publisher.formats import FORMATS, XLSX, Format, carrying
from publisher.intake import Received
from publisher.iris import RELEASES
from publisher.namespaces import SH
from publisher.negotiate import choose
from publisher.render.hrefs import escape
from publisher.render.intake import Outcome, as_json, as_page, as_rdf
from publisher.store.serving import Served
from publisher.web.asking import desk, language, root
from publisher.web.dumps import graph_tag
from publisher.web.keys import writing
from publisher.web.origin import address
from publisher.workbooks.annotate import annotate

JSON: Final = Format("JSON", "application/json", "json", frozenset(), ("text/json",))
BOOK: Final = Format("XLSX", XLSX, "xlsx", frozenset())
ANSWERS: Final = (JSON, *(item for item in FORMATS if item.carries & {"page", "graph"}))

TAG: Final = 32
"""Hexadecimal digits of an ETag, as the graph itself has it."""

SERVED_SECONDS: Final = 20.0
"""How long an answer waits until what it tells of is served."""

LOOK_SECONDS: Final = 0.02
MOST_IN_RDF: Final = 1_000
"""Faults of reading that are told beside the results of the shapes."""

FAULT: Final = "urn:x-publisher:fault:"
SEVERITIES: Final = {"violation": "Violation", "warning": "Warning", "info": "Info"}


@dataclass(frozen=True)
class Told:
    """What an answer tells beside what the intake says.

    ``sources`` are those that the request is about. ``created`` says that there was none before;
    ``location`` is the graph that is new. ``tables`` are the received tables by name. ``tagged``
    says that the answer has the ETag of what is there now (RFC 9110, section 8.8); an answer to PUT
    must not, since what is read is written anew and not as it was sent (section 9.3.4).
    """

    sources: Sequence[str]
    dry_run: bool = False
    created: bool = False
    location: str = ""
    tables: Mapping[str, Path] = field(default_factory=dict)
    tagged: bool = False


def answer(received: Received, told: Told) -> Response:
    """The answer to a write: 200 or 201 with what changed, 422 with what is wrong."""
    findings = received.checked.findings
    refused = not findings.conforms
    if received.release:
        until_served(received.release)
    offered = (*ANSWERS, BOOK) if told.tables else ANSWERS
    chosen = choose(request.headers.get("Accept"), offered) or JSON
    status = 422 if refused else 201 if told.created and not told.dry_run else 200
    if not refused and "return=minimal" in request.headers.get("Prefer", "").replace(" ", ""):
        response = Response(status=status if status == 201 else 204)
        response.headers["Preference-Applied"] = "return=minimal"
        response.headers.pop("Content-Type", None)
    else:
        response = _body(received, told, chosen, status)
    if received.release:
        response.headers["Publisher-Release"] = received.release
    if told.tagged and (found := received.etags.get(told.sources[0])):
        response.set_etag(graph_tag(found, _read_as(), desk()))
    if status == 201 and told.location:
        response.headers["Location"] = _here(told.location)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _body(received: Received, told: Told, chosen: Format, status: int) -> Response:
    findings, tag = received.checked.findings, "sv" if language() == "sv" else "en"
    prefixes = writing().settings.prefixes
    if chosen is BOOK:
        content = _workbook(findings, told, tag)
    elif chosen is JSON:
        content = as_json(_outcome(received, told))
    elif "page" in chosen.carries and status == 422:
        content = findings_page(findings, tag, ", ".join(told.sources))
    elif "page" in chosen.carries:
        href = f"{root()}/{escape(RELEASES + received.release)}" if received.release else ""
        content = as_page(_outcome(received, told), tag, href)
    elif status == 422:
        content = as_report(_report(received, told), chosen.suffix, prefixes)
    else:
        content = as_rdf(_outcome(received, told), chosen, prefixes)
    response = Response(content, status, content_type=chosen.content_type)
    if "page" in chosen.carries:
        response.headers["Content-Language"] = tag
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        )
    if chosen is BOOK:
        name = Path(next(iter(told.tables))).stem
        response.headers["Content-Disposition"] = (
            f"attachment; filename*=UTF-8''{escape(name)}.xlsx"
        )
    return response


def _read_as() -> Format:
    """The format that the graph is read in, as far as this request says which."""
    data = carrying("graph")
    return choose(request.headers.get("Accept"), data) or data[0]


def _outcome(received: Received, told: Told) -> Outcome:
    iris, changed = writing().iris, received.changed
    graphs = sorted({*changed.added, *changed.removed})
    return Outcome(
        release=received.release,
        iri=iris.release(received.release) if received.release else "",
        new=received.new,
        dry_run=told.dry_run,
        conforms=received.checked.findings.conforms,
        things={
            "created": changed.created, "updated": changed.updated, "deleted": changed.deleted,
        },
        statements={iri: (changed.added.get(iri, 0), changed.removed.get(iri, 0))
                    for iri in graphs},
        sources=[(name, iris.graph(name), received.etags.get(name, "")[:TAG])
                 for name in told.sources],
        report=record(received.checked.findings),
    )  # fmt: skip


def _report(received: Received, told: Told) -> Report:
    """What the shapes found, and what was found in reading, as results of one report."""
    graph = writing().iris.graph(told.sources[0]) if told.sources else writing().iris.base_iri
    found = [item for item in received.checked.findings.all() if not item.component]
    shapes = received.checked.report.results if received.checked.report else ()
    return Report(tuple(sorted((*shapes, *(_result(item, graph) for item in found[:MOST_IN_RDF])))))


def _result(finding: Finding, graph: str) -> Result:
    place = finding.place
    texts = tuple(sorted((tag, f"{place.words(tag)}: {text}") for tag, text in finding.sentence))
    return Result(
        focus=f"<{finding.thing or graph}>",
        path=f"<{finding.property}>" if finding.property else "",
        value="",
        component=FAULT + finding.code,
        shape=finding.shape,
        severity=SH + SEVERITIES.get(finding.severity, "Violation"),
        messages=texts,
    )


def _workbook(findings: Findings, told: Told, tag: str) -> bytes:
    """The first table that was sent, with every finding in it marked."""
    name, path = next(iter(told.tables.items()))
    with TemporaryDirectory(dir=path.parent) as folder:
        source = Path(folder) / name  # findings name it so
        source.parent.mkdir(parents=True)
        source.symlink_to(path)
        target = Path(folder) / "marked.xlsx"
        own = [item for item in findings.all() if item.place.file == name]
        annotate(source, own, target, tag)
        return target.read_bytes()


def _here(iri: str) -> str:
    """The address of what is called ``iri``, on the host that was asked."""
    base = writing().iris.base_iri
    return address() + iri.removeprefix(base) if iri.startswith(base) else iri


def until_served(release: str) -> None:
    """Wait until the release, or one after it, answers requests: who wrote may read it at once."""
    current = current_app.extensions["publisher.current"]
    done = time.time()
    until = time.monotonic() + SERVED_SECONDS
    while time.monotonic() < until:
        served = cast(Served, current())
        later = served.switched.timestamp() >= done  # whole seconds
        if served.reader.identifier == release or later:
            return
        time.sleep(LOOK_SECONDS)
