"""The comment at the top of a ``.rq`` file: TOML that says what the query is and what it takes.

The header is every line from the first on that begins with ``#``; the query follows it. Each thing
that is wrong is a fault at its line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.names import nearest

COMMENT: Final = re.compile(r"#+ ?")
SECTION: Final = re.compile(r"\[\s*([^\].]+?)\s*\]")
KEY: Final = re.compile(r"([A-Za-z0-9_-]+)\s*[.=]")
TOML_PLACE: Final = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)")

OWN: Final = ("title", "description", "about")
"""What a header says of the query itself."""

OF_PARAMETERS: Final = (
    "label", "description", "type", "class", "choices", "default", "optional"
)  # fmt: skip
"""What a header says of each parameter, in a table of its name."""

WANTED: Final[dict[str, tuple[type, str, str]]] = {
    "title": (dict, "a text for each language: title.sv = “…”", "en text för varje språk: "
              "title.sv = ”…”"),
    "label": (dict, "a text for each language: label.sv = “…”", "en text för varje språk: "
              "label.sv = ”…”"),
    "description": (dict, "a text for each language: description.sv = “…”",
                    "en text för varje språk: description.sv = ”…”"),
    "about": (list, "a list of classes", "en lista med klasser"),
    "choices": (list, "a list of texts or numbers", "en lista med texter eller tal"),
    "optional": (bool, "true or false", "true eller false"),
    "type": (str, "a text", "en text"),
    "class": (str, "a text", "en text"),
}  # fmt: skip
"""What each key holds; ``default`` may be a text, a number, a date or a truth value."""


@dataclass
class Header:
    """What a header says, and on which line: by section (empty for the query's own) and key."""

    file: str
    content: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    """The line of the file on which the query begins."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def parameters(self) -> dict[str, Mapping[str, Any]]:
        """The tables of the parameters, in the order of the file."""
        return {name: value for name, value in self.content.items()
                if name not in OWN and isinstance(value, dict)}  # fmt: skip

    def fault(
        self, section: str, key: str, value: object, en: str, sv: str = "", like: str = ""
    ) -> None:
        """Note that what the header says under a key is not what it should be."""
        line = self.lines.get((section, key)) or self.lines.get((section, "")) or 1
        place = Place(self.file, "", line)
        self.faults.append(Fault(place, "metadata", f"{value}", en, sv or en, nearest=like))


def read_header(content: bytes, file: str) -> Header:
    """The header of a query file, checked for what it may say.

    Raises SourceFault where it is no TOML, and for a file that is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceFault([Fault(
            Place(file, "", line), "syntax", "", "it is not UTF-8.", "den är inte UTF-8."
        )]) from None  # fmt: skip
    every = text.splitlines()
    length = next((at for at, line in enumerate(every) if not line.startswith("#")), len(every))
    stripped = [COMMENT.sub("", line, count=1) for line in every[:length]]
    first = next((at for at in range(length, len(every)) if every[at].strip()), len(every))
    header = Header(
        file, _parsed(stripped, file), dict(_places(stripped)),
        "\n".join(every[first:]).rstrip() + "\n", min(first + 1, max(len(every), 1)),
    )  # fmt: skip
    _check(header)
    return header


def _parsed(lines: Sequence[str], file: str) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        match = TOML_PLACE.match(str(error))
        line = int(match[2] or len(lines)) if match else 1
        said = match[1] if match else str(error)
        raise SourceFault([Fault(
            Place(file, "", max(line, 1)), "syntax", "", f"its header is no TOML ({said}).",
            f"huvudet är inte TOML ({said}).",
        )]) from None  # fmt: skip


def _places(lines: Sequence[str]) -> Iterator[tuple[tuple[str, str], int]]:
    """Where each key stands, the last one first: a dictionary then has the first."""
    section, found = "", []
    for number, line in enumerate(lines, 1):
        if match := SECTION.match(line):
            section = match[1].strip("\"'")
            found.append(((section, ""), number))
        elif match := KEY.match(line):
            found.append(((section, match[1]), number))
    yield from reversed(found)


def _check(header: Header) -> None:
    """Note every key that nobody knows, and every value of the wrong kind."""
    for name, value in header.content.items():
        if name in OWN:
            _check_value(header, "", name, value)
        elif not isinstance(value, dict):
            known = ", ".join((*OWN, "[parameter]"))
            like = nearest(name, OWN)
            header.fault("", name, name, f"one of {known}", f"någon av {known}", like)
    for section, table in header.parameters.items():
        for name, value in table.items():
            if name in OF_PARAMETERS:
                _check_value(header, section, name, value)
                continue
            known = ", ".join(OF_PARAMETERS)
            like = nearest(name, OF_PARAMETERS)
            header.fault(section, name, name, f"one of {known}", f"någon av {known}", like)


def _check_value(header: Header, section: str, name: str, value: Any) -> None:
    if name not in WANTED:
        return
    kind, en, sv = WANTED[name]
    texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    whole = all(isinstance(item, str) for item in texts) or name == "choices"
    if not isinstance(value, kind) or not whole:
        header.fault(section, name, f"{name} = {value}", en, sv)
