"""Made-up shapes and data for comparing engines: every core component, paths, targets, literals.

Terms and statements are N-Triples text. Labels of blank nodes are ``_:s…`` in shapes, ``_:d…`` in
data. Shapes refer only to shapes made before them: none is recursive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from publisher.namespaces import RDF, RDFS, SH, XSD

EX: Final = "https://example.org/"
Draw = st.DrawFn


def iri(name: str) -> str:
    return f"<{name if ':' in name else EX + name}>"


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{datatype if ":" in datatype else XSD + datatype}>'


NODES: Final = (iri("a"), iri("b"), iri("c"), "_:d0", "_:d1")
CLASSES: Final = tuple(map(iri, ("A", "B", "C")))
PREDICATES: Final = tuple(map(iri, ("p", "q", "r")))

NUMBERS: Final = (
    typed("1", "integer"), typed("01", "integer"), typed("-2", "integer"), typed("7", "integer"),
    typed("1.0", "decimal"), typed("6.5", "decimal"), typed("1.0E0", "double"),
    typed("7", "byte"), typed("3", "nonNegativeInteger"), typed("2.5", "float"),
)  # fmt: skip
DATES: Final = (
    typed("2024-02-29", "date"), typed("2024-03-01", "date"), typed("1999-12-31", "date"),
)  # fmt: skip
TIMES: Final = (
    typed("2024-03-01T12:00:00", "dateTime"), typed("2024-02-29T23:59:59.5", "dateTime"),
    typed("2024-03-01T00:00:00", "dateTime"),
)  # fmt: skip
TEXTS: Final = ('""', '"a"', '"ab"', '"A"', '"åäö"', '"one two"', '"a\\nb"')
TAGGED: Final = ('"a"@en', '"b"@en', '"a"@sv', '"a"@en-gb', '"c"@de', '""@sv')
OTHERS: Final = (
    typed("true", "boolean"), typed("1", "boolean"), typed("false", "boolean"),
    typed("2024", "gYear"), typed("x", EX + "datatype"), typed("https://example.org/", "anyURI"),
    typed("12:00:00", "time"),
)  # fmt: skip
ILL_TYPED: Final = (
    typed("one", "integer"), typed("300", "byte"), typed("-1", "nonNegativeInteger"),
    typed("2024-02-30", "date"), typed("maybe", "boolean"), typed("1,5", "decimal"),
    typed("", "dateTime"),
)  # fmt: skip
LITERALS: Final = (*NUMBERS, *DATES, *TIMES, *TEXTS, *TAGGED, *OTHERS, *ILL_TYPED)
ORDERED: Final = (NUMBERS, DATES, TIMES, TEXTS)
"""Literals that can be compared with one another."""
DATATYPES: Final = (
    *(iri(XSD + name) for name in (
        "string", "integer", "decimal", "double", "byte", "nonNegativeInteger", "boolean", "date",
        "dateTime", "gYear", "anyURI", "time",
    )),
    iri(RDF + "langString"), iri("datatype"),
)  # fmt: skip


@dataclass
class Shapes:
    """Shapes as they are made: their statements, and what may be referred to."""

    draw: Draw
    lines: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """The shapes that are whole: others may refer to them."""
    spoken: set[str] = field(default_factory=set)
    """Those with SPARQL constraints, which say messages of their own: pySHACL adds the shape's to
    these, where section 5.3.2 has the one or the other, and drops their languages."""
    paths: set[str] = field(default_factory=set)
    """The property shapes among them."""
    count: int = 0
    ordered: tuple[str, ...] = ()
    """Where something is compared: the literals that may occur."""
    pairs: bool = False
    """Whether values are compared with values: then all are literals."""

    def order(self) -> None:
        """Keep to literals of one kind from here on."""
        self.ordered = self.ordered or self.draw(st.sampled_from(ORDERED))

    def node(self) -> str:
        """A fresh node: an IRI or a blank node."""
        self.count += 1
        return self.draw(st.sampled_from((iri(f"S{self.count}"), f"_:s{self.count}")))

    def say(self, subject: str, predicate: str, term: str) -> None:
        name = predicate if ":" in predicate else SH + predicate
        self.lines.append(f"{subject} <{name}> {term}")

    def list_of(self, terms: list[str]) -> str:
        head = f"<{RDF}nil>"
        for term in reversed(terms):
            self.count += 1
            cell = f"_:s{self.count}"
            self.say(cell, RDF + "first", term)
            self.say(cell, RDF + "rest", head)
            head = cell
        return head

    def some(self, choices: Any, least: int = 1, most: int = 3) -> list[str]:
        return self.draw(
            st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True)
        )

    def one(self, choices: Any) -> str:
        chosen: str = self.draw(st.sampled_from(choices))
        return chosen

    def number(self, most: int = 3, least: int = 0) -> str:
        return typed(str(self.draw(st.integers(least, most))), "integer")


def path(shapes: Shapes, depth: int = 0, *, turned: bool = False) -> str:
    """A property path; deep ones are rare. No sequence is inverted: pySHACL does it wrong."""
    kinds: tuple[str, ...] = ("predicate",) * 5 if depth else ("predicate",) * 8
    if depth < 2:
        kinds += ("inverse", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne")
        kinds += () if turned else ("sequence",)
    kind = shapes.one(kinds)
    if kind == "predicate":
        return shapes.one(PREDICATES)
    if kind == "sequence":
        return shapes.list_of([path(shapes, depth + 1) for _ in range(2)])
    shapes.count += 1
    node = f"_:s{shapes.count}"
    if kind == "alternative":
        members = [path(shapes, depth + 1, turned=turned) for _ in range(2)]
        shapes.say(node, "alternativePath", shapes.list_of(members))
    else:
        turned = turned or kind == "inverse"
        shapes.say(node, f"{kind}Path", path(shapes, depth + 1, turned=turned))
    return node


# ---- components


def _value(predicate: str, choices: Any) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.say(shape, predicate, shapes.one(choices))

    return add


def _values(predicate: str, choices: Any) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        for value in shapes.some(choices, 1, 2):
            shapes.say(shape, predicate, value)

    return add


def _bound(predicate: str) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.order()
        shapes.say(shape, predicate, shapes.one(shapes.ordered))

    return add


def _less(predicate: str) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.order()
        shapes.pairs = True
        shapes.say(shape, predicate, shapes.one(PREDICATES))

    return add


def _count(predicate: str, most: int = 2, least: int = 0) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.say(shape, predicate, shapes.number(most, least))

    return add


def _list(predicate: str, choices: Any) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.say(shape, predicate, shapes.list_of(shapes.some(choices)))

    return add


def _nested(predicate: str) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        shapes.say(shape, predicate, inner(shapes, depth, node=predicate == "node"))

    return add


def _listed(predicate: str) -> Callable[[Shapes, str, int], None]:
    def add(shapes: Shapes, shape: str, depth: int) -> None:
        number = shapes.draw(st.integers(1, 3))
        members = [inner(shapes, depth) for _ in range(number)]
        shapes.say(shape, predicate, shapes.list_of(members))

    return add


def _property(shapes: Shapes, shape: str, depth: int) -> None:
    shapes.say(shape, "property", make(shapes, depth + 1, has_path=True))


def _pattern(shapes: Shapes, shape: str, depth: int) -> None:
    shapes.say(shape, "pattern", shapes.one(('"a"', '"^a"', '"b$"', '"^[A-Z]+$"', '"."', '"^$"')))
    if shapes.draw(st.booleans()):
        shapes.say(shape, "flags", shapes.one(('"i"', '"s"', '"m"', '""')))


def _closed(shapes: Shapes, shape: str, depth: int) -> None:
    shapes.say(shape, "closed", typed("true", "boolean"))
    if shapes.draw(st.booleans()):
        ignored = shapes.some((*PREDICATES, iri(RDF + "type")))
        shapes.say(shape, "ignoredProperties", shapes.list_of(ignored))
    if shapes.draw(st.booleans()):
        _property(shapes, shape, depth)


def _qualified(shapes: Shapes, shape: str, depth: int) -> None:
    shapes.say(shape, "qualifiedValueShape", inner(shapes, depth))
    bounds = shapes.one((("Min",), ("Max",), ("Min", "Max")))
    for bound in bounds:
        shapes.say(shape, f"qualified{bound}Count", shapes.number(2))


def _disjoint_siblings(shapes: Shapes, shape: str, depth: int) -> None:
    """Two property shapes whose qualified value shapes are siblings (section 4.7.3)."""
    for _ in range(2):
        qualified = inner(shapes, depth + 1)
        sibling = make(shapes, 2, has_path=True)
        shapes.say(shape, "property", sibling)
        shapes.say(sibling, "qualifiedValueShape", qualified)
        shapes.say(sibling, "qualifiedMinCount", shapes.number(2, 1))
        shapes.say(sibling, "qualifiedValueShapesDisjoint", typed("true", "boolean"))


def _sparql(shapes: Shapes, shape: str, depth: int) -> None:
    constraint = shapes.node()
    shapes.say(shape, "sparql", constraint)
    shapes.spoken.add(shape)
    shapes.say(constraint, "select", f'"{shapes.one(QUERIES)}"')
    if shapes.draw(st.booleans()):
        shapes.say(constraint, "message", shapes.one(('"this is {?this}"', '"no"')))


P, Q = PREDICATES[:2]
QUERIES: Final = (
    f"SELECT $this ?value WHERE {{ $this {P} ?value }}",
    f"SELECT $this ?value WHERE {{ $this {P} ?value . FILTER isLiteral(?value) }}",
    f"SELECT $this WHERE {{ $this {P} ?x . FILTER NOT EXISTS {{ $this {Q} ?x }} }}",
    f"SELECT DISTINCT $this ?value WHERE {{ $this {P} ?value ; {Q} ?y . FILTER (?value != ?y) }}",
    f"SELECT $this ?value WHERE {{ {{ $this {P} ?value }} UNION {{ $this {Q} ?value }} }}",
    f"SELECT $this WHERE {{ $this ?p ?o OPTIONAL {{ $this {Q} ?x }} FILTER (!bound(?x)) }}",
    f"SELECT $this ?value WHERE {{ $this {P}/{Q} ?value }}",
    f"SELECT $this ?value WHERE {{ ?value {P} $this }}",
)

COMPONENTS: Final[dict[str, tuple[str, Callable[[Shapes, str, int], None]]]] = {
    "class": ("", _values("class", CLASSES)),
    "datatype": ("", _value("datatype", DATATYPES)),
    "nodeKind": ("", _value("nodeKind", tuple(iri(SH + kind) for kind in (
        "IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral",
    )))),
    "minCount": ("property", _count("minCount")),
    "maxCount": ("property", _count("maxCount")),
    "minExclusive": ("", _bound("minExclusive")),
    "minInclusive": ("", _bound("minInclusive")),
    "maxExclusive": ("", _bound("maxExclusive")),
    "maxInclusive": ("", _bound("maxInclusive")),
    "minLength": ("", _count("minLength", 4, 1)),
    "maxLength": ("", _count("maxLength", 4)),
    "pattern": ("", _pattern),
    "languageIn": ("", _list("languageIn", ('"en"', '"sv"', '"en-GB"', '"*"'))),
    "uniqueLang": ("property", _value("uniqueLang", (typed("true", "boolean"),))),
    "equals": ("", _values("equals", PREDICATES)),
    "disjoint": ("", _values("disjoint", PREDICATES)),
    "lessThan": ("property", _less("lessThan")),
    "lessThanOrEquals": ("property", _less("lessThanOrEquals")),
    "not": ("", _nested("not")),
    "and": ("", _listed("and")),
    "or": ("", _listed("or")),
    "xone": ("", _listed("xone")),
    "node": ("", _nested("node")),
    "property": ("", _property),
    "qualified": ("property", _qualified),
    "disjointSiblings": ("node", _disjoint_siblings),
    "closed": ("", _closed),
    "hasValue": ("", _values("hasValue", (*NODES[:3], *LITERALS))),
    "in": ("", _list("in", (*NODES[:3], *CLASSES, *LITERALS))),
    "sparql": ("", _sparql),
}  # fmt: skip
"""Component: the kind of shape that may have it (empty: any), and how it is given to one."""

PLAIN: Final = tuple(name for name in COMPONENTS if name not in (
    "not", "and", "or", "xone", "node", "property", "qualified", "disjointSiblings", "sparql",
))  # fmt: skip


# ---- shapes


def inner(shapes: Shapes, depth: int, *, node: bool = False) -> str:
    """A shape that another refers to: one that was made before, or a new one."""
    known = [shape for shape in shapes.named if not node or shape not in shapes.paths]
    if known and shapes.draw(st.integers(0, 3)) == 0:
        return shapes.one(known)
    return make(shapes, depth + 1, has_path=False if node else None)


def make(shapes: Shapes, depth: int, *, has_path: bool | None = None, component: str = "") -> str:
    """A shape with one to three components, among them ``component``."""
    kind = COMPONENTS[component][0] if component else ""
    if has_path is None:
        has_path = kind == "property" or (kind != "node" and shapes.draw(st.booleans()))
    shape = shapes.node()
    pool = PLAIN if depth >= 2 else tuple(COMPONENTS)
    names = shapes.some(pool, 0 if component else 1, 1 if depth else 2)
    if has_path:
        simple = any(name.startswith("lessThan") for name in (component, *names))
        shapes.say(shape, "path", shapes.one(PREDICATES) if simple else path(shapes))
        shapes.paths.add(shape)
    else:
        shapes.say(shape, RDF + "type", iri(SH + "NodeShape"))
    for name in dict.fromkeys(([component] if component else []) + names):
        wanted, add = COMPONENTS[name]
        if not wanted or wanted == ("property" if has_path else "node"):
            add(shapes, shape, depth)
    manners(shapes, shape, depth)
    shapes.named.append(shape)
    return shape


def manners(shapes: Shapes, shape: str, depth: int) -> None:
    """Severity, messages, and whether it is deactivated."""
    if shapes.draw(st.integers(0, 3)) == 0:
        severities = (*(iri(SH + name) for name in ("Info", "Warning", "Violation")), iri("Grave"))
        shapes.say(shape, "severity", shapes.one(severities))
    if shape not in shapes.spoken and shapes.draw(st.integers(0, 2)) == 0:
        for message in shapes.some(('"wrong"', '"wrong"@en', '"fel"@sv'), 1, 2):
            shapes.say(shape, "message", message)
    if depth and shapes.draw(st.integers(0, 9)) == 0:
        shapes.say(shape, "deactivated", typed("true", "boolean"))


def target(shapes: Shapes, shape: str) -> None:
    """One or two targets, of any kind."""
    for kind in shapes.some(("Node", "Class", "SubjectsOf", "ObjectsOf", "implicit"), 1, 2):
        if kind == "Node":
            for node in shapes.some(
                (*NODES[:3], iri("nowhere"), *(shapes.ordered or LITERALS)), 1, 3
            ):
                shapes.say(shape, "targetNode", node)
        elif kind == "Class":
            shapes.say(shape, "targetClass", shapes.one(CLASSES))
        elif kind == "implicit":
            if shape.startswith("<"):
                kind = "PropertyShape" if shape in shapes.paths else "NodeShape"
                shapes.say(shape, RDF + "type", iri(SH + kind))
                shapes.say(shape, RDF + "type", iri(RDFS + "Class"))
        else:
            shapes.say(shape, f"target{kind}", shapes.one(PREDICATES))


@st.composite
def cases(draw: Draw, component: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Shapes, at least one with ``component``, and data: N-Triples statements without dots."""
    shapes = Shapes(draw)
    if draw(st.booleans()):
        target(shapes, make(shapes, 0))
    target(shapes, make(shapes, 0, component=component))
    return tuple(dict.fromkeys(shapes.lines)), draw(data(shapes))


@st.composite
def data(draw: Draw, shapes: Shapes) -> tuple[str, ...]:
    """Statements about a few nodes; some are instances of the shapes that are classes."""
    kinds = (*CLASSES, *(shape for shape in shapes.named if shape.startswith("<")))
    pools = (TAGGED, NUMBERS, DATES, TEXTS, ILL_TYPED, LITERALS, LITERALS)
    literals = shapes.ordered or draw(st.sampled_from(pools))
    objects = literals if shapes.pairs else (*NODES, *literals)
    facts = st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(objects))
    types = st.tuples(st.sampled_from(NODES), st.just(iri(RDF + "type")), st.sampled_from(kinds))
    classes = st.tuples(
        st.sampled_from(kinds), st.just(iri(RDFS + "subClassOf")), st.sampled_from(kinds)
    )
    found = [
        *draw(st.lists(facts, min_size=8, max_size=20)),
        *draw(st.lists(types, min_size=2, max_size=6)),
        *draw(st.lists(classes, max_size=2)),
    ]
    return tuple(dict.fromkeys(" ".join(triple) for triple in found))
