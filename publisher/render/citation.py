"""How an answer to a query is cited: in words, as BibTeX and CSL-JSON, and as code that gets it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

Kind = Literal["table", "graph", "truth"]
"""What a query gives: rows, a graph, or true or false."""

FORMAT: Final[dict[Kind, str]] = {"table": "csv", "graph": "nt", "truth": "srj"}
"""The format in which each is cited, by suffix: one that has no choices of its own."""

LATEX: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ",
})  # fmt: skip

TITLES: Final[dict[str, str]] = {
    "sv": "Svar på en SPARQL-fråga till ”{}”, utgåva {}",
    "en": "Answer to a SPARQL query on “{}”, release {}",
}

IN_WORDS: Final[dict[str, str]] = {
    "sv": "{author} ({year}). {title}. {address} (hämtat {accessed}). SHA-256: {digest}.",
    "en": "{author} ({year}). {title}. {address} (accessed {accessed}). SHA-256: {digest}.",
}


@dataclass(frozen=True, kw_only=True)
class Cited:
    """An answer to be cited.

    ``site`` and ``author`` are names in the reader's ``language``. ``address`` is where the answer
    stays, ``endpoint`` and ``file`` are the endpoint and the answer in its format on the host that
    was asked. ``digest`` is the SHA-256 of the answer's bytes.
    """

    site: str
    author: str
    language: str
    query: str
    parameters: tuple[tuple[str, str], ...]
    """What else is sent to the endpoint: the release, the dataset."""
    kind: Kind
    release: str
    built: date
    accessed: date
    address: str
    endpoint: str
    file: str
    digest: str
    engine: str

    @property
    def title(self) -> str:
        """What is cited."""
        return TITLES[self.language].format(self.site, self.release)

    @property
    def key(self) -> str:
        """What the entry is called in a list of references."""
        return f"sparql-{self.release[:8]}-{self.digest[:8]}"


def in_words(cited: Cited) -> str:
    """The reference as a sentence."""
    return IN_WORDS[cited.language].format(
        author=cited.author, year=cited.built.year, title=cited.title, address=cited.address,
        accessed=cited.accessed.isoformat(), digest=cited.digest,
    )  # fmt: skip


def bibtex(cited: Cited) -> str:
    """The reference for BibTeX and BibLaTeX; the address stands as it is, as ``url`` wants it."""
    note = f"SHA-256 {cited.digest}; {cited.engine}"
    entries = {
        "author": "{" + cited.author.translate(LATEX) + "}",
        "title": "{" + cited.title.translate(LATEX) + "}",
        "year": str(cited.built.year),
        "date": cited.built.isoformat(),
        "version": cited.release,
        "url": cited.address,
        "urldate": cited.accessed.isoformat(),
        "note": note.translate(LATEX),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entries.items())
    return f"@misc{{{cited.key},\n{lines},\n}}\n"


def csl(cited: Cited) -> list[dict[str, Any]]:
    """The reference as CSL-JSON (Citation Style Language 1.0.2)."""

    def day(value: date) -> dict[str, Any]:
        return {"date-parts": [[value.year, value.month, value.day]]}

    return [{
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": cited.author}],
        "publisher": cited.author,
        "issued": day(cited.built),
        "accessed": day(cited.accessed),
        "version": cited.release,
        "URL": cited.address,
        "language": cited.language,
        "note": f"SHA-256 {cited.digest}; {cited.engine}",
        "custom": {
            "query": cited.query, "release": cited.release, "sha256": cited.digest,
            "engine": cited.engine, "file": cited.file,
        },
    }]  # fmt: skip


def as_json(cited: Cited) -> bytes:
    """CSL-JSON as bytes."""
    return (json.dumps(csl(cited), ensure_ascii=False, indent=2) + "\n").encode()


PYTHON_READS: Final[dict[Kind, tuple[str, str]]] = {
    "table": ("import pandas as pd\n", "table = pd.read_csv(BytesIO(answer))\nprint(table)\n"),
    "graph": ("from rdflib import Graph\n",
              'graph = Graph().parse(BytesIO(answer), format="nt")\nprint(len(graph))\n'),
    "truth": ("import json\n", 'print(json.loads(answer)["boolean"])\n'),
}  # fmt: skip
"""What is imported, and how an answer is read, in Python."""

PYTHON: Final = '''\
# pip install SPARQLWrapper pandas rdflib
from hashlib import sha256
from io import BytesIO

{imports}from SPARQLWrapper import SPARQLWrapper

QUERY = """\\
{query}
"""

client = SPARQLWrapper({endpoint})
client.setMethod("POST")
client.setOnlyConneg(True)  # the format is the one named below
client.setQuery(QUERY)
{parameters}
answer = client.query().response.read()
assert sha256(answer).hexdigest() == {digest}
{reads}'''


def python(cited: Cited) -> str:
    """Code in Python that gets the answer, and makes sure that it is the one cited."""
    query = cited.query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("\r", "\\r")
    parameters = (*cited.parameters, ("format", FORMAT[cited.kind]))
    imports, reads = PYTHON_READS[cited.kind]
    return PYTHON.format(
        imports=imports, reads=reads, query=query, endpoint=_quoted(cited.endpoint),
        digest=_quoted(cited.digest),
        parameters="\n".join(f"client.addParameter({_quoted(name)}, {_quoted(value)})"
                             for name, value in parameters),
    )  # fmt: skip


R_READS: Final[dict[Kind, str]] = {
    "table": "table <- read.csv({file}, encoding = \"UTF-8\")\nprint(table)\n",
    "graph": "graph <- readLines({file}, encoding = \"UTF-8\")\nprint(length(graph))\n",
    "truth": "answer <- paste(readLines({file}, warn = FALSE), collapse = \"\")\n"
    "print(grepl('\"boolean\":true', answer, fixed = TRUE))\n",
}  # fmt: skip
"""How an answer is read in R, without any package."""


def r(cited: Cited) -> str:
    """Code in R that gets the answer from its permanent address."""
    return R_READS[cited.kind].format(file=_quoted(cited.file))


def curl(cited: Cited) -> str:
    """A command that gets the answer, and makes sure that it is the one cited."""
    suffix = FORMAT[cited.kind]
    end = "QUERY"
    while re.search(rf"^{end}$", cited.query, re.MULTILINE):
        end += "_"
    fields = "".join(f"  --data-urlencode {shlex.quote(f'{name}={value}')} \\\n"
                     for name, value in (*cited.parameters, ("format", suffix)))  # fmt: skip
    return (
        f"curl -fsSL {shlex.quote(cited.endpoint)} -o answer.{suffix} \\\n{fields}"
        f"  --data-urlencode query@- <<'{end}'\n{cited.query}\n{end}\n"
        f"echo '{cited.digest}  answer.{suffix}' | sha256sum -c\n"
    )


CODE: Final[tuple[tuple[str, Callable[[Cited], str]], ...]] = (
    ("Python", python),
    ("R", r),
    ("curl", curl),
)
"""The languages in which there is code, each with what writes it."""


def _quoted(text: str) -> str:
    """``text`` as a string of Python, R and JSON alike."""
    return json.dumps(text, ensure_ascii=False)
