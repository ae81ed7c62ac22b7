"""``/publish/links``: links that were proposed are accepted or refused, and so become data.

A decision is a row in a file of mappings of the publisher, and comes in like any other file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Blueprint, Response, request

from publisher.check.findings import text_in
from publisher.describe.views import Link as Reference
from publisher.errors import PublisherError
from publisher.gather import DATA
from publisher.intake import Piece
from publisher.linking.decisions import (
    PREDICATES,
    accept,
    begun_at,
    decided,
    file_of,
    pairs,
    refuse,
    with_decisions,
)
from publisher.linking.pending import waiting
from publisher.linking.sssom import Link
from publisher.render.parts import ValueView
from publisher.render.publish import PATH
from publisher.render.publish_links import links_page
from publisher.web.asking import desk
from publisher.web.publish_door import door, here, inside, send, to, tongue, why
from publisher.web.publish_session import Session

blueprint = Blueprint("publish_links", __name__)

MOST: Final = 20
"""Proposals on one page."""

REFUSED: Final = "no"
Waiting = list[tuple[str, Link]]


@blueprint.get(f"/{PATH}/links")
@inside
def ask(found: Session) -> Response:
    """What waits for a decision."""
    found.key.require("accept")
    count = request.args.get("saved", "")
    return _page(found, saved=count if count.isascii() and count.isdigit() else "")


@blueprint.post(f"/{PATH}/links")
@inside
def decide(found: Session) -> Response:
    """Decisions come in, all of them or none."""
    found.key.require("accept")
    taken = list(_taken(found))
    if not taken:
        return to("links")
    try:
        wrong, status = _submitted(found, taken), 422
    except PublisherError as error:
        wrong, status = why(error)
    return _page(found, wrong=wrong, status=status) if wrong else to(f"links?saved={len(taken)}")


def mine(found: Session) -> Waiting:
    """The proposals that concern things of the publisher and wait for a decision."""
    root, publishers = here().settings.root, here().publishers
    return [
        (name, link) for name, link in waiting(root, pairs(decided(root / DATA)))
        if publishers.holds(found.publisher, link.subject)
        or publishers.holds(found.publisher, link.object)
    ]  # fmt: skip


def _taken(found: Session) -> Iterator[tuple[str, Link]]:
    """The decisions that the form brings, on what waits."""
    known = {f"{link.subject} {link.object}": (name, link) for name, link in mine(found)}
    author, today = _author(found), datetime.now(UTC).date().isoformat()
    for number in range(1, MOST + 1):
        answer = request.form.get(f"answer-{number}", "")
        name, link = known.get(request.form.get(f"pair-{number}", ""), ("", None))
        if link is None:
            continue
        if answer in PREDICATES:
            yield name, accept(link, author, today, PREDICATES[answer])
        elif answer == REFUSED:
            yield name, refuse(link, author, today)


def _submitted(found: Session, taken: Sequence[tuple[str, Link]]) -> str:
    """Hand the decisions to the intake; what is wrong with them, or nothing."""
    settings, files = here().settings, defaultdict[str, list[Link]](list)
    ours = partial(here().publishers.holds, found.publisher)
    for lists, link in taken:
        one, _, other = lists.partition("--")
        files[file_of(one, other or "list", found.publisher.id)].append(begun_at(link, ours))
    with TemporaryDirectory() as folder:
        pieces, expected = [], {}
        for number, (name, links) in enumerate(sorted(files.items())):
            lies = settings.root / DATA / name
            expected[name] = here().intake.etag(name)
            text = lies.read_text(encoding="utf-8-sig") if lies.exists() else None
            path = Path(folder) / str(number)
            path.write_text(
                with_decisions(text, name, links, settings.site.base_iri, settings.site.licence),
                encoding="utf-8",
            )
            pieces.append(Piece(name, path))
        with here().place():
            received = here().intake.submit(found.key, pieces, expected=expected, action="decide")
    groups = received.checked.findings.groups
    if received.checked.findings.conforms or not groups:
        return ""
    return text_in(groups[0].sentence, tongue())


def _author(found: Session) -> str:
    """Who decides: the organisation of the publisher, or what it is called here."""
    base = here().settings.site.base_iri
    own = found.publisher.organisation or found.publisher.namespace
    return own if ":" in own else base + own


def _page(found: Session, *, saved: str = "", wrong: str = "", status: int = 200) -> Response:
    inner = door(found)

    def view(iri: str, label: str) -> ValueView:
        labels = desk().names.labels(iri) or {"": label}
        return inner.setting.hrefs.view(Reference(iri, labels, desk().reader.iris.path_of(iri)))

    links = [link for _, link in mine(found)]
    said = inner.setting.t("publish-link-saved", saved) if saved else ""
    page = links_page(inner, links[:MOST], len(links) - MOST, view, saved=said, wrong=wrong)
    return send(page, status)
