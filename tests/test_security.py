"""Nothing is fetched, no file is read, whatever an input asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import urllib3

from publisher import Site
from publisher.errors import QueryError
from tests.engines import listening
from tests.sites import get, post, publisher, served, tiny

RESULTS = "application/sparql-results+json"


IMPORTS = "<https://example.org/x> <http://www.w3.org/2002/07/owl#imports> <{url}> .\n"
CONTEXT = '{{"@context": "{url}", "@id": "https://example.org/x", "title": "T"}}'
ENTITY = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY leak SYSTEM "{url}">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:t="https://example.org/t#">
<rdf:Description rdf:about="https://example.org/x"><t:v>&leak;</t:v></rdf:Description></rdf:RDF>
"""
METADATA = (
    '{{"@context": "http://www.w3.org/ns/csvw", "url": "{url}",'
    ' "tableSchema": {{"columns": [{{"name": "a"}}]}}}}'
)


@pytest.mark.parametrize(
    ("file", "content", "accepted"),
    [
        ("imports.ttl", IMPORTS, True),
        ("context.jsonld", CONTEXT, False),
        ("entity.rdf", ENTITY, False),
        ("far-metadata.json", METADATA, False),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_source_makes_nobody_knock(
    tmp_path: Path, file: str, content: str, accepted: bool, scheme: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("very-secret", encoding="utf-8")
    site = tiny(tmp_path)
    with listening() as listener:
        url = listener.url if scheme == "http" else secret.as_uri()
        (site / "data" / file).write_text(content.format(url=url), encoding="utf-8")
        done = publisher(site, "build")
        assert (done.returncode == 0) is accepted, done.stderr
        assert "Traceback" not in done.stderr
        assert "very-secret" not in done.stdout + done.stderr
        assert listener.knocks == 0


def test_an_ontology_that_imports_makes_nobody_knock(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    with listening() as listener:
        path = site / "ontology" / "terms.ttl"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            f"{text}\n<https://example.org/def/terms> owl:imports <{listener.url}> .\n",
            encoding="utf-8",
        )
        assert publisher(site, "build").returncode == 0
        assert listener.knocks == 0


def test_entities_that_multiply_end_in_a_fault(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (site / "data" / "laughs.rdf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{entities}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:t="https://example.org/t#"><rdf:Description rdf:about="https://example.org/x">'
        "<t:v>&e11;</t:v></rdf:Description></rdf:RDF>",
        encoding="utf-8",
    )
    done = publisher(site, "check")
    assert done.returncode == 1
    assert "laughs.rdf" in done.stdout


def test_a_link_out_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    secret = tmp_path / "projects.csv"
    secret.write_text("id;Titel\nvery-secret;x\n", encoding="utf-8")
    (site / "data" / "mera.csv").symlink_to(secret)
    done = publisher(site, "check")
    assert done.returncode == 1
    assert "very-secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p true.sErViCe <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
        "SELECT * {{ # ' \n SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
        "PREFIX : <{url}> SELECT * {{ SERVICE:y {{ ?s ?p ?o }} }}",
        "PREFIX x: <{url}> SELECT * {{ SERVICESILENTx:y {{ ?s ?p ?o }} }}",
        "SELECT * {{ FILTER(1 <'#> ') SERVICE <{url}> {{ ?s ?p ?o }} #'\n }}",
    ],
)
def test_service_is_refused(tmp_path: Path, served_tiny: str, query: str) -> None:
    with listening() as listener:
        text = query.format(url=listener.url)
        answer = get(f"{served_tiny}sparql?query={quote(text, safe='')}", RESULTS)
        assert answer.status == 400
        assert b"SERVICE" in answer.data
        assert listener.knocks == 0
        site = Site(tiny(tmp_path))
        site.build()
        with pytest.raises(QueryError):
            site.query(text)
        assert listener.knocks == 0


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * {{ ?s ?p "SERVICE <{url}>" }}',
        "SELECT * {{ # SERVICE <{url}>\n ?s ?p ?o }} LIMIT 1",
        "SELECT * {{ ?s <{url}#SERVICE> ?service }}",
    ],
)
def test_a_query_that_only_mentions_service_is_answered(served_tiny: str, query: str) -> None:
    with listening() as listener:
        text = query.format(url=listener.url)
        answer = get(f"{served_tiny}sparql?query={quote(text, safe='')}", RESULTS)
        assert answer.status == 200
        assert listener.knocks == 0


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_dataset_is_never_fetched(tmp_path: Path, served_tiny: str, scheme: str) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text('<a:a> <a:a> "very-secret" .', encoding="utf-8")
    with listening() as listener:
        url = listener.url if scheme == "http" else secret.as_uri()
        for query, dataset in (
            (f"SELECT * FROM <{url}> {{ ?s ?p ?o }}", ""),
            (f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ""),
            ("SELECT * { ?s ?p ?o }", f"&default-graph-uri={quote(url, safe='')}"),
        ):
            target = f"?query={quote(query, safe='')}{dataset}"
            answer = get(f"{served_tiny}sparql{target}", RESULTS)
            assert answer.status == 200
            assert b'"bindings":[]' in answer.data
        assert listener.knocks == 0


@pytest.mark.parametrize("text", ["LOAD <{url}>", "INSERT DATA {{ <a:a> <a:a> <{url}> }}"])
def test_updates_are_refused(served_tiny: str, text: str) -> None:
    with listening() as listener:
        update = text.format(url=listener.url)
        for fields in ({"update": update}, {"query": update}):
            assert post(served_tiny + "sparql", fields).status in (400, 403)
        direct = post(served_tiny + "sparql", update, "", "application/sparql-update")
        assert direct.status == 403
        assert listener.knocks == 0


@pytest.mark.parametrize(
    "path", ["../site.toml", "..%2fsite.toml", "static/../../site.toml", "graph/../../site.toml",
             "dump/%2e%2e/manifest.json", "release/../../../etc/passwd"]
)  # fmt: skip
def test_no_path_leads_out_of_the_release(served_tiny: str, path: str) -> None:
    answer = urllib3.request("GET", served_tiny + path, preload_content=True, redirect=False)
    assert answer.status in (303, 308, 404)
    assert b"base_iri" not in answer.data
    assert b"root:" not in answer.data


@pytest.fixture(scope="module")
def served_tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tiny site, served."""
    with served(tiny(tmp_path_factory.mktemp("tiny"))) as url:
        yield url
