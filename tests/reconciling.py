"""A site to reconcile against, and the official schemas of both versions of the protocol."""

from __future__ import annotations

import csv
import json
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from publisher import Site
from tests.sites import bundled, get, post, shared

OLD, DRAFT = "0.2", "1.0-draft"
BASE: Final = "https://w3id.org/s3r/oms/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

BODIES: Final = (
    ("orebro-kommun", "Örebro kommun", "Municipality of Örebro", "212000-1967"),
    ("orebro-universitet", "Örebro universitet", "Örebro University", "202100-2924"),
    ("uppsala-universitet", "Uppsala universitet", "Uppsala University", "202100-2932"),
    ("kth", "Kungliga Tekniska högskolan", "KTH Royal Institute of Technology", "202100-3054"),
    ("habo", "Habo kommun", "", "212000-1611"),
    ("habo-upp", "Håbo kommun", "", "212000-0241"),
    ("linkoping", "Linköpings kommun", "", "212000-0449"),
    ("exempel", "Exempelverken Aktiebolag", "", ""),
    ("namne-1", "Samma Namn", "", ""),
    ("namne-2", "Samma Namn", "", ""),
    ("utropstecken", "<b>Fet</b> & \"citat\"", "", ""),
)  # fmt: skip
"""Organisations: key, name in Swedish and in English, organisation number."""

GRANTS: Final = """\
id;Titel (sv);Titel (en);Finansiär;Program;Belopp;Valuta
provbidrag;Provbidrag;Trial grant;Europeiska unionen;Regionalfonden;1250000,50;EUR
"""
PROJECTS: Final = """\
id;Titel (sv);Titel (en);Slag;Startdatum
provprojekt;Provprojekt ett;Trial project one;Projekt;2024-03-01
"""


def reconciled(folder: Path) -> Path:
    """A released copy of the bundled site with further organisations."""
    root = bundled(folder)
    settings = root / "site.toml"
    text = settings.read_text(encoding="utf-8")
    named = '[catalog]\nservices = ["sparql", "reconcile"]\n'
    settings.write_text(text.replace("[catalog]\n", named), encoding="utf-8")
    target = root / "data" / "prov" / "organisationer.csv"
    target.parent.mkdir()
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(
            ("id", "Namn (sv)", "Namn (en)", "Organisationsnummer", "Slag av organisation")
        )
        writer.writerows((key, sv, en or sv, number, "Högskola") for key, sv, en, number in BODIES)
    (target.parent / "bidrag.csv").write_text(GRANTS, encoding="utf-8")
    (target.parent / "projekt.csv").write_text(PROJECTS, encoding="utf-8")
    outcome = Site(root).build(check=False)
    assert outcome.manifest, outcome.checked.faults
    return root


class Schemas:
    """The schemas of a version."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.folder = shared("conformance", "reconciliation", version)

    @cached_property
    def registry(self) -> Registry[Any]:
        """All schemas by their ids; nothing is fetched."""
        found = [json.loads(path.read_text(encoding="utf-8"))
                 for path in sorted((self.folder / "schemas").glob("*.json"))]  # fmt: skip
        return Registry().with_resources(
            (item["$id"].rstrip("#"), Resource.from_contents(item, default_specification=DRAFT7))
            for item in found
        )  # fmt: skip

    def errors(self, name: str, content: object) -> list[str]:
        """What a schema says of ``content``."""
        text = (self.folder / "schemas" / f"{name}.json").read_text(encoding="utf-8")
        validator = Draft7Validator(json.loads(text), registry=self.registry)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]

    def require(self, name: str, content: object) -> None:
        """Fail where ``content`` is not valid."""
        errors = self.errors(name, content)
        assert not errors, (self.version, name, errors)

    def examples(self, name: str, kind: str = "valid") -> list[Any]:
        """The examples for a schema."""
        folder = self.folder / "examples" / name / kind
        return [json.loads(path.read_text(encoding="utf-8"))
                for path in sorted(folder.glob("*.json"))]  # fmt: skip


class Service:
    """A served site as a client sees it; each request and answer is held to the schemas."""

    def __init__(self, address: str) -> None:
        self.address = address

    @cached_property
    def schemas(self) -> dict[str, Schemas]:
        """The schemas of each version."""
        return {version: Schemas(version) for version in (OLD, DRAFT)}

    def get(self, path: str, schema: str = "", version: str = OLD, **headers: str) -> Any:
        """The JSON at an address of the service."""
        answer = get(f"{self.address}reconcile{path}", **headers)
        assert answer.status == 200, answer.data
        return self._checked(json.loads(answer.data), schema, version)

    def ask(self, queries: dict[str, Any], **headers: str) -> Any:
        """The answer to a batch of 0.2."""
        self.schemas[OLD].require("reconciliation-query-batch", queries)
        answer = post(f"{self.address}reconcile", {"queries": json.dumps(queries)})
        assert answer.status == 200, answer.data
        found = self._checked(json.loads(answer.data), "reconciliation-result-batch", OLD)
        assert list(found) == list(queries)
        return found

    def match(self, *queries: dict[str, Any]) -> list[Any]:
        """The candidates of each question of a batch of 1.0."""
        content = {"queries": list(queries)}
        self.schemas[DRAFT].require("reconciliation-query-batch", content)
        answer = self.post_json("/v1/match", content)
        assert answer.status == 200, answer.data
        found = self._checked(json.loads(answer.data), "reconciliation-result-batch", DRAFT)
        return [item["candidates"] for item in found["results"]]

    def one(self, text: str, **more: Any) -> list[Any]:
        """The candidates for a name, asked in both versions where that can be said in both."""
        found: list[Any] = self.ask({"q0": {"query": text, **more}})["q0"]["result"]
        if not more:
            condition = {"matchType": "name", "propertyValue": text}
            other = self.match({"conditions": [condition]})[0]
            assert [item["id"] for item in other] == [item["id"] for item in found]
        return found

    def extend(self, ids: list[str], *properties: dict[str, Any]) -> tuple[Any, Any]:
        """The values of properties, in either version."""
        content = {"ids": ids, "properties": list(properties)}
        found = []
        for version in (OLD, DRAFT):
            self.schemas[version].require("data-extension-query", content)
            answer = (
                post(f"{self.address}reconcile", {"extend": json.dumps(content)})
                if version == OLD else self.post_json("/v1/extend", content)
            )  # fmt: skip
            assert answer.status == 200, answer.data
            found.append(self._checked(json.loads(answer.data), "data-extension-response", version))
        return found[0], found[1]

    def post_json(self, path: str, content: object) -> Any:
        """POST JSON."""
        text = json.dumps(content)
        return post(f"{self.address}reconcile{path}", text, kind="application/json")

    def _checked(self, content: Any, schema: str, version: str) -> Any:
        if schema:
            self.schemas[version].require(schema, content)
        return content
