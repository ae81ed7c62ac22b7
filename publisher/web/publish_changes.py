"""What a draft changes, thing by thing, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

import pyoxigraph as ox

from publisher.describe.views import Link, Text, Value, local_name, pick
from publisher.intake import Changed
from publisher.namespaces import WITHDRAWN
from publisher.render.parts import Table, ValueView
from publisher.render.publish import plain
from publisher.render.publish_pages import Change, Changes
from publisher.render.setting import Setting
from publisher.render.values import number_in_words, show_one
from publisher.web.publish_preview import Preview

MOST: Final = 50
"""Things of a kind that are told."""

KINDS: Final = ("created", "updated", "deleted")


def changes(
    preview: Preview, changed: Changed, setting: Setting, look: Callable[[str], str]
) -> tuple[Changes, ...]:
    """What is new, changed and gone; ``look`` gives where a thing is seen as it will be."""
    tombs = WITHDRAWN in preview.here.reader.contract.by_target
    found = []
    for kind in KINDS:
        things: Sequence[str] = getattr(changed, kind)
        if not things:
            continue
        left = len(things) - MOST
        count = number_in_words(str(len(things)), setting.language)
        found.append(Changes(
            heading=f"{setting.t(f'publish-{kind}')} ({count})",
            note=setting.t("publish-deleted-text") if kind == "deleted" and tombs else "",
            changes=tuple(_change(preview, iri, kind, setting, look) for iri in things[:MOST]),
            more=setting.t("publish-and-more", left) if left > 0 else "",
        ))  # fmt: skip
    return tuple(found)


def _change(
    preview: Preview, iri: str, kind: str, setting: Setting, look: Callable[[str], str]
) -> Change:
    name, tag = pick(preview.labels(iri), setting.language)
    rows = tuple(_rows(preview, iri, setting)) if kind == "updated" else ()
    heads = tuple(setting.t(f"publish-{key}") for key in ("property", "before", "after"))
    return Change(
        name=name or local_name(iri),
        lang=tag if name and tag != setting.language else "",
        look="" if kind == "deleted" else look(iri),
        table=Table(caption="", headings=heads, rows=rows) if rows else None,
    )


def _rows(
    preview: Preview, iri: str, setting: Setting
) -> Iterator[tuple[ValueView, ValueView, ValueView]]:
    """A row for each value that goes, comes, or takes the place of another."""
    sides: dict[str, tuple[list[ValueView], list[ValueView]]] = defaultdict(lambda: ([], []))
    for side, triples in enumerate(preview.difference(iri)):
        for triple in triples:
            value = _value(triple.object, preview)
            if value is not None:
                shown = show_one(value, setting.language, setting.hrefs)
                sides[triple.predicate.value][side].append(shown)
    for predicate in sorted(sides):
        label = plain(setting.term(preview.here.names.term(predicate), predicate))
        for before, after in zip_longest(*sides[predicate], fillvalue=plain("–")):
            yield label, before, after


def _value(term: object, preview: Preview) -> Value | None:
    if isinstance(term, ox.Literal):
        return Text(term.value, term.language or "", term.datatype.value)
    if isinstance(term, ox.NamedNode):
        iris = preview.here.reader.iris
        return Link(term.value, preview.labels(term.value), iris.path_of(term.value))
    return None
