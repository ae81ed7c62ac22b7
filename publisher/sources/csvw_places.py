"""Where the addresses in a metadata file lead: to a file of the data folder, or elsewhere.

Metadata Vocabulary, section 6.2 (URL compatibility and normalisation). The reader of metadata asks
here for each address; who reads what decides which places there are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urldefrag, urljoin

from publisher.sources.csvw_files import load_document, local_name


class Places(Protocol):
    """What the addresses in one metadata file mean. ``name`` is what that file is called."""

    @property
    def name(self) -> str:
        """The metadata file, as faults call it."""
        ...

    def table(self, url: str) -> str | None:
        """What the table at ``url`` is called; None where no table can be there."""
        ...

    def address(self, url: str) -> str:
        """The IRI of the table at ``url``, its sheet as a fragment."""
        ...

    def document(self, url: str) -> tuple[str, dict[str, Any]] | None:
        """The schema or dialect that stands in a file of its own, and what that file is called;
        None where there is none. Raises SourceFault where it cannot be read."""
        ...

    def resource(self, url: str, file: str) -> str:
        """What the table or schema is called that a foreign key in ``file`` refers to."""
        ...

    def identifier(self, text: str) -> str:
        """The IRI that an ``@id`` in the metadata gives."""
        ...


class FolderPlaces:
    """Addresses below a data folder; nothing is anywhere else.

    ``base`` is the ``@base`` of the metadata; ``base_iri`` the IRI of the folder, or nothing for
    IRIs that are relative to it.
    """

    def __init__(self, folder: Path, name: str, base: str, base_iri: str) -> None:
        self._folder, self._name, self._base, self._base_iri = folder, name, base, base_iri

    @property
    def name(self) -> str:
        """The metadata file, below the data folder."""
        return self._name

    def table(self, url: str) -> str | None:
        """The file below the data folder; None where the address leads elsewhere."""
        return local_name(url, self._name, self._base)

    def address(self, url: str) -> str:
        """The IRI of the file below that of the folder."""
        sheet = urldefrag(url).fragment
        name = self.table(url) or ""
        return urljoin(self._base_iri, quote(name)) + (f"#{sheet}" if sheet else "")

    def document(self, url: str) -> tuple[str, dict[str, Any]] | None:
        """A file below the data folder."""
        name = local_name(url, self._name, self._base)
        if name is None or not (self._folder / name).is_file():
            return None
        return name, load_document(self._folder / name, name)

    def resource(self, url: str, file: str) -> str:
        """The file below the data folder; nothing where the address leads elsewhere."""
        return local_name(url, file, self._base) or ""

    def identifier(self, text: str) -> str:
        """The IRI as it is written."""
        return text
