"""The site as files: the same bytes as the server sends, for a plain web server or a CDN.

Every form of every document lies under its own address, so that a server which only knows
suffixes serves it right; what answers 303 on the server is left to that server's rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from publisher.config import ServeSection
from publisher.errors import PublisherError
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.origin import FIXED
from publisher.web.paths import iter_paths
from publisher.web.streams import FOREVER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def export(reader: Reader, folder: Path, serve: ServeSection, immutable: str = "") -> int:
    """Write a release below ``folder``; returns the number of files.

    The paths of those that never change are written to the file ``immutable``, as lines of a map
    for nginx; a line for each, as nothing in a path tells whether a page is full. Raises
    PublisherError when ``folder`` is not new or empty, or a path would leave it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PublisherError(
            "the folder to export to is not empty.", where=str(folder), todo="Name a new one."
        )
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    app = create_app(lambda: Served(reader, EPOCH), serve=replace(serve, query_log=""))
    app.extensions[FIXED] = reader.site.base_iri  # there is no host that is asked
    client = app.test_client()
    count, lasting = 0, []
    with app.test_request_context():
        for path in iter_paths(reader, serve):
            if _write(client, path, root) == FOREVER:
                lasting.append(f'"/{path}" 1;\n')
            count += 1
    if immutable:
        try:
            Path(immutable).write_text("".join(lasting), encoding="utf-8")
        except OSError as error:
            raise PublisherError(
                f"cannot be written ({error.strerror}).", where=immutable,
                todo="The site has been exported; name another file, and export again.",
            ) from error  # fmt: skip
    return count


def _write(client: FlaskClient, path: str, root: Path) -> str:
    """Write what the site answers at ``path``; returns how long that may be kept."""
    target = (root / path).resolve()
    if not target.is_relative_to(root):
        raise PublisherError("a path leads out of the folder.", where=path)
    with client.get("/" + path, buffered=False) as response:
        if response.status_code != 200:
            raise PublisherError(f"answers {response.status_code}.", where=path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as handle:
            handle.writelines(response.iter_encoded())
        return response.headers.get("Cache-Control", "")
