"""A thing in small: a page that another site shows within one of its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from publisher.describe.views import Description, pick
from publisher.namespaces import LABELS
from publisher.render.html import environment
from publisher.render.setting import Setting
from publisher.render.values import show

TEMPLATE: Final = "reconcile_preview.html"
LINES: Final = 5
"""Properties that are shown."""

VALUES: Final = 3
"""Values of each."""

LONGEST: Final = 90
"""Characters of a value that is shown."""

STYLE: Final = """\
body{font:14px/1.4 system-ui,sans-serif;margin:.6rem;color:#1d1d1f;background:#fff}
h1{font-size:1.1rem;margin:0}p{margin:.3rem 0}.kind{color:#555;font-size:.85rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .7rem;margin:.4rem 0}
dt{color:#555}dd{margin:0;overflow-wrap:anywhere}a{color:#0b57a4}
@media (prefers-color-scheme:dark){body{color:#eee;background:#1b1b1d}.kind,dt{color:#bbb}
a{color:#8ab8f0}}
"""


@dataclass(frozen=True)
class Line:
    """A property and its first values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What the page shows; ``href`` leads to the whole page, ``iri`` is the thing's own."""

    language: str
    title: str
    href: str
    iri: str
    kind: str
    summary: str
    lines: tuple[Line, ...]
    style: str = STYLE


def preview(description: Description, summary: str, setting: Setting) -> Preview:
    """A thing in small, for a reader of the setting's language."""
    page = setting.hrefs.page(description.iri)
    return Preview(
        language=setting.language,
        title=description.title(setting.language),
        href=page or description.iri,
        iri=description.iri,
        kind=pick(description.kind, setting.language)[0],
        summary=summary,
        lines=tuple(_lines(description, summary, setting))[:LINES],
    )


def preview_page(found: Preview) -> bytes:
    """The page as UTF-8."""
    return environment().get_template(TEMPLATE).render(page=found).encode()


@cache
def policy() -> str:
    """The Content-Security-Policy of the page: no scripts, its own style, within any site."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    )


def _lines(description: Description, summary: str, setting: Setting) -> Iterator[Line]:
    for group in description.groups:
        for item in group.properties:
            if item.predicate in LABELS or item.inverse:
                continue
            shown = show(item.values, setting.language, setting.hrefs)
            texts = [view.text for view in shown if view.text and len(view.text) <= LONGEST]
            name = pick(item.labels, setting.language)[0]
            if name and texts and summary not in texts:
                yield Line(name, tuple(texts[:VALUES]))
