"""RDF files -> statements for a check; blank nodes stay, each time with the same labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.lines import lines_of
from publisher.sources.rdf import read_lines, read_rdf
from publisher.vocabulary import Document, relabelled

BLANK: Final = re.compile(r'^_:\S+|(?<= )_:[^\s"]+$')
"""A blank node as subject or object of a statement."""


@dataclass
class Reading:
    """Reads RDF files; what is wrong with one is kept, and the others are read all the same.

    ``base_iri`` is what relative IRIs begin with; without it that is the address of each file.
    ``label`` is what the labels of blank nodes begin with.
    """

    limits: SourceLimits
    base_iri: str = ""
    label: str = "b"
    faults: list[Fault] = field(default_factory=list)
    _blanks: int = 0
    _documents: int = 0

    def lines(self, source: SourceFile) -> list[str]:
        """The statements of a file in N-Triples, without the final dot.

        Nothing where the file cannot be read to its end: who knows what the rest says?
        """
        labels: dict[str, str] = {}

        def named(found: re.Match[str]) -> str:
            if found[0] not in labels:
                labels[found[0]] = f"_:{self.label}{self._blanks}"
                self._blanks += 1
            return labels[found[0]]

        try:
            return [BLANK.sub(named, line) if "_:" in line else line
                    for line in read_lines(source, self.base(source), self.limits)]  # fmt: skip
        except SourceFault as fault:
            self.faults.extend(fault.faults)
            return []

    def document(self, source: SourceFile) -> Document:
        """A file of shapes or of a vocabulary; it goes by its address."""
        self._documents += 1
        start = f"{self.label}{self._documents}x"
        try:
            quads = read_rdf(source, self.base(source), self.limits)
            triples = tuple(relabelled((quad.triple for quad in quads), start))
        except SourceFault as fault:
            self.faults.extend(fault.faults)
            triples = ()
        return Document(self.base(source), source.name, triples)

    def base(self, source: SourceFile) -> str:
        """The address of a file, as if it lay where its name says."""
        return self.base_iri or (Path.cwd() / source.name).as_uri()

    def lines_in(self, source: SourceFile, nodes: set[str]) -> dict[str, int]:
        """The line on which each of some IRIs is described in a file; see ``sources.lines``."""
        if not nodes:
            return {}
        text = source.path.read_bytes().decode("utf-8", "replace")
        return lines_of(text, nodes, source.path.suffix, self.base(source))
