"""The verb ``csv2rdf``: a table, or metadata of tables, as RDF. Needs no site.

Files are read below the folder of the table and that of its metadata only; addresses elsewhere are
asked only where one may.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final, cast
from urllib.parse import quote, unquote, urldefrag, urlsplit

import pyoxigraph as ox

from publisher.console import language_of
from publisher.csvw import Conversion, Folder, Found, convert
from publisher.errors import BadStatus, FetchError, Gone, PublisherError, SourceFault
from publisher.faults import Fault
from publisher.fetching import Client
from publisher.findings.delivery import whole
from publisher.sources.csvw_files import paired_metadata
from publisher.sources.csvw_terms import KNOWN_PREFIXES

Say = Callable[[str], None]

FORMATS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""Formats that are written, by the name that ``--format`` takes."""

PREFIXED: Final = {
    "ttl": {name: KNOWN_PREFIXES[name] for name in
            ("csvw", "dc", "dcat", "foaf", "org", "rdf", "rdfs", "schema", "skos", "xsd")},
    "rdf": {"csvw": KNOWN_PREFIXES["csvw"]},
}  # fmt: skip
"""The prefixes that a format declares."""

ACCEPT: Final = "text/csv, application/csvm+json, application/json;q=0.9, */*;q=0.5"

WARNINGS: Final = 20
"""Warnings and faults that are told; all are counted."""

WORDS: Final = {
    "en": {"warning": "warning: {}: {}", "more": "… and {} more warnings.",
           "done": "{} triples, {} warnings.", "faults": "… and {} more faults.",
           "surplus": "Where text stands above the headings, say so with skipRows in the dialect "
                      "of its metadata."},
    "sv": {"warning": "varning: {}: {}", "more": "… och {} varningar till.",
           "done": "{} tripplar, {} varningar.", "faults": "… och {} fel till.",
           "surplus": "Står det text ovanför rubrikerna, ange det med skipRows i tabellens "
                      "metadata (dialect)."},
}  # fmt: skip


def run(options: argparse.Namespace, say: Say, progress: Say) -> int:
    """Do what the arguments ask for; returns the exit code."""
    language = language_of(options.language)
    with TemporaryDirectory() as kept:
        places = _places(options, Path(kept), progress)
        try:
            conversion = convert(
                places.url, places.resolve, metadata=places.metadata, mode=options.mode
            )
            count = _deliver(conversion, options)
        except (FetchError, SourceFault) as error:
            say(f"publisher: {_sentence(error, language)}")
            return error.exit_code
        finally:
            places.client.close()
    words = WORDS[language]
    for fault in conversion.warnings[:WARNINGS]:
        say(words["warning"].format(*_told(fault, language)))
    if conversion.warned > WARNINGS:
        say(words["more"].format(conversion.warned - WARNINGS))
    say(words["done"].format(count, conversion.warned))
    return 0


@dataclass
class _Places:
    """Where the bytes come from: folders, and with ``fetch`` addresses, kept in ``kept``."""

    url: str
    metadata: str
    folders: list[Folder]
    fetch: bool
    kept: Path
    client: Client
    known: dict[str, Found | None] = field(default_factory=dict)

    def resolve(self, url: str) -> Found | None:
        """What is at an address. Raises PublisherError where it may not be asked."""
        plain = urldefrag(url).url
        if plain not in self.known:
            self.known[plain] = self._find(plain)
        return self.known[plain]

    def _find(self, url: str) -> Found | None:
        local = next((found for folder in self.folders if (found := folder(url))), None)
        if local is not None or any(url.startswith(folder.base) for folder in self.folders):
            return local
        if urlsplit(url).scheme not in ("http", "https"):
            return None
        if not self.fetch:
            # Nobody asks the site of --base where its metadata is; only what is named is missed.
            if "/.well-known/" in url:
                return None
            raise PublisherError(
                "it is an address, and nothing is fetched that was not asked for.",
                where=url, todo="Give --fetch to read it.",
            )  # fmt: skip
        return self._fetched(url)

    def _fetched(self, url: str) -> Found | None:
        try:
            response = self.client.fetch(url, accept=ACCEPT)
        except Gone:
            return None
        except BadStatus as error:
            if error.status == 404:
                return None
            raise
        with response:
            suffix = Path(unquote(urlsplit(response.url).path)).suffix
            path = self.kept / f"{len(self.known)}{suffix}"
            with path.open("wb") as stream:
                shutil.copyfileobj(response.file, stream)
            links = tuple(response.links("describedby"))
            headless = "header=absent" in response.headers.get("content-type", "").replace(" ", "")
        return Found(urldefrag(response.url).url, path, links, headless)


def _places(options: argparse.Namespace, kept: Path, progress: Say) -> _Places:
    folders: list[Folder] = []
    url = _address(options.file, options.base, folders)
    metadata = _address(options.metadata, "", folders) if options.metadata else ""
    if not metadata and folders:
        metadata = _beside(Path(options.file), folders[0])
    client = Client(home=url if _is_address(url) and options.fetch else "", say=progress)
    return _Places(url, metadata, folders, options.fetch, kept, client)


def _address(named: str, base: str, folders: list[Folder]) -> str:
    """The address of a file or of what is named by its address; its folder joins ``folders``.

    Raises PublisherError where there is no such file.
    """
    if _is_address(named):
        return named
    path = Path(named)
    if not path.is_file():
        raise PublisherError(
            "there is no such file.", where=named, todo="Name a table or metadata."
        )
    whole_path = path.resolve() if not path.is_symlink() else path.absolute()
    for folder in folders:
        if whole_path.is_relative_to(folder.folder):
            return folder.base + quote(whole_path.relative_to(folder.folder).as_posix())
    home = Folder(whole_path.parent, _ending(base) or f"{whole_path.parent.as_uri()}/")
    folders.append(home)
    return home.base + quote(whole_path.name)


def _ending(base: str) -> str:
    """``base``, which is that of a folder. Raises PublisherError where it is no IRI."""
    if not base:
        return ""
    try:
        ox.NamedNode(base)
    except ValueError:
        raise PublisherError(
            "--base is no absolute IRI.",
            where=base,
            todo="Give one such as https://example.org/x/.",
        ) from None
    return base if base.endswith("/") else f"{base}/"


def _beside(table: Path, folder: Folder) -> str:
    """The metadata that belongs to a local table by its name, as it does in a site."""
    if table.suffix.lower() in (".json", ".toml", ".yaml", ".yml"):
        return ""
    files = {path.name: path for path in sorted(table.parent.iterdir())}
    found = paired_metadata(table.name, files)
    return "" if found is None else folder.base + quote(found.name)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _deliver(conversion: Conversion, options: argparse.Namespace) -> int:
    """Write the statements, whole or not at all; how many there were."""
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for triple in conversion.triples:
            count += 1
            yield triple

    with TemporaryFile() as held:
        ox.serialize(
            counted(), cast(IO[bytes], held), FORMATS[options.format],
            prefixes=PREFIXED.get(options.format, {}),
        )  # fmt: skip
        held.seek(0)
        if options.output:
            with whole(Path(options.output)) as beside, beside.open("wb") as target:
                _copy(cast(IO[bytes], held), target)
        else:
            sys.stdout.flush()
            _copy(cast(IO[bytes], held), sys.stdout.buffer)
            sys.stdout.buffer.flush()
    return count


def _copy(held: IO[bytes], target: IO[bytes]) -> None:
    """Copy a document, its prefixes in order: the order of their writer is nobody's promise."""
    prefixes = []
    line = held.readline()
    while line.startswith(b"@prefix"):
        prefixes.append(line)
        line = held.readline()
    target.writelines([*sorted(prefixes), line])
    shutil.copyfileobj(held, target)


def _told(fault: Fault, language: str) -> tuple[str, str]:
    return fault.place.words(language), fault.sentence(language)


def _sentence(error: FetchError | SourceFault, language: str) -> str:
    if isinstance(error, FetchError):
        return error.sentence(language)
    words, rest = WORDS[language], len(error.faults) - WARNINGS
    lines = [": ".join(_told(fault, language)) for fault in error.faults[:WARNINGS]]
    if rest > 0:
        lines.append(words["faults"].format(rest))
    if any(fault.code == "surplus" for fault in error.faults):
        lines.append(words["surplus"])
    return "\n".join(lines)
