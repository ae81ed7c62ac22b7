"""CSV on the Web: tables and their metadata, wherever they are -> RDF, as the W3C describes it.

:func:`~publisher.csvw.converting.convert` is the door; what is read comes from a resolver.
"""

from __future__ import annotations

from publisher.csvw.converting import Conversion, Mode, convert
from publisher.csvw.resolving import Folder, Found, Resolver

__all__ = ["Conversion", "Folder", "Found", "Mode", "Resolver", "convert"]
