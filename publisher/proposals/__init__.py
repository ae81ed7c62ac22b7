"""Proposals: what a table that nobody prepared means, by its headings and values and the shapes.

``sheets`` reads the beginning of a file, ``propose`` says what each column may mean, with scores
and reasons; what a person decides becomes CSV on the Web metadata (``metadata``).
"""

from __future__ import annotations

from publisher.proposals.decisions import Decisions, Filling, accepted
from publisher.proposals.metadata import metadata_of
from publisher.proposals.model import (
    Candidate,
    ClassCandidate,
    ColumnProposal,
    Meaning,
    Reason,
    TableProposal,
)
from publisher.proposals.proposing import propose
from publisher.proposals.sheets import Sheet, read_sheets

__all__ = [
    "Candidate",
    "ClassCandidate",
    "ColumnProposal",
    "Decisions",
    "Filling",
    "Meaning",
    "Reason",
    "Sheet",
    "TableProposal",
    "accepted",
    "metadata_of",
    "propose",
    "read_sheets",
]
