"""Pages -> HTML5: the templates in ``publisher/templates``, with escaping always on."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.render.messages import Speaker
from publisher.render.pages import Page

STYLE_SHEET: Final = "site.css"
ICON: Final = "favicon.ico"


def render(page: Page) -> bytes:
    """The page as UTF-8. The templates see ``page`` and the messages ``t``, nothing else."""
    template = environment().get_template(page.body.template)
    return template.render(page=page, t=Speaker(page.language)).encode()


@cache
def environment() -> Environment:
    """The templates, compiled once; they hold nothing of any site."""
    return Environment(
        loader=PackageLoader("publisher"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def style_sheet() -> bytes:
    """The style sheet that the pages name."""
    return files("publisher").joinpath("static", STYLE_SHEET).read_bytes()


def icon() -> bytes:
    """The icon that browsers show beside the title of a page (ICO with a PNG in it)."""
    return files("publisher").joinpath("static", ICON).read_bytes()
