"""``publishers.toml`` -> publishers; strict, and the other way for one that is added."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from publisher.config import Settings
from publisher.errors import ConfigError
from publisher.names import nearest, slug
from publisher.publishers.registry import Publisher, Publishers

FILE_NAME: Final = "publishers.toml"

MEANINGS: Final[dict[str, tuple[type, str]]] = {
    "name": (dict, "what the publisher is called, by language; in Swedish and English at least"),
    "namespace": (str, "path under base_iri that its things are named under, ending with a slash; "
                  "its id without it"),
    "contact": (str, "page or function mailbox (mailto:) to turn to"),
    "organisation": (str, "IRI of the organisation, or a path under base_iri"),
    "also": (list, "beginnings of IRIs outside base_iri that are its own as well"),
}  # fmt: skip
"""What may be said of a publisher: its type, and what it means."""

WANTED: Final[dict[type, str]] = {dict: "a table of texts", str: "a text", list: "a list of texts"}
LANGUAGES: Final = ("sv", "en")
LONGEST: Final = 40

RESERVED: Final = frozenset((
    "-", "api", "catalog", "context", "datasets", "doc", "dump", "feeds", "fetched", "graph",
    "graphs", "index", "link", "links", "list", "publish", "publishers", "queries", "query",
    "reconcile", "release", "robots", "sitemap", "sparql", "static", "timemap", "update", "upload",
    "vocabulary", "void", "well-known",
))  # fmt: skip
"""What paths of every site begin with, and folders that are not of a publisher."""

STEP: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII)


def read(settings: Settings) -> Publishers:
    """The publishers of a site; none where it has no ``publishers.toml``.

    Raises ConfigError naming the file, the publisher and the key.
    """
    path = settings.root / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Publishers(settings.site.base_iri)
    except UnicodeDecodeError as error:
        raise ConfigError(f"not UTF-8: {error}.", where=str(path)) from None
    return parse(text, settings.site.base_iri, where=str(path))


def parse(text: str, base_iri: str, where: str = FILE_NAME) -> Publishers:
    """The publishers that ``text`` (TOML) names. Raises ConfigError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}.", where=where) from None
    known = {name: _publisher(name, given, where) for name, given in content.items()}
    _must_be_apart(known.values(), base_iri, where)
    return Publishers(base_iri, known)


def require_id(name: str, where: str = FILE_NAME) -> str:
    """``name``. Raises ConfigError where no publisher can have it as its id."""
    if not STEP.fullmatch(name) or len(name) > LONGEST or name in RESERVED:
        like = slug(name)[:LONGEST]
        raise ConfigError(
            f"[{name}] cannot be the id of a publisher.",
            where=where,
            todo="Take lower case letters a–z, digits and hyphens, and none of the site's own "
            "paths." + (f" How about “{like}”?" if like and like not in (name, *RESERVED) else ""),
        )
    return name


def require_apart(publishers: Publishers, classes: Iterable[str], root: Path) -> None:
    """Raise ConfigError where a namespace is also that of a class of the site, by its slug."""
    taken = set(classes)
    for item in publishers:
        first = item.namespace.partition("/")[0]
        if first in taken:
            raise ConfigError(
                f"{item.id}.namespace is “{item.namespace}”, and things of the class “{first}” "
                "have it already.",
                where=str(root / FILE_NAME),
                todo="Give it another one.",
            )


def added(text: str, new: Publisher, base_iri: str, where: str) -> str:
    """``text`` (TOML) with a publisher at its end; all else stays as it is, comments too.

    Raises ConfigError where that would not be valid.
    """
    names = ", ".join(f"{language} = {_quoted(name)}" for language, name in new.names.items())
    lines = [f"[{new.id}]", f"name = {{ {names} }}"]
    for key in ("namespace", "contact", "organisation"):
        value = getattr(new, key)
        if value:
            lines.append(f"{key} = {_quoted(value)}")
    if new.also:
        lines.append(f"also = [{', '.join(map(_quoted, new.also))}]")
    before = text if not text or text.endswith("\n") else text + "\n"
    after = before + ("\n" if before else "") + "\n".join(lines) + "\n"
    if new.id in parse(before, base_iri, where).known:
        raise ConfigError(
            f"there is a publisher “{new.id}” already.", where=where, todo="Change it there."
        )
    parse(after, base_iri, where)
    return after


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for the character U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _publisher(name: str, given: Any, where: str) -> Publisher:
    if not isinstance(given, dict):
        raise ConfigError(
            f"“{name}” stands outside of a table.", where=where, todo="Begin with [id]."
        )
    require_id(name, where)
    for key, value in given.items():
        _must_fit(f"{name}.{key}", key, value, where)
    names = given.get("name", {})
    for language in LANGUAGES:
        if not names.get(language, "").strip():
            raise ConfigError(
                f"{name}.name.{language} is missing.", where=where, todo=f"It is {_meaning('name')}"
            )
    return Publisher(
        name, dict(names), _namespace(name, given.get("namespace", f"{name}/"), where),
        given.get("contact", ""), given.get("organisation", ""), tuple(given.get("also", ())),
    )  # fmt: skip


def _must_fit(full: str, key: str, value: Any, where: str) -> None:
    if key not in MEANINGS:
        like = nearest(key, MEANINGS)
        raise ConfigError(
            f"nobody knows the key “{full}”.",
            where=where,
            todo=f"Did you mean “{like}”?" if like else f"Known are {', '.join(MEANINGS)}.",
        )
    kind = MEANINGS[key][0]
    members = value.values() if isinstance(value, dict) else value
    if not isinstance(value, kind) or not all(isinstance(item, str) for item in members):
        raise ConfigError(
            f"{full} is {value!r}, but must be {WANTED[kind]}.",
            where=where,
            todo=f"It is {_meaning(key)}",
        )


def _meaning(key: str) -> str:
    return MEANINGS[key][1] + "."


def _namespace(name: str, path: str, where: str) -> str:
    steps = path.removesuffix("/").split("/")
    if not path.endswith("/") or not all(map(STEP.fullmatch, steps)) or steps[0] in RESERVED:
        raise ConfigError(
            f"{name}.namespace is “{path}”, but must be a path under base_iri of lower case "
            "letters, digits and hyphens that ends with a slash, and none of the site's own.",
            where=where,
            todo=f"How about “{name}/”?",
        )
    return path


def _must_be_apart(publishers: Iterable[Publisher], base_iri: str, where: str) -> None:
    """Raise ConfigError where a thing could be in two namespaces."""
    seen: dict[str, str] = {}
    for item in publishers:
        for other in item.also:
            if not re.fullmatch(r"https?://[^/?#\s<>\"{}|\\^`]+/[^\s<>\"{}|\\^`]*", other) or (
                other.startswith(base_iri) or base_iri.startswith(other)
            ):
                raise ConfigError(
                    f"{item.id}.also has “{other}”, which is no beginning of IRIs outside of the "
                    "site.",
                    where=where,
                    todo="Give the scheme, the host and a slash at least: https://example.org/id/.",
                )
        for prefix in (base_iri + item.namespace, *item.also):
            for before, owner in seen.items():
                if owner != item.id and (prefix.startswith(before) or before.startswith(prefix)):
                    raise ConfigError(
                        f"the namespaces of “{owner}” and “{item.id}” overlap: <{before}> and "
                        f"<{prefix}>.",
                        where=where,
                        todo="Give one of them another one; what is published keeps its name.",
                    )
            seen[prefix] = item.id
