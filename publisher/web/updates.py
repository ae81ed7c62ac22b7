"""Updates (SPARQL 1.1 Protocol, section 2.2), for an endpoint whose data may be written.

No public endpoint of a site does this: there, data changes by a new release. It is for a store that
only its owner reaches, such as one that a release is tried in.
"""

from __future__ import annotations

import re
from typing import Final

import urllib3
from flask import Response

from publisher.errors import EndpointError
from publisher.sparql_tokens import words
from publisher.web.protocol import ProtocolError, Update

CONFLICTS: Final = frozenset({"USING", "WITH"})
SECONDS: Final = 300.0
PLACE: Final = re.compile(r"error at \d+:\d+: ")


def carry_out(update: Update, engine: str, pool: urllib3.PoolManager) -> Response:
    """Pass an update on to the engine whose update endpoint is ``engine``: 204, or an error.

    Raises ProtocolError for an update that names its dataset twice (section 2.2.3) or is no
    SPARQL, EndpointError where the engine fails.
    """
    if update.dataset and CONFLICTS & {word.upper() for word in words(update.update)}:
        raise ProtocolError(
            "the dataset is named by parameters and by USING or WITH in the update.",
            todo="Name it in one of them.",
        )
    answer = pool.request(
        "POST", engine, fields=update.fields, encode_multipart=False, retries=False,
        redirect=False, timeout=SECONDS,
    )  # fmt: skip
    said = answer.data.decode("utf-8", "replace").strip()
    if 400 <= answer.status < 500:
        raise ProtocolError(f"the update is not valid SPARQL: {PLACE.sub('', said)}.")
    if answer.status >= 300:
        raise EndpointError(f"the SPARQL engine failed: {said}.")
    return Response(status=204)
