"""``/sparql/cite``: how the answer to a query is cited, for people and for reference managers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from publisher.formats import FORMATS, Format, by_suffix, carrying
from publisher.negotiate import choose
from publisher.render.citation import CODE, FORMAT, Cited, Kind, as_json, bibtex, in_words
from publisher.render.html import render
from publisher.render.pages import Alternate, CitationBody, Row, ValueView
from publisher.render.setting import QUERY, Setting
from publisher.sparql_tokens import words
from publisher.store.answers import Kept, reproducible
from publisher.store.asked import Citation
from publisher.web.addresses import STORED, asked_store, encoded
from publisher.web.answers import Answer, find
from publisher.web.asking import desk, language, root, setting
from publisher.web.caller import caller
from publisher.web.errors import NoFormat
from publisher.web.permanent import operation_of
from publisher.web.protocol import Operation, ProtocolError, Update
from publisher.web.reference import cited
from publisher.web.releases import at, pin
from publisher.web.responses import PAGE_POLICY
from publisher.web.sparql import read

blueprint = Blueprint("citing", __name__)

BIBTEX: Final = Format(
    "BibTeX", "application/x-bibtex", "bib", frozenset(), ("text/x-bibtex",), True
)
CSL: Final = Format(
    "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", frozenset(),
    ("application/json",),
)  # fmt: skip
FORMS: Final = (FORMATS[0], BIBTEX, CSL)

KINDS: Final[dict[str, Kind]] = {"SELECT": "table", "ASK": "truth"}


@dataclass(frozen=True)
class Found:
    """A query that was answered so that it can be cited; ``earlier`` is what was cited before."""

    operation: Operation
    answer: Answer
    digest: str
    kind: Kind
    stored: bool
    earlier: Citation | None


@blueprint.route(f"/{QUERY}/cite", methods=["GET", "POST"])
def cite() -> Response:
    """How an answer is cited: a page, BibTeX, or CSL-JSON, by ``format`` or by Accept.

    The query comes as it does to the endpoint, or as ``q``, the digest of one that was asked. It
    is run, kept under its digest, and from then on stays at its permanent address.
    """
    operation = _operation()
    named = next((item for name in operation.formats for item in FORMS
                  if name in (item.suffix, item.media_type, item.name.lower())), None)  # fmt: skip
    chosen = named or choose(request.headers.get("Accept"), FORMS)
    if chosen is None:
        raise NoFormat(None, FORMS)
    if operation.release:
        pin(operation.release)
    found = _find(operation)
    tag = language()
    reference = _cited(found, setting(tag))
    if chosen is BIBTEX:
        response = Response(bibtex(reference), content_type=BIBTEX.content_type)
    elif chosen is CSL:
        response = Response(as_json(reference), content_type=CSL.content_type)
    else:
        response = Response(
            render(_page(found, reference, setting(tag))), content_type=FORMATS[0].content_type
        )
        response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Content-Language"] = tag
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Publisher-Release"] = found.answer.asked.release
    return response


def _operation() -> Operation:
    digest = request.args.get("q", "")
    if digest:
        citation = asked_store().get(digest)
        if citation is None:
            raise NotFound
        return replace(
            operation_of(citation.asked), formats=tuple(request.values.getlist("format"))
        )
    operation = read()
    if operation is None or isinstance(operation, Update):
        raise ProtocolError("there is no query to cite.", todo="Send one as “query”.")
    return operation


def _find(operation: Operation) -> Found:
    """Ask the query, and keep it for good where its answer stays the same."""
    served = at(operation.release)
    kind = KINDS.get(operation.facts.form, "graph")
    form = by_suffix(FORMAT[kind])
    assert form is not None
    asked = replace(operation, release=served.reader.identifier)
    answer = find(caller(), asked, form, served)
    digest, store, earlier, stored = _digest(answer.content), asked_store(), None, False
    if answer.lasting:
        earlier = store.get(answer.asked.digest)
        answers = {form.suffix: digest}
        stored = store.cite(Citation(answer.asked, answers, answer.put.engine))
    return Found(operation, answer, digest, kind, stored, earlier)


def _digest(content: Kept | Iterator[bytes]) -> str:
    if isinstance(content, Kept):
        return content.digest
    found = hashlib.sha256()
    with closing(cast(Any, content)) as pieces:
        for piece in pieces:
            found.update(piece)
    return found.hexdigest()


def _cited(found: Found, within: Setting) -> Cited:
    built = datetime.fromisoformat(desk().reader.manifest.built).date()
    return cited(
        found.answer.asked, found.kind, found.digest, found.answer.put.engine, within,
        built=built, stored=found.stored,
    )  # fmt: skip


def _page(found: Found, cited: Cited, within: Setting) -> Any:
    t, suffix = within.t, FORMAT[found.kind]
    digest = found.answer.asked.digest
    formats = carrying("graph" if found.kind == "graph" else "results") if found.stored else ()
    own = f"{root()}/{QUERY}/cite?" + (
        f"q={digest}" if found.stored
        else f"release={cited.release}&query={encoded(cited.query)}"
    )  # fmt: skip
    body = CitationBody(
        reference=in_words(cited),
        bibtex=bibtex(cited),
        query=cited.query,
        rows=(
            _row(t("permanent-link"), cited.address, cited.file.removesuffix(f".{suffix}")
                 if found.stored else cited.file),
            _row(t("release"), cited.release, within.hrefs.document(f"release/{cited.release}")),
            _row(t("answer-digest", suffix.upper()), cited.digest),
            _row(t("engine"), cited.engine),
            _row(t("retrieved"), cited.accessed.isoformat()),
        ),
        notes=tuple(_notes(found, within)),
        files=tuple(Alternate(href=f"{root()}/{STORED}/{digest}.{item.suffix}", label=item.name,
                              media_type=item.media_type) for item in formats),
        references=tuple(Alternate(href=f"{own}&format={item.suffix}", label=item.name,
                                   media_type=item.media_type) for item in (BIBTEX, CSL)),
        code=tuple((name, write(cited)) for name, write in CODE) if found.answer.lasting else (),
    )  # fmt: skip
    return within.page(body, title=t("cite"), path=None, canonical="")


def _notes(found: Found, within: Setting) -> Iterator[str]:
    """What keeps the answer from being the same later."""
    t, query = within.t, found.operation.query
    if not reproducible(query):
        yield t("cite-chance")
    if found.operation.facts.federated:
        yield t("cite-elsewhere")
    if found.answer.incomplete:
        yield t("cite-incomplete")
    said = {word.upper() for word in words(query)}
    if said & {"LIMIT", "OFFSET"} and "ORDER" not in said:
        yield t("cite-order")
    before = found.earlier.answers.get(FORMAT[found.kind]) if found.earlier else None
    if before and before != found.digest and found.earlier:
        yield t("cite-changed", found.earlier.engine, before)
    for moment in found.answer.served.reader.manifest.erased:
        yield t("cite-erased", moment)


def _row(label: str, text: str, href: str = "") -> Row:
    return Row(
        label=label, values=(ValueView(kind="link" if href else "text", text=text, href=href),)
    )
