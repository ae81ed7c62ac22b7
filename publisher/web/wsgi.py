"""The WSGI application that a worker process of the supervisor runs."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from publisher import config
from publisher.store.serving import Serving
from publisher.web import create_app


def application() -> Flask:
    """The site's application, following the supervisor's file.

    The environment says where: ``PUBLISHER_SITE`` is the folder of the site,
    ``PUBLISHER_SERVING`` the supervisor's file.
    """
    settings = config.load(Path(os.environ["PUBLISHER_SITE"]))
    serving = Serving(Path(os.environ["PUBLISHER_SERVING"]))
    return create_app(serving.current, serve=settings.serve, overrun=serving.report_overrun)
