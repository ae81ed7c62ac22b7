"""What a harvester has of a feed, and what it will do: create, update, leave as it is, delete."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from publisher.check.data import shown
from publisher.errors import PublisherError
from publisher.findings.delivery import write_whole
from publisher.harvesting.judging.things import Things, digest
from publisher.namespaces import DCT

FORM: Final = 1
"""The layout of a file with a state."""


@dataclass(frozen=True)
class Held:
    """What is remembered of a dataset: what may be its identity, and the hash of what is said."""

    iri: str
    """Empty for a blank node."""
    identifiers: tuple[str, ...]
    title: str
    digest: str
    node: str = field(default="", compare=False)
    """Its IRI or the label of its blank node, in the feed that it was read in."""


State = tuple[Held, ...]


@dataclass(frozen=True)
class Moves:
    """What a harvester does, by what it knows each dataset as."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def moves(before: Mapping[str, str], now: Mapping[str, str]) -> Moves:
    """From the hashes that it has to those that it finds."""
    return Moves(
        created=tuple(sorted(now.keys() - before.keys())),
        updated=tuple(sorted(key for key in now.keys() & before.keys() if now[key] != before[key])),
        unchanged=tuple(sorted(key for key in now.keys() & before if now[key] == before[key])),
        deleted=tuple(sorted(before.keys() - now.keys())),
    )


def state_of(things: Things) -> State:
    """What there is to remember of a feed."""
    return tuple(
        Held(
            iri=shown(item) if item[0] == "<" else "",
            identifiers=tuple(map(shown, things.values(item, DCT + "identifier"))),
            title=next(iter(sorted(things.title(item).values())), ""),
            digest=digest(list(things.lines(item))),
            node=shown(item),
        )
        for item in things.datasets
    )


def read_state(path: Path) -> State | None:
    """What was remembered; None where nothing was. Raises PublisherError for another file."""
    try:
        content = json.loads(path.read_bytes())
        if content["form"] != FORM:
            raise ValueError("another form")
        return tuple(
            Held(item["iri"], tuple(item["identifiers"]), item["title"], item["digest"])
            for item in content["datasets"]
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise PublisherError(
            "this is no state of a feed.", where=str(path),
            todo="Name another file with --state; it is written when there is none.",
        ) from error  # fmt: skip


def write_state(path: Path, state: Iterable[Held]) -> None:
    """Remember a state, whole or not at all."""
    content = {
        "form": FORM,
        "datasets": [
            {
                "iri": item.iri,
                "identifiers": list(item.identifiers),
                "title": item.title,
                "digest": item.digest,
            }
            for item in state
        ],
    }
    write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
