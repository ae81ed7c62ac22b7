"""Site: the one object that a Python user holds. It joins the rooms above and stays thin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from publisher import config, contract, describe, scaffold, vocabulary
from publisher.changes import open_log
from publisher.config import Settings
from publisher.contract import Contract
from publisher.describe import Description
from publisher.errors import ConfigError, PublisherError, QueryError
from publisher.gather import Gatherer
from publisher.guards import Gone
from publisher.mapping.statements import Origin
from publisher.names import nearest
from publisher.publishing import Publishing
from publisher.queries.authored import names_of
from publisher.queries.binding import bind
from publisher.queries.declared import NamedQuery
from publisher.queries.given import values
from publisher.queries.statements import queries_in, said_of_queries
from publisher.release.build import Builder, Checked, Faulty, Outcome
from publisher.release.difference import Difference, difference
from publisher.release.manifest import Manifest
from publisher.release.shelf import CURRENT, Shelf
from publisher.serve import Supervisor
from publisher.store.leases import Running
from publisher.store.query import inspect
from publisher.store.reader import Reader, open_release
from publisher.store.remote import remote
from publisher.store.serving import pools

if TYPE_CHECKING:
    from publisher.check.engine import Shapes
    from publisher.check.report import Report
    from publisher.harvesting.judging.judge import Judgement
    from publisher.review.harvests import Wanted
    from publisher.store.remote_load import Loaded

Progress = Callable[[str], None]


class Site:
    """A site: the folder ``root`` with ``site.toml``, ``ontology/``, ``shapes/`` and ``data/``.

    Raises ConfigError when ``site.toml`` is missing or says something that cannot be meant.

    >>> site = Site("examples/oms")          # doctest: +SKIP
    >>> site.build().manifest.id             # doctest: +SKIP
    """

    def __init__(self, root: Path | str = ".") -> None:
        self.root = Path(root)
        self.settings: Settings = config.load(self.root)

    @cached_property
    def contract(self) -> Contract:
        """What each class has, by the shapes and the ontology."""
        return contract.read(vocabulary.read(self.root))

    @property
    def shelf(self) -> Shelf:
        """The releases."""
        return Shelf(self.root / self.settings.releases.folder)

    @classmethod
    def init(
        cls,
        folder: Path | str,
        *,
        base_iri: str = "https://example.org/",
        title: str = "Ny sajt",
        empty: bool = False,
    ) -> Site:
        """Start a new site in ``folder``, which builds and serves at once; ``empty``, it has no
        examples. Raises ConfigError when something is in the way.
        """
        scaffold.start(Path(folder), base_iri=base_iri, title=title, empty=empty)
        return cls(folder)

    def check(self, faulty: Faulty = "refuse", *, progress: Progress = lambda _: None) -> Checked:
        """Read the sources and check them against the shapes; release nothing."""
        return Builder(self.settings, self.contract, self._check, progress).check(faulty)

    def build(
        self,
        faulty: Faulty = "refuse",
        *,
        check: bool = True,
        gone: Gone = "refuse",
        accept_shrink: bool = False,
        progress: Progress = lambda _: None,
    ) -> Outcome:
        """Read, check and release, and switch to the release.

        ``faulty`` says what becomes of rows with faults: ``refuse`` releases nothing,
        ``leave-out`` rejects them, ``include`` releases what does not conform as it is. The
        manifest records it, and whether the data was checked at all. ``gone`` says the same of
        things that are published and would be no longer: ``withdraw`` adds them to the table of
        what is withdrawn, ``allow`` lets them go. Raises ReleaseError when another build is at
        work, ContractError when a shape is malformed, LossError where the release would take away
        things, or more of the catalogue than ``guards.shrink_percent``, unless ``accept_shrink``.
        """
        engine = self._sound if check else None
        builder = Builder(self.settings, self.contract, engine, progress)
        return self._publishing.publish(builder, faulty, gone, accept_shrink)

    def releases(self) -> list[Manifest]:
        """The manifests of all releases, in the order in which they were built."""
        return self.shelf.manifests()

    def diff(self, old: str, new: str = CURRENT) -> Difference:
        """What differs between two releases, named by their ids or the beginnings of them."""
        first, second = (self.shelf.manifest(self.shelf.resolve(name)) for name in (old, new))
        return difference(first, second, self.shelf.parts(second))

    def rollback(self, to: str | None = None) -> str:
        """Serve an earlier release again: the one named, else the one before. Returns its id."""
        return self._publishing.roll_back(to)

    def prune(self, keep: int, *, plan: bool = False) -> list[str]:
        """Remove all releases but the current and the ``keep`` newest; returns their ids.

        With ``plan`` nothing is removed. Raises PublisherError when ``keep`` is below zero.
        """
        if keep < 0:
            raise PublisherError(
                f"{keep} releases cannot be kept.", todo="Give --keep a number from 0."
            )
        if plan:
            return self.shelf.unneeded(keep)
        with self.shelf.lock():
            return self.shelf.prune(keep)

    def open(self, release: str = CURRENT) -> Reader:
        """A release, opened for reading."""
        return open_release(self.shelf.path(self.shelf.resolve(release)))

    def describe(self, iri: str, release: str = CURRENT) -> Description | None:
        """What a release says of ``iri`` (a whole IRI, or a path under ``base_iri``)."""
        reader = self.open(release)
        return describe.describe(
            reader.store, reader.contract, reader.iris, self.expand(iri),
            languages=reader.languages, inverse_limit=self.settings.serve.inverse_links,
        )  # fmt: skip

    def expand(self, iri: str) -> str:
        """``iri`` as a whole IRI: a path is one under ``base_iri``."""
        return iri if ":" in iri else self.settings.site.base_iri + iri.lstrip("/")

    def query(
        self, sparql: str, release: str = CURRENT
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a SPARQL query of your own over a release, in this process, over all its graphs.

        Raises QueryError when it is malformed or calls a SERVICE.
        """
        facts = inspect(sparql)
        if facts.federated:
            raise QueryError("SERVICE is not allowed: nothing is fetched from elsewhere.")
        store = self.open(release).store
        try:
            return store.query(sparql, use_default_graph_as_union=not facts.names_dataset)
        except SyntaxError as error:
            raise QueryError(f"not valid SPARQL: {error}.") from error

    def running(self, *, end: str = "") -> list[Running]:
        """The SPARQL queries that servers of this site run on this machine, the oldest first.

        The one whose id is ``end`` is ended first. Raises PublisherError when there is none, or
        when a server runs but cannot be seen into.
        """
        found = pools(self.shelf.folder)
        if end and not any(pool.end(end) for pool in found):
            raise PublisherError("no such query runs.", where=end)
        return sorted((item for pool in found for item in pool.running() if item.id != end),
                      key=lambda item: (item.since, item.id))  # fmt: skip

    def queries(self, release: str = CURRENT) -> tuple[NamedQuery, ...]:
        """The queries of a release that have names, by name."""
        reader = self.open(release)
        return queries_in(said_of_queries(reader.store), reader.iris.base_iri)

    def ask(
        self, name: str, release: str = CURRENT, /, **parameters: object
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer of a release to the query called ``name``, with values for its parameters.

        A thing is given by its key, its path or its IRI; an optional parameter is left open by an
        empty text. Raises QueryError when there is no such query or parameter, or when a value
        cannot be taken; it names the parameter.
        """
        reader = self.open(release)
        known = {item.name: item for item in self.queries(release)}
        if name not in known:
            guess = nearest(name, known)
            raise QueryError(
                f"there is no query called “{name}”.",
                todo=f"Did you mean “{guess}”?" if guess else "`publisher query --list` tells all.",
            )
        texts = [(key, f"{value}".lower() if isinstance(value, bool) else f"{value}")
                 for key, value in parameters.items()]  # fmt: skip
        names = names_of(reader.contract, reader.iris, reader.store)
        return self.query(bind(known[name].text, values(known[name], texts, names)), release)

    def server(self, *, host: str | None = None, port: int | None = None) -> Supervisor:
        """What serves the site until it is told to stop, by its method ``run``.

        ``host`` and ``port`` stand in for those of ``site.toml``. Raises PublisherError when the
        port is taken or is none.
        """
        serve = self.settings.serve
        chosen = serve.port if port is None else port
        settings = replace(serve, host=host or serve.host, port=chosen)
        return Supervisor(self.shelf, settings, self.root.resolve())

    def begin_log(self) -> None:
        """Write the current release into the log of changes, where it is older than the log.

        Raises ReleaseError where nothing is released, or another build is at work.
        """
        if open_log(self.shelf.folder, self.shelf.resolve(CURRENT)) is None:
            self._publishing.take_up()

    def serve(self, *, host: str | None = None, port: int | None = None) -> int:
        """Serve the current release until SIGINT or SIGTERM; returns the exit code."""
        return self.server(host=host, port=port).run(lambda text: None)

    def load(
        self,
        release: str = CURRENT,
        *,
        rest: bool = False,
        filled: bool = False,
        say: Progress = lambda _: None,
    ) -> Loaded:
        """Load a release into the stores of the site (``serve.stores``), and switch to it.

        Stores that hold the release being served are left alone; ``rest`` loads into those that
        hold another one, too, once this one is served. With ``filled`` nothing is written: what
        other means have put there is counted. ``say`` is told what goes on. Raises ConfigError
        where there is no store to load into, EndpointError where none takes it, ReleaseError when
        another load is at work.
        """
        from publisher.store.remote_load import Loader  # SPARQLWrapper is slow to import

        stores = remote(self.settings.serve)
        if stores is None:
            raise ConfigError(
                "the site has no stores to load into.", where=str(self.root / config.FILE_NAME),
                todo="Name them in serve.stores; without them `publisher serve` runs its own "
                "engines.",
            )  # fmt: skip
        return Loader(stores, self.shelf.folder, say).load(self.open(release), rest=rest,
                                                           filled=filled)  # fmt: skip

    def export(self, folder: Path | str, release: str = CURRENT, immutable: str = "") -> int:
        """Write a release as files for a plain web server; returns how many.

        The file ``immutable``, where one is named, lists those that never change. Raises
        PublisherError when ``folder`` is not new or empty.
        """
        from publisher.web.export import export  # Flask is slow to import

        return export(self.open(release), Path(folder), self.settings.serve, immutable)

    def harvest_check(self, wanted: Wanted | None = None) -> tuple[Judgement, ...]:
        """What harvesters will make of the site's own feed tonight, beside the release before.

        There is one judgement for each profile. Raises ReleaseError where nothing is released.
        """
        from publisher.review.harvests import judge_own  # slow to import

        return judge_own(self.shelf, self.settings.serve, wanted)

    def template(self, names: Iterable[str] = (), *, language: str = "") -> bytes:
        """A workbook (XLSX) to fill in, with a sheet for each class named; all without ``names``.

        A class is named by its slug, or by what a table of it may be called. ``language`` (``sv``
        or ``en``) comes first in it; else the site's. Raises PublisherError when a class is
        unknown.
        """
        from publisher.workbooks.template import template_of  # slow to import

        return template_of(self.settings, self.contract, names, language)

    def trace(self, iri: str) -> dict[str, list[Origin]]:
        """The rows of the sources that speak of ``iri``, with the column of each statement."""
        gatherer = Gatherer(self.settings, self.contract)
        return gatherer.origins(gatherer.gather(), [self.expand(iri)])

    @cached_property
    def shapes(self) -> Shapes:
        """The compiled shapes; ``shapes.problems`` is what is malformed in them."""
        from publisher.check.engine import shapes_from  # NumPy is slow to import

        return shapes_from(self.contract.vocabulary.documents)

    @property
    def _publishing(self) -> Publishing:
        return Publishing(self.settings, self.contract, self.shelf)

    def _check(self, lines: list[str]) -> Report:
        from publisher.check.engine import check_lines

        return check_lines(lines, self.shapes, background=self.contract.vocabulary.class_tree)

    def _sound(self, lines: list[str]) -> Report:
        from publisher.check.sound import sound

        return sound(lines, self.shapes, self.contract)
