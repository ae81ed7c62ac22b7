"""A CKAN portal that harvests over and over; run by a Python of its own, which has CKAN.

The harvester with its stages, the parser and the tables that it asks are CKAN's own. What stands in
is SQLite in memory for PostgreSQL, and four actions that keep a dataset as it was given, without
an index of Solr and a queue of Redis.

Reads the address to harvest as a line of JSON (``url``), writes a line before each page (``page``)
and waits for a line to go on; in the end writes what was done.
"""

from __future__ import annotations

import copy
import json
import sys
import uuid
from pathlib import Path
from typing import Any

import ckan.lib.plugins as package_types
import ckan.plugins as p
import rdflib
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.common import config
from ckan.plugins import core
from ckanext.dcat import schemas
from ckanext.dcat.harvesters.rdf import DCATRDFHarvester
from ckanext.dcat.interfaces import IDCATRDFHarvester
from ckanext.harvest import model as harvests
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles

SETTINGS = {
    "ckan.locale_default": "sv",
    "ckan.site_url": "https://portal.example.org",
    "ckanext.harvest.user_name": "harvest",
}
LANGUAGES = ["sv", "en"]
TABLES = [model.Package, harvests.HarvestSource, harvests.HarvestJob, harvests.HarvestObject,
          harvests.HarvestObjectExtra, harvests.HarvestGatherError,
          harvests.HarvestObjectError]  # fmt: skip

rdflib.NORMALIZE_LITERALS = False  # a literal stays as it is written, so that hashes can be told


compiles(JSONB, "sqlite")(lambda *_, **__: "JSON")


def _only_sqlite(_: Any, __: Any, statement: str, given: Any, *___: Any) -> tuple[str, Any]:
    return ("SELECT 1" if statement.startswith("SET CONSTRAINTS") else statement), given


def database() -> None:
    """CKAN's tables that a harvest needs, without what only PostgreSQL has."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    sa.event.listen(engine, "before_cursor_execute", _only_sqlite, retval=True)
    package = model.Package.__table__
    package.indexes.clear()
    package.c.extras.constraints.clear()
    model.meta.metadata.create_all(engine, tables=[item.__table__ for item in TABLES])
    model.Session.configure(bind=engine)


def schema() -> dict[str, Any]:
    """The schema of ckanext-dcat for several languages, as ckanext-scheming would give it."""
    path = Path(schemas.__file__).with_name("dcat_ap_multilingual.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found["form_languages"] = LANGUAGES
    for field in (*found["dataset_fields"], *found["resource_fields"]):
        preset = field.get("preset", "")
        if preset.startswith("fluent"):
            field["validators"] = "fluent_text"
        elif preset == "multiple_text":
            field["validators"] = "scheming_multiple_text"
    return found


class Portal(p.SingletonPlugin):  # type: ignore[misc]
    """The datasets that are kept, and what the harvester does."""

    p.implements(p.IActions)
    p.implements(IDCATRDFHarvester, inherit=True)

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.kept: dict[str, dict[str, Any]] = {}
        self.schema = schema()
        self.begin()

    def begin(self) -> None:
        """Forget what the harvest before did."""
        self.done: dict[str, list[str]] = {
            name: [] for name in ("created", "updated", "unchanged", "deleted")
        }
        self.requests: list[list[str]] = []
        self.triples: set[str] = set()

    def get_actions(self) -> dict[str, Any]:
        """What is done with datasets."""
        actions = {"package_create": self.create, "package_update": self.update,
                   "package_delete": self.delete, "package_show": self.show,
                   "scheming_dataset_schema_show": self.described}  # fmt: skip
        return {name: _function(action) for name, action in actions.items()}

    def described(self, _: Any, __: Any) -> dict[str, Any]:
        return self.schema

    def create(self, _: Any, dataset: dict[str, Any]) -> None:
        guid = _guid(dataset)
        _number(dataset)
        model.Session.add(
            model.Package(id=dataset["id"], name=dataset["name"], extras={"guid": guid})
        )
        self.kept[dataset["id"]] = copy.deepcopy(dataset)
        self.done["created"].append(guid)

    def update(self, _: Any, dataset: dict[str, Any]) -> None:
        _number(dataset)
        same = _in_order(self.kept[dataset["id"]]) == _in_order(dataset)
        self.kept[dataset["id"]] = copy.deepcopy(dataset)
        self.done["unchanged" if same else "updated"].append(_guid(dataset))

    def delete(self, _: Any, given: dict[str, Any]) -> None:
        self.done["deleted"].append(_guid(self.kept.pop(given["id"])))
        model.Package.get(given["id"]).state = "deleted"
        model.Session.commit()

    def show(self, _: Any, given: dict[str, Any]) -> dict[str, Any]:
        return copy.deepcopy(self.kept[given["id"]])

    def update_session(self, session: Any) -> Any:
        """Note what is asked for and what the answer is."""
        session.hooks["response"].append(self._answered)
        return session

    def before_download(self, url: str, _: Any) -> tuple[str, list[str]]:
        """Wait at each page until one may go on."""
        say(page=url)
        sys.stdin.readline()
        return url, []

    def after_parsing(self, parser: Any, _: Any) -> tuple[Any, list[str]]:
        """Note the RDF that the parser holds."""
        self.triples.update(parser.g.serialize(format="nt").splitlines())
        return parser, []

    def _answered(self, answer: Any, **_: Any) -> None:
        kind = answer.headers.get("content-type", "")
        self.requests.append([answer.request.method, str(answer.status_code), kind, answer.url])


def _function(action: Any) -> Any:
    """CKAN puts marks on its actions, which it cannot on methods."""
    return lambda context, given: action(context, given)


def _number(dataset: dict[str, Any]) -> None:
    """Resources that are new get an id, which the harvester gives back for those that are known."""
    for item in dataset["resources"]:
        item["id"] = item.get("id") or str(uuid.uuid4())


def _guid(dataset: dict[str, Any]) -> str:
    return next(str(item["value"]) for item in dataset["extras"] if item["key"] == "guid")


def _in_order(value: Any) -> str:
    """The same text for what differs only in the order in which a graph gave it."""
    if isinstance(value, dict):
        return json.dumps({name: _in_order(item) for name, item in sorted(value.items())})
    if isinstance(value, list):
        return json.dumps(sorted(map(_in_order, value)))
    if isinstance(value, str) and value.startswith("["):
        return _in_order(json.loads(value))
    return json.dumps(value)


def harvest(portal: Portal, harvester: Any, url: str) -> None:
    """One run of the harvester over a source, with all of its stages."""
    portal.begin()
    source = harvests.HarvestSource.get(url, attr="url")
    if source is None:
        source = harvests.HarvestSource(url=url, type="dcat_rdf")
        source.save()
        model.Package(id=source.id, name=source.id, url=url).save()
    job = harvests.HarvestJob(source=source)
    job.save()
    for key in harvester.gather_stage(job):
        found = harvests.HarvestObject.get(key)
        assert harvester.fetch_stage(found)
        harvester.import_stage(found)
    errors = [item.message for item in job.get_gather_errors()]
    errors += [item.message for found in job.objects for item in found.errors]
    say(**portal.done, errors=errors, requests=portal.requests, triples=sorted(portal.triples),
        datasets={_guid(item): item for item in portal.kept.values()})  # fmt: skip


def say(**what: Any) -> None:
    """Write a line of JSON."""
    print(json.dumps(what), file=OUT, flush=True)


def main(*profiles: str) -> None:
    """Harvest until there is no more to read."""
    config.update({**SETTINGS, "ckanext.dcat.rdf.profiles": " ".join(profiles)})
    database()
    portal = core._PLUGINS_SERVICE["portal"] = Portal("portal")
    package_types.set_default_package_plugin()
    harvester = DCATRDFHarvester(name="dcat_rdf")
    for line in iter(sys.stdin.readline, ""):
        harvest(portal, harvester, json.loads(line)["url"])


OUT, sys.stdout = sys.stdout, sys.stderr  # what CKAN prints is not what is answered

if __name__ == "__main__":
    main(*sys.argv[1:])
