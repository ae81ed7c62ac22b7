"""IRI -> a description: labels, values, what points here, as frozen dataclasses.

:mod:`views` says what a description holds; the other modules read it from a release's store.
"""

from publisher.describe.graphs import describe_graph, describe_source
from publisher.describe.members import count_members, list_members
from publisher.describe.names import Names
from publisher.describe.things import describe
from publisher.describe.views import (
    Description,
    GraphDescription,
    GroupView,
    Incoming,
    Link,
    Match,
    PropertyView,
    SourceDescription,
    TermView,
    Text,
    Value,
    Withdrawal,
    pick,
)

__all__ = [
    "Description",
    "GraphDescription",
    "GroupView",
    "Incoming",
    "Link",
    "Match",
    "Names",
    "PropertyView",
    "SourceDescription",
    "TermView",
    "Text",
    "Value",
    "Withdrawal",
    "count_members",
    "describe",
    "describe_graph",
    "describe_source",
    "list_members",
    "pick",
]
