"""How the dumps of a site are written: the parts, and the frame around them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.contract import Contract
from publisher.release.assemble import Rendering
from publisher.release.parts import Frame
from publisher.render.context import context
from publisher.render.rdf import (
    DUMP_SUFFIXES,
    dump_footer,
    dump_header,
    dump_separator,
    render_part,
)

VERSION: Final = 1
"""Raise this when the same quads are written in other bytes than before."""


def rendering(contract: Contract, prefixes: Mapping[str, str]) -> Rendering:
    """How the parts of a release are written under this contract."""
    own = context(contract, prefixes)
    headers = [dump_header(suffix, prefixes, own).decode() for suffix in DUMP_SUFFIXES]
    text = json.dumps([VERSION, headers, sorted(prefixes.items())], sort_keys=True)

    def render(quads: Sequence[ox.Quad], suffix: str) -> bytes:
        return render_part(quads, suffix, prefixes, own)

    return Rendering(hashlib.sha256(text.encode()).hexdigest()[:16], DUMP_SUFFIXES, render)


def frame(suffix: str, contract: Contract, prefixes: Mapping[str, str]) -> Frame:
    """What stands around and between the parts of a dump."""
    own = context(contract, prefixes)
    return Frame(dump_header(suffix, prefixes, own), dump_separator(suffix), dump_footer(suffix))
