"""Foreign clients reconcile against a site: OpenRefine, PyPI reconciler, npm cocoda-sdk."""

from __future__ import annotations

import csv
import io
import json
import shutil
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.clients.openrefine import OpenRefine, openrefine
from tests.clients.programs import command, run
from tests.reconciling import BASE, SKOS, reconciled
from tests.sites import get, served

pytestmark = pytest.mark.clients

PACKAGE: Final = {"private": True, "type": "module", "dependencies": {"cocoda-sdk": "3.6.1"}}
PINS: Final = ("reconciler==0.2.2", "pandas<3", "numpy<2")
"""The client was written for older versions of what it stands on."""

ORGANISATION: Final = "http://www.w3.org/ns/org#Organization"
PLACE: Final = "http://data.europa.eu/m8g/AdminUnit"
TABLE: Final = """\
Namn,Nummer
Region Örebro län,
Region Uppsala,
Linköping kommun,
Upsala universitet,
Exempelverken AB,
Samma Namn,
Något helt annat,
"""
RECONCILED: Final = {
    "Region Örebro län": "organisation/region-orebro-lan",
    "Region Uppsala": "organisation/region-uppsala",
    "Linköping kommun": "organisation/linkoping",
    "Upsala universitet": "",
    "Exempelverken AB": "organisation/exempel",
    "Samma Namn": "",
    "Något helt annat": "",
}
"""What is matched without a person; what has a typing error or namesakes is left to one."""

ASKING: Final = """\
import json, sys
import pandas
from reconciler import reconcile
address, kind = sys.argv[1:3]
column = pandas.Series(sys.argv[3:])
found = reconcile(column, type_id=kind, top_res=1, reconciliation_endpoint=address)
print(json.dumps([[row.input_value, row.id, bool(row.match), row.type]
                  for row in found.itertuples()]))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service of a served site."""
    with served(reconciled(tmp_path_factory.mktemp("reconcilers"))) as site:
        yield f"{site}reconcile"


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    with openrefine(tmp_path_factory.mktemp("openrefine")) as found:
        yield found


def test_openrefine_reconciles_extends_and_exports(refine: OpenRefine, address: str) -> None:
    assert refine.version().startswith("3.")
    manifest: dict[str, Any] = json.loads(get(address).data)
    project = refine.create("organisationer", TABLE)
    types = refine.guess_types(project, "Namn", address)
    assert types[0]["id"] == ORGANISATION, types
    assert types[0]["name"] == "Organisation"
    refine.reconcile(project, "Namn", {
        "mode": "standard-service", "service": address,
        "identifierSpace": manifest["identifierSpace"], "schemaSpace": manifest["schemaSpace"],
        "type": {"id": types[0]["id"], "name": types[0]["name"]},
        "autoMatch": True, "columnDetails": [], "limit": 0,
    })  # fmt: skip
    refine.extend(project, "Namn", manifest, address,
                  {"id": f"{SKOS}prefLabel", "name": "Namn i utgåvan",
                   "settings": {"language": "en"}},
                  {"id": "http://purl.org/dc/terms/spatial", "name": "Område"})  # fmt: skip
    refine.add_column(project, "Namn", "IRI", "cell.recon.match.id")
    refine.add_column(project, "Namn", "Bäst", "cell.recon.best.name")
    refine.add_column(project, "Namn", "Skrivet", "value")  # the export has matched names
    rows = list(csv.DictReader(io.StringIO(refine.export(project))))
    found = {row["Skrivet"]: row for row in rows if row["Skrivet"]}
    assert {name: row["IRI"].removeprefix(BASE) for name, row in found.items()} == RECONCILED
    assert found["Upsala universitet"]["Bäst"] == "Uppsala universitet"
    assert "Uppsala län" in found["Region Uppsala"].values()


def test_openrefine_narrows_by_a_property_in_another_column(
    refine: OpenRefine, address: str
) -> None:
    manifest: dict[str, Any] = json.loads(get(address).data)
    table = "Namn,Nummer\nÖrebros universitet,202100-2924\nÖrebros universitet,212000-0449\n"
    project = refine.create("egenskaper", table)
    refine.reconcile(project, "Namn", {
        "mode": "standard-service", "service": address,
        "identifierSpace": manifest["identifierSpace"], "schemaSpace": manifest["schemaSpace"],
        "type": {"id": ORGANISATION, "name": "Organisation"}, "autoMatch": True,
        "columnDetails": [{"column": "Nummer", "property": {
            "id": "http://purl.org/dc/terms/identifier", "name": "Organisationsnummer"}}],
    })  # fmt: skip
    refine.add_column(project, "Namn", "IRI", "cell.recon.match.id")
    rows = list(csv.DictReader(io.StringIO(refine.export(project))))
    assert [row["IRI"].removeprefix(BASE) for row in rows] == [
        "organisation/orebro-universitet",
        "",
    ]


def test_reconciler_reconciles_a_column(address: str, tmp_path: Path) -> None:
    python = _environment(tmp_path / "reconciler")
    names = ["Region Örebro län", "Linköping kommun", "Upsala universitet", "212000-1967", "xyzzy"]
    found = json.loads(run([str(python), "-c", ASKING, address, ORGANISATION, *names]))
    assert [[name, f"{iri}".removeprefix(BASE), match] for name, iri, match, _ in found] == [
        ["Region Örebro län", "organisation/region-orebro-lan", True],
        ["Linköping kommun", "organisation/linkoping", True],
        ["Upsala universitet", "organisation/uppsala-universitet", False],
        ["212000-1967", "organisation/orebro-kommun", True],
        ["xyzzy", "nan", False],
    ]
    assert found[0][3] == "Organisation"


def test_cocoda_sdk_gets_mappings(address: str, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    run([command("npm", "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts",
         "--silent", "--prefix", str(tmp_path)])  # fmt: skip
    script = shutil.copy(Path(__file__).with_name("cocoda.mjs"), tmp_path)
    labels = ("Smart industri", "Örebro kommun", "Upsala universitet")
    printed = run([command("node", "nodejs"), str(script), address, *labels])
    first = {label: (found[0]["uri"].removeprefix(BASE), found[0]["type"].removeprefix(SKOS))
             for label, found in json.loads(printed).items()}  # fmt: skip
    assert first == {
        "Smart industri": ("challenge-area/smart-industry", "exactMatch"),
        "Örebro kommun": ("organisation/orebro-kommun", "exactMatch"),
        "Upsala universitet": ("organisation/uppsala-universitet", "closeMatch"),
    }


def _environment(folder: Path) -> Path:
    """A Python of its own with the client in it."""
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINS])
    return python
