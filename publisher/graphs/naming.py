"""Which source a named graph is read from, by the graph's IRI; the way back is ``Iris.graph``.

A graph whose name ends as a file does lies in a file of that name: ``<base>graph/a/projekt.ttl`` in
``data/a/projekt.ttl``. Any other, ``<base>graph/a/person/1``, lies as N-Triples in a file whose
name says so: ``data/a/person/1.graph.nt``.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

from publisher.graphs.sentences import error
from publisher.iris import GRAPHS, VERBATIM, Iris
from publisher.sources.csvw_files import is_metadata
from publisher.sources.discover import KINDS

STEP: Final = re.compile(r"[^\W_][\w.~ -]*")
NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
NOT_IN_A_PATH: Final = re.compile(r"[\x00-\x20\x7f?#<>\"{}|\\^`]")
"""What the path of no IRI has (RFC 3986, section 3.3)."""

PASSED_OVER: Final = re.compile(
    r"readme|license|licence|desktop\.ini$|thumbs\.db$|.*\.md$|.*[. ]$", re.IGNORECASE
)
"""Names that the reading of sources passes over, or that not every file system keeps."""

LONGEST_STEP: Final = 180
"""Bytes of a step of a name; file systems take 255, and what is new is written beside the old."""

LONGEST: Final = 200
"""Characters of a name."""


def as_uri(iri: str) -> str:
    """An IRI with what is not ASCII percent-encoded (RFC 3987, section 3.1)."""
    return NOT_ASCII.sub(lambda found: quote(found[0]), iri)


def source_of(iri: str, iris: Iris) -> str:
    """The name of the source of a graph. Raises EditError for an IRI that none can have."""
    path = as_uri(iri).removeprefix(iris.base_iri + GRAPHS)
    if path == iri or not path or NOT_IN_A_PATH.search(path):
        raise error("no-graph-here", iris.base_iri + GRAPHS, where=iri)
    plain = _plain(path, iris)
    name = plain if _is_file(plain) else iris.verbatim(path)
    if iris.graph(name) != iris.base_iri + GRAPHS + path or not _may_be_kept(name):
        raise error("graph-name", where=iri)
    return name


def is_rdf(name: str) -> bool:
    """Whether the source of a name is RDF: what the statements of a graph can be written to."""
    return KINDS.get(_suffix(name)) == "rdf"


def _plain(path: str, iris: Iris) -> str:
    """The name that is written as ``path`` in an IRI; empty where another one would be."""
    try:
        plain = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return ""
    return plain if quote(plain, safe="/~") == path else ""


def _is_file(name: str) -> bool:
    return _suffix(name) in KINDS and not name.endswith(VERBATIM) and not is_metadata(name)


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix}".lower() if stem and dot else ""


def _may_be_kept(name: str) -> bool:
    """Whether a file can have the name, and is read as a source then."""
    steps = name.split("/")
    return len(name) <= LONGEST and all(
        STEP.fullmatch(step) and len(step.encode()) <= LONGEST_STEP and not PASSED_OVER.match(step)
        for step in steps
    )
