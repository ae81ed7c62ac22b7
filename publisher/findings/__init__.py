"""Findings, written out: for a terminal, as JSON, SARIF, a page, and a SHACL report in RDF.

Each writer is given a whole :class:`~publisher.check.findings.Findings` and hands back text.
"""
