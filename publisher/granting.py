"""The verb ``publishers``: who may publish here, their keys, and the log of what came in."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Final

from publisher.errors import PublisherError
from publisher.names import nearest
from publisher.publishers.audit import SHOWN, Audit
from publisher.publishers.keys import SCOPES, Key, Keys, Scope
from publisher.publishers.reading import FILE_NAME, added, read, require_apart, require_id
from publisher.publishers.registry import Publisher, Publishers
from publisher.release.parts import replace
from publisher.site import Site

Say = Callable[[str], None]

ACTIONS: Final = ("list", "add", "keys", "revoke", "audit")


def run(site: Site, options: argparse.Namespace, say: Say) -> int:
    """Do what the arguments of ``publisher publishers`` ask for; returns the exit code."""
    {
        "list": _list, "add": _add, "keys": _keys, "revoke": _revoke, "audit": _audit,
    }[options.action](site, options, say)  # fmt: skip
    return 0


def _list(site: Site, options: argparse.Namespace, say: Say) -> None:
    publishers = read(site.settings)
    keys = Keys(site.settings).all()
    if options.json:
        _print([{"id": item.id, "name": dict(item.names),
                 "namespace": site.settings.site.base_iri + item.namespace, "also": item.also,
                 "contact": item.contact, "organisation": item.organisation,
                 "keys": sum(key.publisher == item.id for key in keys)}
                for item in publishers])  # fmt: skip
        return
    for item in publishers:
        count = sum(key.publisher == item.id and _counts(key) for key in keys)
        print(f"{item.id}  {site.settings.site.base_iri}{item.namespace}  keys: {count}  "
              f"{item.name(site.settings.languages[0])}")  # fmt: skip
    if not publishers:
        say(f"There are no publishers: {FILE_NAME} is not there, or empty.")


def _add(site: Site, options: argparse.Namespace, say: Say) -> None:
    name = require_id(_id(options, "the id of the new publisher"))
    path = site.root / FILE_NAME
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    names = {"sv": options.name_sv or options.name_en, "en": options.name_en or options.name_sv}
    if not names["sv"]:
        raise PublisherError(
            "a publisher has a name.", todo="Give --name-sv and --name-en, or one for both."
        )
    base_iri = site.settings.site.base_iri
    new = Publisher(
        name, names, options.namespace or f"{name}/", options.contact, options.organisation,
        tuple(options.also),
    )  # fmt: skip
    text = added(before, new, base_iri, str(path))
    slugs = [item.slug for item in site.contract.classes]
    require_apart(Publishers(base_iri, {name: new}), slugs, site.root)
    replace(path, text.encode())
    say(f"{name} may publish under {base_iri}{new.namespace} now; its sources are data/{name}/.")
    say(f"A key for it: publisher publishers keys {name} --new")


def _keys(site: Site, options: argparse.Namespace, say: Say) -> None:
    name = _known(site, options)
    keys = Keys(site.settings)
    if options.new:
        chosen = options.scope or ["check", "write"]
        text, key = keys.new(name, chosen, expires=_moment(options.expires), label=options.label)
        print(text)
        say(f"This is the only time that the key {key.id} is shown: keep it where nobody else can "
            "read it.")  # fmt: skip
        return
    found = keys.all(name)
    if options.json:
        _print([{"id": key.id, "publisher": key.publisher, "scopes": sorted(key.scopes),
                 "created": _day(key.created), "expires": _day(key.expires),
                 "revoked": _day(key.revoked), "used": str(key.used or ""), "label": key.label}
                for key in found])  # fmt: skip
        return
    for key in found:
        print(_line(key))
    if not found:
        say(f"{name} has no keys. Make one: publisher publishers keys {name} --new")


def _revoke(site: Site, options: argparse.Namespace, say: Say) -> None:
    key = Keys(site.settings).revoke(_id(options, "the id of a key"))
    say(f"The key {key.id} of {key.publisher} counts no longer.")


def _audit(site: Site, options: argparse.Namespace, say: Say) -> None:
    name = _known(site, options) if options.id else ""
    if options.since:
        _moment(options.since)
    entries = Audit(site.settings).entries(name, options.since or "")
    if options.json:
        _print([{field: getattr(item, field) for field in SHOWN} for item in entries])
        return
    for item in entries:
        things = f"+{item.created} ~{item.updated} -{item.deleted}"
        rest = [item.release or "–", things, f"faults: {item.faults}", ", ".join(item.sources)]
        print("  ".join([item.time, item.publisher, item.key, item.action, item.outcome, *rest]))


def _id(options: argparse.Namespace, what: str) -> str:
    if not options.id:
        raise PublisherError(f"{what} is missing.", todo=f"Give it after {options.action}.")
    return str(options.id)


def _known(site: Site, options: argparse.Namespace) -> str:
    name, known = _id(options, "the id of a publisher"), read(site.settings).known
    if name not in known:
        like = nearest(name, list(known))
        raise PublisherError(
            f"there is no publisher “{name}”.",
            where=str(site.root / FILE_NAME),
            todo=f"Did you mean “{like}”?" if like else "`publisher publishers list` tells all.",
        )
    return name


def _moment(text: str) -> datetime | None:
    """A day, to its end, or a moment; UTC where it does not say. None for an empty text."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise PublisherError(
            f"“{text}” is no day.", todo="Write it as 2027-01-31, or with a time: 2027-01-31T12:00."
        ) from None
    if len(text) <= len("2027-01-31"):
        found = datetime.combine(found, time.max).replace(microsecond=0)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _counts(key: Key) -> bool:
    return key.revoked is None and (key.expires is None or key.expires > datetime.now(UTC))


def _line(key: Key) -> str:
    scopes: list[Scope] = [scope for scope in SCOPES if scope in key.scopes]
    state = f"revoked {_day(key.revoked)}" if key.revoked else f"expires {_day(key.expires)}"
    parts = [key.id, ",".join(scopes), f"made {_day(key.created)}", state,
             f"last used {key.used or '–'}", key.label]  # fmt: skip
    return "  ".join(part for part in parts if part)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "–"


def _print(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
