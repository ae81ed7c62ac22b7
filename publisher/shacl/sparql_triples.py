"""Tokens of SPARQL -> terms, paths and triple patterns (SPARQL 1.1 Query Language, 4 and 9).

The engine has parsed the query before, so that what is not looked for is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.namespaces import RDF
from publisher.shacl.sparql_tree import PATH, Path, Pattern, Unreadable
from publisher.sparql_tokens import (
    IRI,
    LANGUAGE,
    NAME,
    NUMBER,
    OTHER,
    SCHEME,
    STRING,
    VARIABLE,
    Token,
    tokens,
)

TYPE: Final = f"<{RDF}type>"

CLAUSES: Final = frozenset({
    "FILTER", "BIND", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "VALUES", "LATERAL"
})  # fmt: skip
"""Keywords that begin an element of a group other than a triple pattern."""

LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


@dataclass
class _Said:
    """What has been read of a path."""

    names: list[str] = field(default_factory=list)
    marks: frozenset[str] = frozenset()


@dataclass
class Reader:
    """Reads a query. Raises Unreadable for what it does not know."""

    text: str
    prefixes: dict[str, str]
    path: str = ""
    """What ``$PATH`` stands for, in SPARQL syntax."""
    tokens: list[Token] = field(init=False)
    at: int = 0
    fresh: int = 0
    path_uses: int = 0

    def __post_init__(self) -> None:
        self.tokens = list(tokens(self.text))
        self.prefixes = dict(self.prefixes)

    @property
    def token(self) -> Token:
        """The next token; an empty one at the end."""
        if self.at < len(self.tokens):
            return self.tokens[self.at]
        return Token(OTHER, "", len(self.text), len(self.text))

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def expect(self, text: str) -> Token:
        if self.token.text != text:
            raise Unreadable(self.token.text)
        return self.take()

    def new(self) -> str:
        """A blank node that has no name."""
        self.fresh += 1
        return f"_:{self.fresh}"

    def name(self, token: Token) -> str:
        """An IRI or prefixed name in full."""
        if token.kind == IRI:
            before = self.tokens[self.at - 2] if self.at > 1 else None
            operand = before and before.end == token.start and before.kind in (VARIABLE, NAME)
            if not SCHEME.match(token.text) or operand:
                raise Unreadable(token.text)
            return token.text
        prefix, _, local = token.text.partition(":")
        if prefix == "_":
            return token.text
        if prefix not in self.prefixes:
            raise Unreadable(f"{prefix}:")
        plain = LOCAL_ESCAPE.sub(r"\1", local)
        return f"<{self.prefixes[prefix]}{plain}>"

    def literal(self, token: Token) -> str:
        """A string with its language or datatype, a number, ``true`` or ``false``."""
        if self.token.kind == LANGUAGE and token.kind == STRING:
            return token.text + self.take().text
        if token.kind == STRING and self.token.text == "^" and self._second == "^":
            self.at += 2
            return f"{token.text}^^{self.name(self.take())}"
        return token.text

    @property
    def _second(self) -> str:
        return self.tokens[self.at + 1].text if self.at + 1 < len(self.tokens) else ""

    def node(self, out: list[Pattern]) -> str:
        """A subject or object; what stands in brackets is added to ``out``."""
        token = self.take()
        if token.kind == VARIABLE:
            return f"?{token.variable}"
        if token.kind in (IRI, NAME):
            return self.name(token)
        if token.text in ("+", "-", ".") and self.token.kind in (NUMBER, OTHER):
            return token.text + self.node(out)
        if token.kind in (STRING, NUMBER) or token.word in ("TRUE", "FALSE"):
            return self.literal(token)
        if token.text == "[":
            own = self.new()
            if self.token.text != "]":
                self.properties(own, out)
            self.expect("]")
            return own
        if token.text == "(":
            return self._collection(out)
        raise Unreadable(token.text)

    def _collection(self, out: list[Pattern]) -> str:
        members = []
        while self.token.text != ")":
            members.append(self.node(out))
        self.take()
        head = f"<{RDF}nil>"
        for member in reversed(members):
            own = self.new()
            out.append(Pattern(own, Path((f"<{RDF}first>",)), member))
            out.append(Pattern(own, Path((f"<{RDF}rest>",)), head))
            head = own
        return head

    def properties(self, subject: str, out: list[Pattern]) -> None:
        """Verbs and objects after a subject."""
        while True:
            path = self.verb()
            out.append(Pattern(subject, path, self.node(out)))
            while self.token.text == ",":
                self.take()
                out.append(Pattern(subject, path, self.node(out)))
            while self.token.text == ";":
                self.take()
            if self.token.text in (".", "]", "}", "{", "") or self.token.word in CLAUSES:
                return

    def verb(self) -> Path:
        """A variable, an IRI, ``a`` or a property path (section 9)."""
        if self.token.kind == VARIABLE:
            name = self.take().variable
            if name == PATH and self.path:
                self.path_uses += 1
                return replace(Reader(self.path, {}).verb(), variable=PATH)
            return Path((), variable=name)
        said = _Said()
        empty = self._alternatives(said)
        return Path(tuple(said.names), len(said.names), "", empty, said.marks)

    def _alternatives(self, said: _Said) -> bool:
        """Returns whether the path may be empty."""
        empty = self._sequence(said)
        while self.token.text == "|":
            said.marks |= {self.take().text}
            empty = self._sequence(said) or empty
        return empty

    def _sequence(self, said: _Said) -> bool:
        empty = self._step(said)
        while self.token.text == "/":
            self.take()
            empty = self._step(said) and empty
        return empty

    def _step(self, said: _Said) -> bool:
        while self.token.text in ("^", "!"):
            said.marks |= {self.take().text}
        token = self.take()
        empty = False
        if token.text == "(":
            empty = self._alternatives(said) if self.token.text != ")" else False
            self.expect(")")
        elif token.text == "a":
            said.names.append(TYPE)
        elif token.kind in (IRI, NAME):
            said.names.append(self.name(token))
        else:
            raise Unreadable(token.text)
        if self.token.text in ("*", "?", "+") and not self._signed():
            mark = self.take().text
            said.marks |= {mark}
            return empty or mark != "+"
        return empty

    def _signed(self) -> bool:
        """Whether a plus sign is part of the number after it."""
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else self.token
        return self.token.text == "+" and after.kind == NUMBER and after.start == self.token.end
