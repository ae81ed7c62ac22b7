"""The endpoint as foreign clients find it: ten queries, the same answers for every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher import Site
from tests.clients.programs import CLIENTS, FORMS, comunica, install_comunica
from tests.clients.queries import QUERIES, Query, Rows, rows_of
from tests.sites import bundled, served

pytestmark = pytest.mark.clients


@dataclass(frozen=True)
class Here:
    """A served site: the address of its endpoint, and what its store answers by itself."""

    endpoint: str
    wanted: dict[str, Rows]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = bundled(tmp_path_factory.mktemp("clients"))
    with served(folder) as base:
        site = Site(folder)
        yield Here(
            f"{base}sparql", {query.name: rows_of(site.query(query.text)) for query in QUERIES}
        )


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_comunica(tmp_path_factory.mktemp("comunica"))


def test_the_queries_have_answers(here: Here) -> None:
    assert len(here.wanted) == len(QUERIES) == 10
    assert {name for name, rows in here.wanted.items() if not rows} == {"no row at all"}
    assert all(len(set(rows)) == len(rows) for rows in here.wanted.values())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_gets_the_answer(here: Here, client: str, query: Query) -> None:
    if query.form in FORMS.get(client, (query.form,)):
        assert CLIENTS[client](here.endpoint, query) == here.wanted[query.name]


def test_comunica_gets_the_answers(here: Here, script: Path) -> None:
    answers = comunica(script, here.endpoint, QUERIES)
    for query, rows in zip(QUERIES, answers, strict=True):
        assert rows == here.wanted[query.name], query.name
