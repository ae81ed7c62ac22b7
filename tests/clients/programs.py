"""The clients: each takes an endpoint's address and a query, and gives its answer in one form."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import SPARQLWrapper

from tests.clients.queries import Query, Rows, graph, results, solutions, term

Client = Callable[[str, Query], Rows]

COMUNICA: Final = {
    "private": True,
    "dependencies": {"@comunica/query-sparql": "^4.5.0"},
    "overrides": {"rdf-data-factory": "^2.1.0"},
}
"""Version 4 is the last that runs on Node 20. By itself it now comes with parts that do not fit:
its parsers give a literal's language in a form that the older factory takes for a datatype."""

MINUTES_5: Final = 300

RESULT_FORMATS: Final = {
    "xml": ox.QueryResultsFormat.XML,
    "json": ox.QueryResultsFormat.JSON,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Final = {"xml": ox.RdfFormat.RDF_XML, "turtle": ox.RdfFormat.TURTLE,
                        "json-ld": ox.RdfFormat.JSON_LD, "n3": ox.RdfFormat.N3}  # fmt: skip


def command(name: str, package: str) -> str:
    """Where a program is; skips the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} (Debian: {package}) is not installed")
    return found


def sparqlwrapper(method: str, table: str, rdf: str) -> Client:
    """SPARQLWrapper with a method and the formats that it asks for."""

    def ask(endpoint: str, query: Query) -> Rows:
        wrapper = SPARQLWrapper(endpoint)
        wrapper.setMethod(method)
        wrapper.setReturnFormat(rdf if query.form == "CONSTRUCT" else table)
        wrapper.setQuery(query.text)
        body = wrapper.query().response.read()
        if query.form == "CONSTRUCT":
            return graph(body, GRAPH_FORMATS[rdf])
        return results(body, RESULT_FORMATS[table])

    return ask


def rdflib_store(method: str) -> Client:
    """A graph of rdflib that keeps its triples at the endpoint."""

    def ask(endpoint: str, query: Query) -> Rows:
        found = rdflib.Graph(SPARQLStore(endpoint, method=method)).query(query.text)
        if query.form == "ASK":
            return [str(found.askAnswer).lower()]
        if query.form == "CONSTRUCT":
            assert found.graph is not None
            return sorted(" ".join(map(str, map(term, triple))) for triple in found.graph)
        return solutions({str(name): term(node) for name, node in row.items()}
                         for row in found.bindings)  # fmt: skip

    return ask


def curl(*options: str) -> Client:
    """curl: the query in a form, by GET (-G) or by POST."""

    def ask(endpoint: str, query: Query) -> Rows:
        wants_graph = query.form == "CONSTRUCT"
        accept = "application/n-triples" if wants_graph else "text/tab-separated-values"
        body = run(
            [command("curl", "curl"), "--silent", "--show-error", "--fail", *options, "--header",
             f"Accept: {accept}", "--data-urlencode", f"query={query.text}", endpoint]
        )  # fmt: skip
        if wants_graph:
            return graph(body, ox.RdfFormat.N_TRIPLES)
        return results(body, ox.QueryResultsFormat.TSV)

    return ask


def roqet(endpoint: str, query: Query) -> Rows:
    """roqet of Rasqal, which asks for XML; it knows no answers but solutions."""
    program = command("roqet", "rasqal-utils")
    body = run([program, "-p", endpoint, "-r", "tsv", "-e", query.text])
    return results(body, ox.QueryResultsFormat.TSV)


CALLING: Final = """
import sys, pyoxigraph as ox
answer = ox.Store().query(sys.stdin.read())
if isinstance(answer, ox.QueryTriples):
    sys.stdout.buffer.write(answer.serialize(format=ox.RdfFormat.N_TRIPLES))
else:
    sys.stdout.buffer.write(answer.serialize(format=ox.QueryResultsFormat.JSON))
"""


def pyoxigraph_service(endpoint: str, query: Query) -> Rows:
    """An empty store in another process, which has the endpoint do the work (SERVICE)."""
    body = run([sys.executable, "-c", CALLING], query.called(endpoint))
    if query.form == "CONSTRUCT":
        return graph(body, ox.RdfFormat.N_TRIPLES)
    return results(body, ox.QueryResultsFormat.JSON)


def install_comunica(folder: Path) -> Path:
    """Comunica in a folder of its own; its script lies beside it."""
    program = command("npm", "npm")
    command("node", "nodejs")
    (folder / "package.json").write_text(json.dumps(COMUNICA), encoding="utf-8")
    run([program, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent",
         "--prefix", str(folder)])  # fmt: skip
    return Path(shutil.copy(Path(__file__).with_name("comunica.mjs"), folder))


def comunica(script: Path, endpoint: str, queries: Sequence[Query]) -> list[Rows]:
    """Comunica: one process asks all queries."""
    asked = json.dumps([{"form": query.form, "text": query.text} for query in queries])
    answers = json.loads(run([command("node", "nodejs"), str(script), endpoint], asked))
    return [_plain(answer) for answer in answers]


def _plain(answer: bool | list[str] | list[dict[str, str]]) -> Rows:
    if isinstance(answer, bool):
        return [str(answer).lower()]
    if answer and isinstance(answer[0], str):
        text = " .\n".join(map(str, answer)) + " .\n"
        return graph(text.encode(), ox.RdfFormat.N_TRIPLES)
    return solutions({name: _term(text) for name, text in row.items()}
                     for row in answer if isinstance(row, dict))  # fmt: skip


def _term(text: str) -> object:
    """A term of N-Triples."""
    (quad,) = ox.parse(f"<a:a> <a:a> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return quad.object


def run(arguments: Sequence[str], given: str = "") -> bytes:
    """What a program prints; its end must be a good one."""
    done = subprocess.run(
        arguments, input=given.encode(), capture_output=True, timeout=MINUTES_5, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


CLIENTS: Final[dict[str, Client]] = {
    "SPARQLWrapper, GET, XML": sparqlwrapper("GET", "xml", "xml"),
    "SPARQLWrapper, POST, JSON": sparqlwrapper("POST", "json", "turtle"),
    "SPARQLWrapper, GET, JSON": sparqlwrapper("GET", "json", "json-ld"),
    "rdflib, GET": rdflib_store("GET"),
    "rdflib, POST": rdflib_store("POST"),
    "curl, GET": curl("--get"),
    "curl, POST, compressed": curl("--compressed"),
    "roqet": roqet,
    "pyoxigraph, SERVICE": pyoxigraph_service,
}
FORMS: Final = {"roqet": ("SELECT",)}
"""The forms of query that a client knows, where it does not know all."""
