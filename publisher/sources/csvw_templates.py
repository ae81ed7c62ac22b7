"""URI templates (RFC 6570) as CSV on the Web uses them: one template, a million rows.

Metadata Vocabulary, section 5.1.3. The common template is a prefix, one name and a suffix: that
is compiled to a concatenation; anything else goes to the ``uritemplate`` package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias
from urllib.parse import quote, urljoin

import uritemplate

Value: TypeAlias = "str | list[str]"

SIMPLE: Final = re.compile(r"(?P<prefix>[^{}]*)\{(?P<name>[A-Za-z0-9_.%]+)\}(?P<suffix>[^{}]*)")
SAFE: Final = re.compile(r"[A-Za-z0-9_.~-]*")
EXPRESSION: Final = re.compile(r"\{[+#./;?&]?([^{}]+)\}")
ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Template:
    """A template, compiled once.

    Raises ValueError when the template is malformed (an unclosed brace).
    """

    __slots__ = ("_complex", "_simple", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._simple: tuple[str, str, str] | None = None
        self._complex: uritemplate.URITemplate | None = None
        match = SIMPLE.fullmatch(text)
        if match:
            self._simple = match["prefix"], match["name"], match["suffix"]
        elif "{" in text or "}" in text:
            if re.search(r"[{}]", EXPRESSION.sub("", text)):
                raise ValueError(text)
            self._complex = uritemplate.URITemplate(text)

    @property
    def names(self) -> frozenset[str]:
        """The variables that the template asks for."""
        inner = ",".join(EXPRESSION.findall(self.text))
        return frozenset(name.split(":")[0].rstrip("*") for name in inner.split(",") if name)

    def expand(self, variables: Mapping[str, Value]) -> str:
        """The template with its variables filled in; an absent variable leaves nothing."""
        if self._simple is not None:
            prefix, name, suffix = self._simple
            value = variables.get(name, "")
            if isinstance(value, str):
                safe = value if SAFE.fullmatch(value) else quote(value, safe="~")
                return prefix + safe + suffix
            return prefix + ",".join(quote(item, safe="~") for item in value) + suffix
        if self._complex is not None:
            return str(self._complex.expand(dict(variables)))
        return self.text


def expand(template: str, variables: Mapping[str, Value]) -> str:
    """``template`` with ``variables`` filled in. For many rows, compile a :class:`Template`."""
    return Template(template).expand(variables)


def resolve(template: str, base: str) -> str:
    """``template`` made absolute against ``base`` as far as its literal start allows.

    A template that begins with a variable (``{+url}``) is returned as it is, to be resolved once
    expanded.
    """
    literal = template.split("{", 1)[0]
    if ABSOLUTE.match(literal) or (not literal and template):
        return template
    return urljoin(base, literal) + template[len(literal) :] if literal else base
