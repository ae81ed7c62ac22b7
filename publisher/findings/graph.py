"""The check as a validation report in RDF (SHACL, section 3.6), in any syntax."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping

from publisher.check.report import Report
from publisher.formats import by_suffix
from publisher.render.rdf import render_graph


def as_report(report: Report, suffix: str, prefixes: Mapping[str, str]) -> bytes:
    """The report in the syntax of ``suffix`` (``ttl``, ``jsonld``, ``nt``, ``rdf``).

    Its name is a URN made from its results, so that the same results give the same bytes. What
    was wrong with the reading of a file is no SHACL result, and is not in it.
    """
    chosen = by_suffix(suffix)
    assert chosen is not None
    digest = hashlib.sha256(repr(report.results).encode()).hexdigest()
    name = uuid.uuid5(uuid.NAMESPACE_OID, digest).urn
    return render_graph(report.triples(name), chosen, prefixes)
