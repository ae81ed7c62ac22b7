"""Small feeds of each kind, put on a server of :mod:`tests.elsewhere`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from tests.elsewhere import Elsewhere, Request, Send, raw

DATA: Final = "http://example.org/data/"
PREFIXES: Final = """\
@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix ldes: <https://w3id.org/ldes#> .
@prefix tree: <https://w3id.org/tree#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://example.org/data/> .
"""
RDF_XML: Final = """<?xml version="1.0"?>{0}
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dct="http://purl.org/dc/terms/">
<rdf:Description rdf:about="http://example.org/a">
<rdf:type rdf:resource="http://www.w3.org/ns/dcat#Dataset"/>
<dct:title>{1}</dct:title></rdf:Description></rdf:RDF>"""


def dataset(name: str, title: str = "t") -> str:
    """A dataset in Turtle, below PREFIXES."""
    return f':{name} a dcat:Dataset ; dct:title "{title}"@sv .\n'


def catalogue(*datasets: str, more: str = "") -> str:
    """A catalogue in Turtle."""
    return f"{PREFIXES}:catalog a dcat:Catalog .\n{''.join(datasets)}{more}"


def paged(
    server: Elsewhere, sizes: Sequence[int], total: int | None = None, key: str = "next"
) -> str:
    """Pages of so many datasets each; returns the address of the first."""
    number = 0
    for page, size in enumerate(sizes):
        names = [f"d{number + at}" for at in range(size)]
        number += size
        more = f"<?page={page}> hydra:totalItems {sum(sizes) if total is None else total} .\n"
        if page + 1 < len(sizes):
            more += f"<?page={page}> hydra:{key} <?page={page + 1}> .\n"
        server.say(f"/c?page={page}", catalogue(*map(dataset, names), more=more), ETag=tag(more))
    return f"{server.address}/c?page=0"


def tag(text: str) -> str:
    """An ETag."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()}"'


def day(number: int) -> str:
    """A day in January, as a time."""
    return f"2026-01-{number:02}T00:00:00Z"


def stream(
    server: Elsewhere, changes: Sequence[tuple[int, str, str]], size: int = 3, link: str = ""
) -> str:
    """An event stream in TriG: changes are of a day, a kind and a name. Returns its address."""
    pages = [changes[at : at + size] for at in range(0, len(changes), size)]
    head = (
        f"{PREFIXES}<#stream> a ldes:EventStream ; tree:view <> ; ldes:timestampPath as:published ;"
        " ldes:versionOfPath as:object ; ldes:pollingInterval 60 .\n"
    )
    for number, page in enumerate(pages, 1):
        head += (
            f"<> tree:relation [ a tree:GreaterThanOrEqualToRelation ; tree:node <s/{number}> ;"
            f' tree:path as:published ; tree:value "{day(page[0][0])}"^^xsd:dateTime ] .\n'
        )
        body = PREFIXES + ("<> ldes:immutable true .\n" if number < len(pages) else "")
        body += "".join(_member(number, at, *change) for at, change in enumerate(page))
        server.say(f"/s/{number}", body, "application/trig", ETag=tag(body))
    return server.say("/s", head, "application/trig", **({"Link": link} if link else {}))  # type: ignore[arg-type]


def _member(page: int, at: int, when: int, kind: str, name: str) -> str:
    member = f"<../m/{page}/{at}>"
    said = f'{member} {{ :{name} a dcat:Dataset ; dct:title "{when}" . }}\n'
    return (
        f"<../s#stream> tree:member {member} . {member} a as:{kind} ; as:object :{name} ;"
        f' as:published "{day(when)}"^^xsd:dateTime .\n'
    ) + ("" if kind == "Delete" else said)


class Repository:
    """An OAI-PMH repository: identifiers with a datestamp and a title, empty for what is deleted.

    ``expired`` has the tokens with which it does not go on.
    """

    def __init__(self, server: Elsewhere, records: Mapping[str, tuple[str, str]], *,
                 keeps: str = "persistent", size: int = 2,
                 prefixes: Sequence[str] = ("oai_dc", "dcat_ap")) -> None:  # fmt: skip
        self.records, self.keeps, self.size, self.prefixes = records, keeps, size, prefixes
        self.expired: set[str] = set()
        self.url = server.do("/oai", self._answer)

    def _answer(self, request: Request, send: Send) -> None:
        text = request.target.partition("?")[2]
        query = dict(part.partition("=")[::2] for part in text.split("&"))
        verbs = {"Identify": self._identify, "ListMetadataFormats": self._formats,
                 "ListRecords": self._list}  # fmt: skip
        verb = verbs.get(query.get("verb", ""), self._wrong)
        body = (
            '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>2026-01-09T00:00:00Z</responseDate>{verb(query)}</OAI-PMH>"
        ).encode()
        send(raw(200, {"Content-Type": "text/xml", "Content-Length": str(len(body))}) + body)

    def _wrong(self, _: Mapping[str, str]) -> str:
        return '<error code="badVerb">which?</error>'

    def _identify(self, _: Mapping[str, str]) -> str:
        return f"<Identify><deletedRecord>{self.keeps}</deletedRecord></Identify>"

    def _formats(self, _: Mapping[str, str]) -> str:
        inner = "".join(
            f"<metadataFormat><metadataPrefix>{name}</metadataPrefix>"
            f"<metadataNamespace>urn:{name}</metadataNamespace></metadataFormat>"
            for name in self.prefixes
        )
        return f"<ListMetadataFormats>{inner}</ListMetadataFormats>"

    def _list(self, query: Mapping[str, str]) -> str:
        token = query.get("resumptionToken", "")
        since, at = query.get("from", "").replace("%3A", ":"), 0
        if token:
            since, at = token.split("_")[0], int(token.split("_")[1])
        if token in self.expired:
            return '<error code="badResumptionToken">too old</error>'
        found = sorted((stamp, name, title) for name, (stamp, title) in self.records.items()
                       if stamp >= since)  # fmt: skip
        if at >= len(found):
            return '<error code="noRecordsMatch"/>'
        end = at + self.size
        following = f"{since}_{end}" if end < len(found) else ""
        last = f'<resumptionToken completeListSize="{len(found)}">{following}</resumptionToken>'
        return f"<ListRecords>{''.join(map(_record, found[at:end]))}{last}</ListRecords>"


def _record(item: tuple[str, str, str]) -> str:
    stamp, name, title = item
    header = f"<identifier>{name}</identifier><datestamp>{stamp}</datestamp>"
    if not title:
        return f'<record><header status="deleted">{header}</header></record>'
    iri = name if name.startswith("http") else DATA + name.rpartition(":")[2]
    metadata = RDF_XML.format("", title).partition("?>")[2].replace("http://example.org/a", iri)
    return f"<record><header>{header}</header><metadata>{metadata}</metadata></record>"
