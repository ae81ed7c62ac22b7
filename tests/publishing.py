"""Sites with publishers, their keys, and what they send."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from publisher import Site, config
from publisher.config import Settings
from publisher.intake import Intake, Piece
from publisher.publishers.keys import Key, Keys, Scope
from publisher.publishers.reading import read
from tests.sites import tiny

BASE: Final = "https://example.org/id/"
TITLE: Final = "<http://purl.org/dc/terms/title>"
TOML: Final = """# who publishes here
[alfa]
name = { sv = "Region Alfa", en = "Alpha Region" }
contact = "mailto:data@alfa.example.org"

[beta]
name = { sv = "Region Beta", en = "Beta Region" }
namespace = "b/"
also = ["https://beta.example.org/id/"]
"""


def with_publishers(folder: Path, text: str = TOML) -> Path:
    """A tiny site with two publishers, not built yet."""
    root = tiny(folder)
    (root / "publishers.toml").write_text(text, encoding="utf-8")
    return root


def key_of(root: Path, publisher: str = "alfa", *scopes: Scope) -> Key:
    """A new key, as it is when it was shown."""
    settings: Settings = config.load(root)
    text, _ = Keys(settings).new(publisher, scopes or ("check", "write"))
    return Keys(settings).authenticate(text, read(settings))


class Sender:
    """What a publisher sends, as files that are there as long as they must."""

    def __init__(self, root: Path, folder: Path, publisher: str = "alfa") -> None:
        self.root, self.folder = root, folder
        self.key, self.intake = key_of(root, publisher), Intake(root)

    def piece(self, name: str, content: str | bytes | None) -> Piece:
        """A piece with some content; None removes."""
        if content is None:
            return Piece(name, None)
        body = content.encode() if isinstance(content, str) else content
        path = self.folder / hashlib.sha256(body).hexdigest()
        path.write_bytes(body)
        return Piece(name, path)


def said(path: str, title: str, space: str = "alfa/") -> str:
    """One statement about a thing."""
    return f'<{BASE}{space}{path}> {TITLE} "{title}" .\n'


def graph(root: Path, source: str) -> set[str]:
    """What the current release has in the graph of a source: subjects and objects."""
    from tests.sites import rows

    found = rows(Site(root), f"SELECT ?s ?o {{ GRAPH <{BASE}graph/{source}> {{ ?s ?p ?o }} }}")
    return {f"{row['s']} {row['o']}" for row in found}
