"""The public surface: one object, and one word for a verb wherever it is met."""

from __future__ import annotations

import inspect

import publisher
from publisher.cli import VERBS
from publisher.site import Site

NOT_VERBS = {
    "ask",
    "begin_log",
    "contract",
    "expand",
    "open",
    "queries",
    "server",
    "shapes",
    "shelf",
}
"""Members of Site for Python users only."""

WITHOUT_SITE = {
    "csv2rdf",
    "describe_table",
    "fetch",
    "link",
    "publishers",
    "sync",
    "withdraw",
}
"""Verbs that need no site, or are rooms of their own that take one."""


def test_the_package_hands_out_the_site() -> None:
    assert publisher.__all__ == ["Site"]
    assert publisher.Site is Site


def test_a_verb_is_a_method_of_the_same_name() -> None:
    verbs = {run.__name__ for run in VERBS}
    public = {name for name, _ in inspect.getmembers_static(Site) if not name.startswith("_")}
    assert public - NOT_VERBS == verbs - WITHOUT_SITE


def test_every_public_member_says_what_it_does() -> None:
    for name, member in inspect.getmembers_static(Site):
        assert name.startswith("_") or inspect.getdoc(member), name
