"""Long downloads take a place among the threads, as queries do: a client may read them slowly.

A thread is taken until the last byte is sent. What is short is read whole before any of it is sent,
and needs no place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final, cast

from flask import Response, request

from publisher.web.caller import endpoint

SHORT: Final = 65_536
"""Bytes of a download that a connection takes in while its client does not read, about."""


def placed(response: Response) -> Response:
    """``response``; with a place among the threads, where its body is long.

    Raises Busy where none is free, TooManyQueries where the client has its share of them.
    """
    if response.status_code != 200 or request.method == "HEAD" or not response.is_streamed:
        return response
    pieces = cast(Iterator[bytes], iter(response.response))
    first: list[bytes] = []
    size = 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > SHORT:
            break
    else:
        response.response = first
        return response
    here = endpoint()
    leave = here.places.downloads.enter(here.client(request.environ), response)
    response.call_on_close(leave)
    response.response = chain(first, pieces)
    return response
