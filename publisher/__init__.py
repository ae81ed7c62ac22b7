"""publisher: one folder in, a whole linked-data site out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.site import Site

__all__ = ["Site"]


def __getattr__(name: str) -> Any:
    """Import ``Site`` when it is first asked for: ``publisher --help`` needs none of it."""
    if name == "Site":
        from publisher.site import Site

        return Site
    raise AttributeError(name)
