"""What the catalogue says of a dataset, within the page about it: for search engines."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
from werkzeug.exceptions import NotFound

from publisher.catalog.profiles import PROFILES
from publisher.changes import CATALOG
from publisher.render.pages import Page
from publisher.render.schema_dataset import dataset
from publisher.web.feeding import log


def structured(page: Page, iri: str) -> Page:
    """The page with the record of the dataset ``iri``; as it is where there is no record."""
    try:
        record = log().record(CATALOG, iri)
    except NotFound:  # nothing is logged of this release
        return page
    if record is None:
        return page
    text = "".join(f"{line} .\n" for line in record.lines)
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
    said = dataset(PROFILES["schema.org"].adapt(triples), iri, page.language)
    return replace(page, data=said) if said else page
