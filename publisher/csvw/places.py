"""Where the addresses in a metadata file lead when it was found at an address of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urljoin

from publisher.csvw.resolving import Found, Resolver
from publisher.sources.csvw_files import load_document


def read_metadata(found: Found) -> dict[str, Any]:
    """The content of a metadata file. Raises SourceFault where it cannot be read as one."""
    return load_document(found.path, found.url)


class WebPlaces:
    """Addresses are IRIs, relative to that of the metadata and to its ``@base``
    (Metadata Vocabulary, section 5.2)."""

    def __init__(self, resolve: Resolver, url: str, base: str) -> None:
        self._resolve, self._url = resolve, url
        self._base = urljoin(url, base) if base else url

    @property
    def name(self) -> str:
        """The IRI of the metadata."""
        return self._url

    def table(self, url: str) -> str:
        """The IRI of the table, without a fragment."""
        return urldefrag(self.address(url)).url

    def address(self, url: str) -> str:
        """The IRI of the table."""
        return urljoin(self._base, url)

    def document(self, url: str) -> tuple[str, dict[str, Any]] | None:
        """What is at the address. Raises SourceFault where it is no metadata."""
        address = self.table(url)
        found = self._resolve(address)
        return None if found is None else (address, read_metadata(found))

    def resource(self, url: str, file: str) -> str:
        """The IRI, relative to the file that refers to it."""
        return urldefrag(urljoin(self._base if file == self._url else file, url)).url

    def identifier(self, text: str) -> str:
        """The IRI, relative to the metadata."""
        return urljoin(self._base, text)
