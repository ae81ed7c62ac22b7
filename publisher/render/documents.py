"""The pages of documents: vocabularies, named graphs, releases, the dump, the query form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.describe.views import GraphDescription, Link, SourceDescription, TermView, pick
from publisher.formats import Format
from publisher.iris import DUMP
from publisher.namespaces import XSD
from publisher.release.manifest import GraphEntry, Manifest
from publisher.render import editor
from publisher.render.pages import (
    Alternate,
    Crumb,
    GraphBody,
    Page,
    QueryBody,
    ReleaseBody,
    Row,
    Table,
    TermBlock,
    ValueView,
    VocabularyBody,
)
from publisher.render.setting import QUERY, Setting
from publisher.render.thing import rows
from publisher.render.values import bytes_in_words, in_words, number_in_words


@dataclass(frozen=True)
class DumpFile:
    """A file of the dump: its path, the format in it, its size in bytes as far as it is known."""

    path: str
    format: Format
    packed: bool
    size: int | None


def vocabulary_page(
    description: GraphDescription, setting: Setting, path: str, formats: Sequence[Format]
) -> Page:
    """The page of an ontology or a shapes document, with an anchor for each term."""
    title, tag = pick(description.labels, setting.language)
    body = VocabularyBody(
        iri=description.iri,
        rows=rows(description.properties, setting),
        terms=tuple(_term(term, setting) for term in description.terms if not term.inner),
        parts=tuple(_term(term, setting) for term in description.terms if term.inner),
    )
    return setting.page(
        body, title=title or description.file, title_lang=tag, path=path,
        canonical=description.iri, formats=formats,
    )  # fmt: skip


def graph_page(
    description: SourceDescription, setting: Setting, path: str, formats: Sequence[Format]
) -> Page:
    """The page of the named graph of a source."""
    quads = number_in_words(str(description.quads), setting.language)
    body = GraphBody(
        iri=description.iri,
        text=setting.t("graph-text", description.file, quads),
        things=tuple(setting.hrefs.view(link) for link in description.things),
        complete=description.complete,
    )
    return setting.page(
        body, title=f"{setting.t('graph')}: {description.file}", path=path,
        canonical=description.iri, formats=formats,
        crumbs=[Crumb(label=setting.t("dump"), href=setting.hrefs.document(DUMP))],
    )  # fmt: skip


def release_page(
    manifest: Manifest, setting: Setting, path: str, formats: Sequence[Format]
) -> Page:
    """The page of a release: when it was built, out of what, and what is in it."""
    t, language = setting.t, setting.language
    conforms = {True: t("yes"), False: t("no"), None: t("unchecked")}[manifest.conforms]
    facts = [
        _row(t("built"), in_words(manifest.built, XSD + "dateTime", language)[0]),
        _row(t("statements"), number_in_words(str(manifest.quads), language)),
        _row(t("conforms"), conforms),
        _row(t("software"), manifest.software),
    ]
    sources = Table(
        caption=t("sources"),
        headings=(t("file"), t("size"), t("rows"), t("published"), t("rejected")),
        rows=tuple(
            (
                _plain(source.file),
                _plain(bytes_in_words(source.bytes, language)),
                _plain(number_in_words(str(source.rows), language)),
                _plain(number_in_words(str(source.published), language)),
                _plain(number_in_words(str(source.rows - source.published), language)),
            )
            for source in manifest.sources
        ),
    )
    earlier = manifest.id != setting.release
    body = ReleaseBody(
        iri=setting.iris.release(manifest.id),
        text=t("not-current", setting.release) if earlier else "",
        rows=tuple(facts),
        tables=(sources, _graphs(manifest.graphs, setting)),
    )
    return setting.page(
        body, title=f"{t('release')} {manifest.id}", path=path, canonical=body.iri, formats=formats
    )


def dump_page(
    files: Sequence[DumpFile],
    graphs: Sequence[GraphEntry],
    setting: Setting,
    formats: Sequence[Format],
) -> Page:
    """The page that offers the whole dataset for download."""
    t = setting.t
    table = Table(
        caption=t("files"),
        headings=(t("file"), t("format"), t("size")),
        rows=tuple(
            (
                ValueView(kind="link", text=file.path, href=setting.hrefs.path(file.path)),
                _plain(file.format.name + (" (gzip)" if file.packed else "")),
                _plain(bytes_in_words(file.size, setting.language) if file.size else "–"),
            )
            for file in files
        ),
    )
    body = ReleaseBody(
        iri=setting.site.base_iri + DUMP,
        text=t("dump-text"),
        rows=(_row(t("release"), setting.release),),
        tables=(table, _graphs(graphs, setting)),
    )
    return setting.page(body, title=t("dump"), path=DUMP, canonical=body.iri, formats=formats)


def query_page(
    query: str,
    answers: Sequence[Format],
    setting: Setting,
    formats: Sequence[Format],
    prefixes: Mapping[str, str],
    *,
    answered: bool = True,
) -> Page:
    """The form that asks the SPARQL endpoint; ``answers`` are the formats of tables.

    ``prefixes`` are those that the editor knows. Where no query is ``answered`` it says so.
    """
    body = QueryBody(
        action=setting.hrefs.path(QUERY),
        query=query,
        formats=tuple(Alternate(href="", label=item.name, media_type=item.media_type)
                      for item in answers),
        script=editor.href(editor.SCRIPT, setting),
        sheet=editor.href(editor.SHEET, setting),
        settings=editor.settings(setting, prefixes),
        instead="" if answered else setting.hrefs.document(DUMP),
    )  # fmt: skip
    return setting.page(
        body, title=setting.t("sparql"), path=QUERY, canonical=setting.site.base_iri + QUERY,
        formats=formats,
    )  # fmt: skip


def _term(term: TermView, setting: Setting) -> TermBlock:
    label, tag = pick(term.labels, setting.language)
    return TermBlock(
        anchor=term.anchor,
        heading=label or term.anchor,
        lang=tag if tag != setting.language else "",
        iri=term.iri,
        types=tuple(setting.hrefs.view(link) for link in term.types),
        rows=rows(term.properties, setting),
    )


def _graphs(graphs: Sequence[GraphEntry], setting: Setting) -> Table:
    t = setting.t
    return Table(
        caption=t("graphs"),
        headings=(t("file"), t("statements")),
        rows=tuple(
            (
                setting.hrefs.view(Link(graph.iri, {"": graph.file}, "")),
                _plain(number_in_words(str(graph.quads), setting.language)),
            )
            for graph in graphs
        ),
    )


def _row(label: str, text: str) -> Row:
    return Row(label=label, values=(_plain(text),))


def _plain(text: str) -> ValueView:
    return ValueView(kind="text", text=text)
