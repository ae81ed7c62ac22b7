"""Fetching what others publish: bounded in time, bytes and redirects, and only where one may.

:class:`Client` is the one HTTP client for feeds; what goes wrong is a FetchError that says what,
where and what to do in Swedish and English.
"""

from __future__ import annotations

from publisher.fetching.client import Client
from publisher.fetching.limits import Limits
from publisher.fetching.media import Media, media_of
from publisher.fetching.places import joined
from publisher.fetching.remarks import Remark
from publisher.fetching.response import Response

__all__ = ["Client", "Limits", "Media", "Remark", "Response", "joined", "media_of"]
