"""SPARQL text -> the tree of :mod:`publisher.shacl.sparql_tree`: queries, groups, expressions."""

from __future__ import annotations

from publisher.shacl.sparql_tree import (
    Bind,
    Branches,
    Element,
    Expression,
    Filter,
    Foreign,
    Group,
    Named,
    Optional,
    Pattern,
    Query,
    Unreadable,
)
from publisher.shacl.sparql_triples import CLAUSES, Reader
from publisher.sparql_tokens import IRI, NAME, VARIABLE

MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
OUTSIDE = "EXISTS { … }"


class QueryReader(Reader):
    """Reads a whole query; ``prefixes`` are those in force before its own."""

    def query(self) -> Query:
        """The query. Raises Unreadable for what is no SELECT or ASK, or not understood."""
        while self.token.word in ("PREFIX", "BASE"):
            if self.take().word == "BASE":
                raise Unreadable("BASE")
            prefix = self.take().text.removesuffix(":")
            self.prefixes[prefix] = self.take().text[1:-1]
        found = self._query("")
        if self.at < len(self.tokens):
            raise Unreadable(self.token.text)
        return found

    def _query(self, end: str) -> Query:
        form = self.take()
        if form.word not in ("SELECT", "ASK"):
            raise Unreadable(form.text)
        first, datasets = self.at, False
        project_at = form.end
        if self.token.word in ("DISTINCT", "REDUCED"):
            project_at = self.take().end
        projected = self._projection() if form.word == "SELECT" else ()
        while self.token.word == "FROM":
            datasets = True
            self.at += 2 if self.tokens[self.at + 1 : self.at + 2][0].word != "NAMED" else 3
        head = first, self.at
        if self.token.word == "WHERE":
            self.take()
        where = self.group()
        tail = self.at
        group_at, modifiers = self._modifiers(end)
        return Query(
            form.word, form, project_at, projected, where, (head, (tail, self.at)),
            group_at, modifiers, datasets,
        )  # fmt: skip

    def _projection(self) -> tuple[str, ...] | None:
        names: list[str] | None = []
        while self.token.text not in ("", "{") and self.token.word not in ("WHERE", "FROM"):
            if self.token.text == "(":
                first = self.at
                self._plain_expression()
                last = self.tokens[first : self.at][-2]
                (names := names or []).append(last.variable)
            elif self.token.text == "*":
                self.take()
                names = None
            elif self.token.kind == VARIABLE:
                (names := names or []).append(self.take().variable)
            else:
                raise Unreadable(self.token.text)
        return None if names is None else tuple(names)

    def _modifiers(self, end: str) -> tuple[int, frozenset[str]]:
        group_at, found = -1, set()
        while self.token.text not in ("", end):
            if self.token.text == "(":
                self._plain_expression()
                continue
            if self.token.text == "{":
                raise Unreadable(OUTSIDE)
            token = self.take()
            if token.word in MODIFIERS:
                found.add(token.word)
            if token.word == "GROUP":
                group_at = self.take().end
        return group_at, frozenset(found)

    def group(self) -> Group:
        """A group graph pattern (section 5.2)."""
        start = self.expect("{").end
        if self.token.word == "SELECT":
            query = self._query("}")
            return Group(start, self.expect("}").start, select=query)
        elements: list[Element] = []
        while self.token.text != "}":
            if self.token.text == ".":
                self.take()
            else:
                elements.append(self._element())
        return Group(start, self.take().start, tuple(elements))

    def _element(self) -> Element:
        if self.token.text == "{":
            groups = [self.group()]
            while self.token.word == "UNION":
                self.take()
                groups.append(self.group())
            return Branches(tuple(groups))
        if self.token.word in CLAUSES:
            return self._clause(self.take().word)
        out: list[Pattern] = []
        bracket = self.token.text in ("[", "(")
        subject = self.node(out)
        if not (bracket and self.token.text in (".", "}")):
            self.properties(subject, out)
        return out

    def _clause(self, word: str) -> Element:
        if word == "OPTIONAL":
            return Optional(self.group())
        if word == "GRAPH":
            return Named(self.node([]), self.group())
        if word == "FILTER":
            return Filter(*self._constraint())
        if word == "BIND":
            found = self.expression()
            return Bind(found.first, found.last, found.groups)
        while self.token.text not in ("{", ""):
            self.take()
        self._skip()
        return Foreign(word)

    def _skip(self) -> None:
        """Pass over what stands between braces."""
        self.expect("{")
        depth = 1
        while depth and self.token.text:
            text = self.take().text
            depth += (text == "{") - (text == "}")

    def _constraint(self) -> tuple[int, int, tuple[Group, ...]]:
        first = self.at
        if self.token.word == "NOT":
            self.take()
        if self.token.word == "EXISTS":
            self.take()
            group = self.group()
            return first, self.at, (group,)
        if self.token.text != "(":
            token = self.take()
            if not token.word and token.kind not in (IRI, NAME):
                raise Unreadable(token.text)
        found = self.expression()
        return first, self.at, found.groups

    def _plain_expression(self) -> None:
        if self.expression().groups:
            raise Unreadable(OUTSIDE)

    def expression(self) -> Expression:
        """What stands between brackets, these included."""
        first = self.at
        groups: list[Group] = []
        self.expect("(")
        depth = 1
        while depth:
            token = self.token
            if token.text == "{":
                groups.append(self.group())
                continue
            if token.text in ("", "}"):
                raise Unreadable("(")
            depth += (token.text == "(") - (token.text == ")")
            self.take()
            if token.kind in (IRI, NAME):
                self.name(token)
        return Expression(first, self.at, tuple(groups))
