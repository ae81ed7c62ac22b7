"""Reconciliation as JSON, in both versions of the protocol: the manifest and every answer.

Reconciliation Service API 0.2 and its 1.0 draft (W3C Entity Reconciliation Community Group). What
they differ in stands here: how members are called, and whether texts say their language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from publisher.linking.reconcile.extending import ALL, IRIS, Cell
from publisher.linking.reconcile.questions import Candidate, Feature
from publisher.linking.reconcile.schema import Schema, Term, Type
from publisher.render.messages import LANGUAGES

PATH: Final = "reconcile"
DRAFT_PATH: Final = "reconcile/v1"
OLD, DRAFT = "0.2", "1.0-draft"
PREVIEW_SIZE: Final = {"width": 420, "height": 260}

Json = dict[str, Any]

FEATURES: Final[dict[str, tuple[str, str]]] = {
    "identifier": ("identifieras av texten", "identified by the text"),
    "name_similarity": ("namnen liknar varandra (0–100)", "likeness of the names (0–100)"),
    "name_exact": ("samma namn", "same name"),
    "kind_differs": ("namnet anger ett annat slag", "the name says another kind"),
    "type_match": ("av rätt slag", "of the type asked for"),
    "property": ("värdet stämmer (0–100): {}", "agreement of the value (0–100): {}"),
}
"""What each feature of a candidate is called."""

SETTINGS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "limit": (
        ("Högst så många värden", "Most values"),
        ("Högsta antal värden i en cell; 0 för alla", "Most values of one thing; 0 for all"),
    ),
    "language": (
        ("Språk", "Language"),
        ("Språk för texter; utan val det som klienten ber om",
         "Language of texts; without a choice that which the client asks for"),
    ),
    "content": (
        ("Ting som", "Things as"),
        ("Om ett ting ska visas med namn eller som IRI",
         "Whether a thing is given by its name or as an IRI"),
    ),
}  # fmt: skip
"""The settings of a property: what each is called, and what it means."""


OLD_MEMBERS: Final = {"id": "name", "name": "label", "helpText": "help_text"}
"""What members of a setting are called in version 0.2, by what the draft calls them."""


@dataclass(frozen=True)
class Service:
    """A reconciliation service: its address ends with a slash, as that of the site does."""

    title: str
    site: str
    identifiers: str
    schemas: str
    language: str
    languages: Sequence[str]
    software: str
    batch: int

    def say(self, pair: tuple[str, str]) -> str:
        """Swedish or English."""
        return pair[0] if self.language == "sv" else pair[1]


def manifest(service: Service, schema: Schema) -> Json:
    """The manifest of version 0.2."""
    at = service.site + PATH
    suggest = {
        kind: {
            "service_url": service.site.rstrip("/"),
            "service_path": f"/{PATH}/suggest/{kind}",
            "flyout_service_path": f"/{PATH}/flyout/{kind}?id=${{id}}",
        }
        for kind in ("entity", "property", "type")
    }
    return {
        "versions": [OLD],
        "name": service.title,
        "identifierSpace": service.identifiers,
        "schemaSpace": service.schemas,
        "documentation": service.site,
        "serviceVersion": service.software,
        "defaultTypes": [type_json(item, service) for item in schema.types],
        "view": {"url": f"{at}/view?id={{{{id}}}}"},
        "preview": {"url": f"{at}/preview?id={{{{id}}}}", **PREVIEW_SIZE},
        "suggest": suggest,
        "extend": {
            "propose_properties": {
                "service_url": service.site.rstrip("/"),
                "service_path": f"/{PATH}/properties",
            },
            "property_settings": [
                {OLD_MEMBERS.get(name, name): value for name, value in item.items()}
                for item in _settings(service)
            ],
        },
        "batchSize": service.batch,
    }  # fmt: skip


def draft_manifest(service: Service, schema: Schema) -> Json:
    """The manifest of the draft of 1.0."""
    return {
        "versions": [DRAFT],
        "name": service.title,
        "lang": service.language,
        "documentation": service.site,
        "serviceVersion": service.software,
        "defaultTypes": [type_json(item, service) for item in schema.types],
        "view": {"url": f"{service.site}{DRAFT_PATH}/view?id={{id}}"},
        "preview": PREVIEW_SIZE,
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": list(_settings(service))},
        "batchSize": service.batch,
        "standardizedScore": True,
    }


def _settings(service: Service) -> Iterator[Json]:
    languages = {"": service.say(("som klienten", "as the client")),
                 **{tag: LANGUAGES.get(tag, tag) for tag in service.languages},
                 ALL: service.say(("alla", "all"))}  # fmt: skip
    contents = {"name": service.say(("namn", "names")), IRIS: "IRI"}
    rest: dict[str, Json] = {
        "limit": {"type": "number", "default": 0},
        "language": {"type": "select", "default": "", "choices": _choices(languages)},
        "content": {"type": "select", "default": "name", "choices": _choices(contents)},
    }
    for name, (label, help_text) in SETTINGS.items():
        yield {"id": name, "name": service.say(label), "helpText": service.say(help_text),
               **rest[name]}  # fmt: skip


def _choices(found: Mapping[str, str]) -> list[Json]:
    return [{"value": value, "name": name} for value, name in found.items()]


def type_json(item: Type, service: Service) -> Json:
    """A type with those directly above it."""
    found: Json = {"id": item.id, "name": item.name(service.language)}
    if item.broader:
        found["broader"] = [{"id": above.id, "name": above.name(service.language)}
                            for above in item.broader]  # fmt: skip
    return found


def term_json(item: Type | Term, language: str, description: str = "") -> Json:
    """A type or a property in a list of suggestions."""
    found = {"id": item.id, "name": item.name(language)}
    return {**found, "description": description} if description else found


def candidate_json(
    item: Candidate, named: Json, types: Sequence[Json], draft: Service | None
) -> Json:
    """A candidate; ``named`` has its name and what else is said of it; ``draft`` for 1.0."""
    features = [{"id": feature.id, "value": feature.value} for feature in item.features]
    if draft is not None:
        features = [{**found, "name": feature_name(feature, draft)}
                    for found, feature in zip(features, item.features, strict=True)]  # fmt: skip
    return {
        "id": item.iri, **named, "type": list(types), "score": item.score, "match": item.match,
        "features": features,
    }  # fmt: skip


def feature_name(feature: Feature, service: Service) -> str:
    """What a feature is called."""
    kind, _, name = feature.id.partition(":")
    return service.say(FEATURES[kind]).format(name)


def cell_json(cell: Cell, *, draft: bool) -> Json:
    """A value of a property."""
    found: Json = {cell.kind: cell.value}
    if cell.kind == "id":
        found["name"] = cell.name
    if draft and cell.language:
        found["lang"] = cell.language
    return found


def flyout(name: str, about: Json) -> Json:
    """A few words about what is called ``name``, as HTML in JSON (0.2, section 6.5)."""
    text = about.get("description", "")
    words = f"<p><strong>{escape(about['name'])}</strong></p>"
    return {"id": name, "html": words + (f"<p>{escape(text)}</p>" if text else "")}
