"""The page that says what the dataset contains: classes, properties, links to others, graphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from publisher.catalog.counts import Counts
from publisher.catalog.void import LINKSETS, linksets
from publisher.contract import Contract, Texts
from publisher.describe.views import Link
from publisher.formats import Format
from publisher.iris import LISTS
from publisher.namespaces import PREFIXES, shorten_iri
from publisher.release.manifest import GraphEntry
from publisher.render.pages import Page, ReleaseBody, Row, Table, ValueView
from publisher.render.setting import Setting
from publisher.render.values import number_in_words

Linked = Callable[[str], Link]
"""An IRI -> a link to it with its labels."""


def dataset_page(
    counts: Counts,
    graphs: Sequence[GraphEntry],
    contract: Contract,
    linked: Linked,
    setting: Setting,
    path: str,
    formats: Sequence[Format],
) -> Page:
    """What the dataset contains; terms that only the vocabulary documents use are left out."""
    t, whole = setting.t, counts.whole
    sources = frozenset(graph.iri for graph in graphs if graph.kind == "source")
    tables = _Tables(counts, sources, contract, linked, setting)
    facts = (("release", setting.release), ("statements", whole.triples),
             ("entries", whole.entities), ("classes", len(whole.classes)),
             ("properties", len(whole.properties)))  # fmt: skip
    body = ReleaseBody(
        iri=setting.iris.description(),
        text=t("void-text"),
        rows=tuple(Row(label=t(key), values=(tables.cell(value),)) for key, value in facts),
        tables=(tables.classes(), tables.properties(), tables.links(), tables.graphs(graphs)),
    )
    return setting.page(
        body, title=t("void"), path=path, canonical=body.iri, formats=formats, summary=body.text
    )


class _Tables:
    """The tables of the page."""

    def __init__(
        self,
        counts: Counts,
        sources: frozenset[str],
        contract: Contract,
        linked: Linked,
        setting: Setting,
    ) -> None:
        self._counts, self._sources = counts, sources
        self._contract, self._linked, self._setting = contract, linked, setting

    def classes(self) -> Table:
        """The classes, largest first."""
        found = [(iri, item) for iri, item in self._counts.whole.classes.items()
                 if self._counts.in_data(iri, "classes", self._sources)]  # fmt: skip
        return self._table("classes", ("class", "short-name", "entries", "example"), [
            (self._class(iri), self._short(iri), item.entities,
             self._link(item.example) if item.example else "")
            for iri, item in sorted(found, key=lambda pair: (-pair[1].entities, pair[0]))
        ])  # fmt: skip

    def properties(self) -> Table:
        """The properties, those with most statements first."""
        found = [(iri, item) for iri, item in self._counts.whole.properties.items()
                 if self._counts.in_data(iri, "properties", self._sources)]  # fmt: skip
        headings = ("property", "short-name", "statements", "on-things", "different-values")
        return self._table("properties", headings, [
            (self._link(iri), self._short(iri), item.triples, item.subjects, item.objects)
            for iri, item in sorted(found, key=lambda pair: (-pair[1].triples, pair[0]))
        ])  # fmt: skip

    def links(self) -> Table:
        """Where links lead, most first."""
        return self._table("links-out", ("links-to", "property", "links"), [
            (self._setting.hrefs.view(Link(space, {"": space}, None)), self._link(iri), number)
            for (iri, space), number in linksets(self._counts.whole)[:LINKSETS]
        ])  # fmt: skip

    def graphs(self, graphs: Sequence[GraphEntry]) -> Table:
        """The named graphs."""
        return self._table("graphs", ("file", "statements", "entries"), [
            (self._setting.hrefs.view(Link(graph.iri, {"": graph.file}, "")), graph.quads,
             self._counts.graphs[graph.iri].entities)
            for graph in graphs if graph.iri in self._counts.graphs
        ])  # fmt: skip

    def cell(self, value: ValueView | str | int) -> ValueView:
        """A value as it stands in a table."""
        if isinstance(value, ValueView):
            return value
        text = value if isinstance(value, str) else self._number(value)
        return ValueView(kind="text", text=text)

    def _table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[ValueView | str | int]],
    ) -> Table:
        t = self._setting.t
        return Table(
            caption=t(caption),
            headings=tuple(map(t, headings)),
            rows=tuple(tuple(map(self.cell, row)) for row in rows),
        )

    def _class(self, iri: str) -> ValueView:
        """A class: its list, where the site has one."""
        kind = self._contract.by_target.get(iri)
        link = self._linked(iri)
        if kind is None:
            return self._titled(link)
        hrefs, labels = self._setting.hrefs, kind.plurals or link.labels
        text = hrefs.view(Link(iri, labels, link.path)).text
        return ValueView(kind="link", text=text, href=hrefs.document(LISTS + kind.slug))

    def _link(self, iri: str) -> ValueView:
        return self._titled(self._linked(iri))

    def _titled(self, link: Link) -> ValueView:
        labels: Texts = link.labels or {"": self._short(link.iri)}
        return self._setting.hrefs.view(Link(link.iri, labels, link.path))

    def _short(self, iri: str) -> str:
        return shorten_iri(iri, PREFIXES)

    def _number(self, number: int) -> str:
        return number_in_words(str(number), self._setting.language)
