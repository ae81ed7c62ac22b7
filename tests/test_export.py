"""The static site: the same bytes as the server sends, under paths that end in a suffix."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.errors import PublisherError
from tests.sites import get, publisher, served, tiny


def files(folder: Path) -> dict[str, Path]:
    """Every file below ``folder`` by its path."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")
            if path.is_file()}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """The tiny site, and the folder that it was exported to."""
    folder = tmp_path_factory.mktemp("export")
    site = Site(tiny(folder))
    site.build()
    site.export(folder / "static")
    return site, folder / "static"


@pytest.mark.large
def test_every_file_holds_what_the_server_sends(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    folder = tmp_path / "static"
    with served(site) as base:
        done = publisher(site, "export", str(folder))
        assert done.returncode == 0, done.stderr
        written = files(folder)
        assert f"Wrote {len(written)} files" in done.stderr
        for path, file in written.items():
            answer = get(base + path, Host="example.org")  # as it is called by its own name
            assert answer.status == 200, path
            if not path.startswith("sparql.") or not path.endswith(".html"):
                assert answer.data == file.read_bytes(), path
    for path in ("index.sv.html", "doc/project/alfa.en.html", "doc/project/alfa.ttl", "terms.ttl",
                 "doc/area/mat.jsonld", "graph/projekt.csv.nq", "dump.nq.gz", "dump.ttl.gz",
                 "list/project.sv.html", "context.jsonld"):  # fmt: skip
        assert path in written, sorted(written)


def test_what_a_page_loads_is_among_the_files(exported: tuple[Site, Path]) -> None:
    _, folder = exported
    written = files(folder)
    loads = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src)="/([^"?]*)')
    pages = [path for path in written if path.endswith(".html")]
    found = {name for path in pages for name in loads.findall(written[path].read_text("utf-8"))}
    assert found <= set(written)
    assert {"favicon.ico", "static/site.css"} <= found


@pytest.mark.parametrize(
    ("page", "said"),
    [("sparql.sv.html", "filer besvarar inga frågor"),
     ("sparql.en.html", "files answer no queries"),
     ("sparql.html", "filer besvarar inga frågor")],
)  # fmt: skip
def test_files_say_that_they_answer_no_query(
    exported: tuple[Site, Path], page: str, said: str
) -> None:
    text = (exported[1] / page).read_text(encoding="utf-8")
    assert said in text
    assert "<form" not in text
    assert "<script" not in text.partition("<main")[2].partition("</main>")[0]
    assert re.search(r'<p><a href="/dump(?:\.(?:sv|en)\.html)?">', text)


def test_two_exports_of_one_release_are_alike(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    for name in ("one", "two"):
        site.export(tmp_path / name)
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert list(one) == list(two)
    assert all(one[path].read_bytes() == two[path].read_bytes() for path in one)


@pytest.mark.parametrize(
    ("suffix", "syntax"),
    [("nq", ox.RdfFormat.N_QUADS), ("ttl", ox.RdfFormat.TURTLE),
     ("jsonld", ox.RdfFormat.JSON_LD), ("rdf", ox.RdfFormat.RDF_XML)],
)  # fmt: skip
def test_every_dump_holds_the_whole_release(
    exported: tuple[Site, Path], suffix: str, syntax: ox.RdfFormat
) -> None:
    site, folder = exported
    content = gzip.decompress((folder / f"dump.{suffix}.gz").read_bytes())
    found = {str(quad.triple) for quad in ox.parse(content, format=syntax)}
    assert found == {str(quad.triple) for quad in site.open().store}


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "mine").write_text("kept", encoding="utf-8")
    with pytest.raises(PublisherError, match="not empty"):
        site.export(folder)
    assert (folder / "mine").read_text(encoding="utf-8") == "kept"
