"""The metrics of data.europa.eu's quality score, as one table: what is asked, points, how to win.

Metadata Quality Assessment, methodology; the vocabulary is piveau's (``pv:`` in its DQV files).
A test says whether a dataset or a distribution has it; None where that was not looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from publisher.check.data import shown
from publisher.harvesting.judging.tables import (
    ACCESS_RIGHTS,
    FILE_TYPE,
    FILE_TYPES_OF,
    MEDIA_TYPES,
    listed,
)
from publisher.harvesting.judging.things import Things
from publisher.namespaces import DCAT, DCT

Scope = Literal["dataset", "distribution", "either"]
"""What a metric is measured on; ``either``: on the distribution, else on the dataset."""


@dataclass(frozen=True)
class Known:
    """What is known of a feed besides its statements."""

    things: Things
    status: Mapping[str, int | None]
    """What each address answered: a status of HTTP, 0 for no answer, None where nobody asked."""
    faulty: frozenset[str]
    """The datasets that do not conform to the profile, as N-Triples terms."""


Test = Callable[[Known, str], bool | None]


def has(iri: str) -> Test:
    """Whether there is any value of a property."""
    return lambda known, node: bool(known.things.values(node, iri))


def answers(iri: str) -> Test:
    """Whether any address that a property gives answers with a status from 200 to 399."""

    def test(known: Known, node: str) -> bool | None:
        found = [known.status.get(shown(value)) for value in known.things.values(node, iri)]
        if any(status is not None and 200 <= status < 400 for status in found):
            return True
        return None if None in found else False

    return test


def listed_as(iri: str, table: str) -> Test:
    """Whether any value of a property is in a table."""
    return lambda known, node: any(
        shown(value) in listed(table) for value in known.things.values(node, iri)
    )


def file_types(known: Known, node: str) -> set[str]:
    """The file types of a distribution, by its format or its media type; ``""`` for another."""
    found = set()
    for value in known.things.values(node, DCT + "format"):
        text = shown(value)
        name = text.removeprefix(FILE_TYPE) if text.startswith(FILE_TYPE) else text
        found.add(FILE_TYPES_OF.get(media_type(text), name.upper().replace("-", "_")))
    for value in known.things.values(node, DCAT + "mediaType"):
        found.add(FILE_TYPES_OF.get(media_type(shown(value)), ""))
    return found


def media_type(text: str) -> str:
    """A media type without the address of IANA's table."""
    for start in MEDIA_TYPES:
        text = text.removeprefix(start)
    return text.strip().lower()


def typed_as(table: str) -> Test:
    """Whether the format or the media type is in a table of file types."""
    return lambda known, node: bool(file_types(known, node) & listed(table))


def from_vocabularies(known: Known, node: str) -> bool:
    """Whether format and media type are both values of the vocabularies."""
    formats = [shown(value) for value in known.things.values(node, DCT + "format")]
    types = [shown(value) for value in known.things.values(node, DCAT + "mediaType")]
    return any(
        text.startswith(FILE_TYPE) and text.removeprefix(FILE_TYPE) in listed("file-types.txt")
        for text in formats
    ) and any(media_type(text) in listed("media-types.txt") for text in types)


def has_known_rights(known: Known, node: str) -> bool:
    """Whether the access rights are from the EU table."""
    values = known.things.values(node, DCT + "accessRights")
    return any(shown(value) in ACCESS_RIGHTS for value in values)


def conforms(known: Known, node: str) -> bool:
    """Whether the shapes of the profile find nothing, warnings included."""
    return node not in known.faulty


@dataclass(frozen=True)
class Metric:
    """One metric. ``how`` says in Swedish and in English what to do to win its points."""

    code: str
    dimension: str
    points: int
    scope: Scope
    test: Test
    how: tuple[str, str]


METRICS: Final[tuple[Metric, ...]] = (
    Metric("keyword", "findability", 30, "dataset", has(DCAT + "keyword"), (
        "Ange minst ett nyckelord (dcat:keyword).",
        "Give at least one keyword (dcat:keyword).")),
    Metric("theme", "findability", 30, "dataset", has(DCAT + "theme"), (
        "Ange en kategori (dcat:theme) ur EU:s tabell data-theme.",
        "Give a theme (dcat:theme) of the EU table data-theme.")),
    Metric("spatial", "findability", 20, "dataset", has(DCT + "spatial"), (
        "Ange ett geografiskt område (dct:spatial).",
        "Give the geographical coverage (dct:spatial).")),
    Metric("temporal", "findability", 20, "dataset", has(DCT + "temporal"), (
        "Ange tidsperioden (dct:temporal) med start- och slutdatum.",
        "Give the temporal coverage (dct:temporal) with start and end date.")),
    Metric("access-url", "accessibility", 50, "distribution", answers(DCAT + "accessURL"), (
        "Se till att åtkomstadressen (dcat:accessURL) svarar på HEAD med 200.",
        "See to it that the access URL (dcat:accessURL) answers HEAD with 200.")),
    Metric("download-url", "accessibility", 20, "distribution", has(DCAT + "downloadURL"), (
        "Ange en adress för nedladdning (dcat:downloadURL).",
        "Give a download URL (dcat:downloadURL).")),
    Metric("download-answers", "accessibility", 30, "distribution", answers(DCAT + "downloadURL"), (
        "Se till att nedladdningsadressen (dcat:downloadURL) svarar på HEAD med 200.",
        "See to it that the download URL (dcat:downloadURL) answers HEAD with 200.")),
    Metric("format", "interoperability", 20, "distribution", has(DCT + "format"), (
        "Ange filformatet (dct:format) ur EU:s tabell file-type.",
        "Give the format (dct:format) of the EU table file-type.")),
    Metric("media-type", "interoperability", 10, "distribution", has(DCAT + "mediaType"), (
        "Ange mediatypen (dcat:mediaType) som IANA:s IRI.",
        "Give the media type (dcat:mediaType) as the IRI of IANA.")),
    Metric("vocabularies", "interoperability", 10, "distribution", from_vocabularies, (
        "Skriv både filformat och mediatyp som värden ur EU:s tabell file-type och IANA:s lista.",
        "Write both format and media type as values of the EU table file-type and IANA's list.")),
    Metric("non-proprietary", "interoperability", 20, "distribution",
           typed_as("non-proprietary.txt"), (
        "Publicera också i ett öppet format, till exempel CSV eller JSON.",
        "Publish in an open format too, such as CSV or JSON.")),
    Metric("machine-readable", "interoperability", 20, "distribution",
           typed_as("machine-readable.txt"), (
        "Publicera också i ett maskinläsbart format, till exempel CSV eller JSON.",
        "Publish in a machine-readable format too, such as CSV or JSON.")),
    Metric("conforms", "interoperability", 30, "dataset", conforms, (
        "Rätta det som DCAT-AP har att invända, varningar också; det står under profilen.",
        "Mend what DCAT-AP finds, warnings too; it is told under the profile.")),
    Metric("licence", "reusability", 20, "distribution", has(DCT + "license"), (
        "Ange en licens (dct:license) på distributionen.",
        "Give a licence (dct:license) on the distribution.")),
    Metric("known-licence", "reusability", 10, "distribution",
           listed_as(DCT + "license", "licences.txt"), (
        "Använd en licens som EU-portalen känner till, till exempel CC0 eller CC BY 4.0.",
        "Use a licence that the EU portal knows, such as CC0 or CC BY 4.0.")),
    Metric("access-rights", "reusability", 10, "dataset", has(DCT + "accessRights"), (
        "Ange åtkomsträttigheter (dct:accessRights).",
        "Give the access rights (dct:accessRights).")),
    Metric("known-access-rights", "reusability", 5, "dataset", has_known_rights, (
        "Skriv åtkomsträttigheterna som ett värde ur EU:s tabell access-right.",
        "Write the access rights as a value of the EU table access-right.")),
    Metric("contact-point", "reusability", 20, "dataset", has(DCAT + "contactPoint"), (
        "Ange en kontaktuppgift (dcat:contactPoint).",
        "Give a contact point (dcat:contactPoint).")),
    Metric("publisher", "reusability", 10, "dataset", has(DCT + "publisher"), (
        "Ange utgivaren (dct:publisher).",
        "Give the publisher (dct:publisher).")),
    Metric("rights", "contextuality", 5, "distribution", has(DCT + "rights"), (
        "Ange en rättighetsförklaring (dct:rights) på distributionen.",
        "Give a rights statement (dct:rights) on the distribution.")),
    Metric("byte-size", "contextuality", 5, "distribution", has(DCAT + "byteSize"), (
        "Ange storleken i byte (dcat:byteSize).",
        "Give the byte size (dcat:byteSize).")),
    Metric("issued", "contextuality", 5, "either", has(DCT + "issued"), (
        "Ange utgivningsdatum (dct:issued).",
        "Give the release date (dct:issued).")),
    Metric("modified", "contextuality", 5, "either", has(DCT + "modified"), (
        "Ange ändringsdatum (dct:modified).",
        "Give the modification date (dct:modified).")),
)  # fmt: skip
"""All metrics, in the order of the portal's pages."""

MOST: Final = sum(metric.points for metric in METRICS)
"""The points of a dataset that has everything: 405."""

RATINGS: Final[tuple[tuple[int, str], ...]] = (
    (351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"),
)  # fmt: skip
"""The lowest points of each rating."""
