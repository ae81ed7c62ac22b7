"""What a query asks for, read off its tokens."""

from __future__ import annotations

from contextlib import suppress

import pytest

from publisher.errors import QueryError
from publisher.store.calls import unescape
from publisher.store.query import inspect


@pytest.mark.parametrize(
    ("query", "form", "names_dataset", "federated"),
    [
        ("SELECT * {}", "SELECT", False, False),
        ("base <a:b> prefix x: <a:c> ask {}", "ASK", False, False),
        ("PREFIX select: <a:b> DESCRIBE select:x", "DESCRIBE", False, False),
        ("CONSTRUCT { ?s ?p 'SELECT' } WHERE { ?s ?p ?o }", "CONSTRUCT", False, False),
        ("SELECT * FROM <a:b> {}", "SELECT", True, False),
        ("SELECT * FROM NAMED <a:b> {}", "SELECT", True, False),
        ("SELECT * { ?from ?p 'FROM' }", "SELECT", False, False),
        ("SELECT * { SERVICE <a:b> {} }", "SELECT", False, True),
        ("SELECT * { ?s ?p 1.SERVICE <a:b> {} }", "SELECT", False, True),
        ("SELECT * { ?s ?p true.SERVICE <a:b> {} }", "SELECT", False, True),
        ("SELECT * { ?s ?p 'a'.SERVICE <a:b> {} }", "SELECT", False, True),
        ("SELECT * { ?s x:a\\'b ?o SERVICE <a:b> {} # '\n }", "SELECT", False, True),
        ("SELECT * { \\u0053\\U00000045RVICE <a:b> {} }", "SELECT", False, True),
        ("SELECT * { ?s ?p '''a ' SERVICE '' ''' }", "SELECT", False, False),
        ('SELECT * { ?s ?p "a \\" SERVICE" }', "SELECT", False, False),
        ("SELECT * { ?s ?p <a:SERVICE> ; x:SERVICE ?SERVICE } # SERVICE", "SELECT", False, False),
        ("SELECT * { FILTER(?a<?b) SERVICE <a:b> {} FILTER(?c>?d) }", "SELECT", False, True),
    ],
)
def test_facts(query: str, form: str, names_dataset: bool, federated: bool) -> None:
    facts = inspect(query)
    assert (facts.form, facts.names_dataset, facts.federated) == (form, names_dataset, federated)


@pytest.mark.parametrize("text", ["", "CLEAR ALL", "INSERT DATA {}", "'SELECT'", "# SELECT"])
def test_what_has_no_form_is_no_query(text: str) -> None:
    with pytest.raises(QueryError):
        inspect(text)


@pytest.mark.parametrize("text", ["\\uD800", "\\UFFFFFFFF"])
def test_an_escape_that_is_no_character_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="not a character"):
        unescape(text)


@pytest.mark.parametrize(
    "piece", ['"', "a.", "'''a", "<a", "\\'", '""" ', "a-", "?", "x:\\", "_:a.", "1e", "@a-"]
)
def test_hostile_text_is_read_once(piece: str) -> None:
    """Twice the text takes about twice the steps: counted, not timed."""
    from publisher.sparql_tokens import TOKEN

    def tokens(size: int) -> int:
        return sum(1 for _ in TOKEN.finditer(piece * size))

    assert tokens(2_000) <= 2 * tokens(1_000) + 2
    with suppress(QueryError):
        inspect("SELECT * {" + piece * 200_000)
