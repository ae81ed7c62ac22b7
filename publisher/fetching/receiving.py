"""The body of an answer -> a file: whole, unpacked, and no larger than it may be."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import IO, Final

import urllib3

from publisher.errors import BadContent, NoAnswer
from publisher.fetching.remarks import Remark
from publisher.fetching.unpacking import Unpacker

CHUNK: Final = 65_536


def receive(answer: urllib3.BaseHTTPResponse, file: IO[bytes], url: str, most: int) -> int:
    """Write the body to ``file``; returns its size in bytes.

    Raises TimeoutError, NoAnswer where it is cut off, BadContent where it is packed in a way that
    is not read, or has more than ``most`` bytes, packed or not.
    """
    announced = answer.headers.get("Content-Length", "")
    if announced.isdecimal():
        _must_fit(url, int(announced[:30]), most)
    coding = answer.headers.get("Content-Encoding", "")
    try:
        unpacker = Unpacker(coding)
    except KeyError:
        raise Remark(url, "packed", coding).error(BadContent) from None
    came = size = 0
    for data in _arriving(answer, url, announced):
        came += len(data)
        _must_fit(url, came, most)
        for piece in _unpacked(unpacker, data, url, coding):
            size += len(piece)
            _must_fit(url, size, most)
            file.write(piece)
    if not unpacker.ended():
        raise Remark(url, "cut", f"{came}", announced or "?").error(NoAnswer)
    return size


def _arriving(answer: urllib3.BaseHTTPResponse, url: str, announced: str) -> Iterator[bytes]:
    """What comes, as it is sent."""
    came = 0
    while True:
        try:
            data = answer.read1(CHUNK)
        except (TimeoutError, urllib3.exceptions.TimeoutError):
            raise TimeoutError from None
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError):
            raise Remark(url, "cut", f"{came}", announced or "?").error(NoAnswer) from None
        if not data:
            return
        came += len(data)
        yield data


def _unpacked(unpacker: Unpacker, data: bytes, url: str, coding: str) -> Iterator[bytes]:
    try:
        yield from unpacker.feed(data)
    except ValueError:
        raise Remark(url, "packed", coding).error(BadContent) from None


def _must_fit(url: str, size: int, most: int) -> None:
    if size > most:
        value, limit = (f"{number / 1_000_000:,.1f} MB" for number in (size, most))
        raise Remark(url, "too-large", value, limit).error(BadContent)
