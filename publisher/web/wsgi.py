"""The WSGI application that a worker process of the supervisor runs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from flask import Flask

from publisher import config
from publisher.errors import ConfigError
from publisher.fetched import folder_of
from publisher.store.pool import Pool
from publisher.store.serving import Serving, engines_folder, kept_folder
from publisher.web import create_app
from publisher.web.keys import Writing


def application() -> Flask:
    """The site's application, following the supervisor's file.

    The environment says where: ``PUBLISHER_SITE`` is the folder of the site,
    ``PUBLISHER_SERVING`` the supervisor's file; ``PUBLISHER_SALT`` is that of pseudonyms.
    """
    settings = config.load(Path(os.environ["PUBLISHER_SITE"]))
    state = Path(os.environ["PUBLISHER_SERVING"])
    serve = settings.serve
    if serve.query_log:
        serve = replace(serve, query_log=str(settings.root / serve.query_log))
    key = operator_key(settings.root, serve.operator_key_file)
    serving = Serving(state, Pool(engines_folder(state), serve.client_queries))
    salt = bytes.fromhex(os.environ["PUBLISHER_SALT"])
    return create_app(
        serving.current, serve=serve, salt=salt, key=key, kept=kept_folder(state),
        writing=Writing.of(settings.root),
        fetched=folder_of(settings) if settings.sources else None,
    )  # fmt: skip


def operator_key(root: Path, file: str) -> bytes:
    """The key of the operator; empty without a file. Raises ConfigError for one without a key."""
    if not file:
        return b""
    try:
        key = (root / file).read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"the key cannot be read ({error.strerror}).", where=file) from error
    if not key:
        raise ConfigError(
            "serve.operator_key_file is empty.", where=file, todo="Write a long random key into it."
        )
    return key
